"""Changing many products or variants together: choose, say what, look at it, apply, undo."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from core.admin.products import bulk_show
from core.admin.products.bulk_form import BulkForm
from core.admin.refusals import sentence
from core.errors import DomainError, StaleVersion
from core.services.catalog import bulk
from core.services.catalog.bulk import Choice, Kind, Plan

if TYPE_CHECKING:
    from core.admin.base import BoutiqueAdmin

CHOSEN, SEEN = "bulk-chosen", "bulk-seen"
MOST_SHOWN = 200


class ChangesTogether:
    """Mixed into the list of products and the list of variants."""

    bulk_kind: str

    def has_bulk_edit_permission(self: Any, request: HttpRequest) -> bool:
        return bool(
            request.user.has_perm("core.bulk_edit_product") and self.has_change_permission(request)
        )

    @admin.action(description="Change together…", permissions=["bulk_edit"])
    def change_together(
        self: Any, request: HttpRequest, chosen: QuerySet[Any]
    ) -> HttpResponse | None:
        keys = list(chosen.order_by("pk").values_list("pk", flat=True)[: bulk.MOST_ROWS + 1])
        if len(keys) > bulk.MOST_ROWS:
            self.message_user(
                request,
                f"That is more than {bulk.MOST_ROWS:,} rows, the most at once. Narrow the list with "
                "a filter, and do the rest afterwards.",
                messages.ERROR,
            )
            return None
        token = signing.dumps([self.bulk_kind, keys], salt=CHOSEN, compress=True)
        filters = request.GET.urlencode()
        return _form(
            self, request, BulkForm(self.bulk_kind, by=request.user), token, len(keys), filters
        )

    def bulk_view(self: Any, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_bulk_edit_permission(request):
            raise PermissionDenied
        return _next(self, request)

    def get_urls(self: Any) -> list[URLPattern]:
        name = f"core_{self.opts.model_name}_bulk"
        view = self.admin_site.admin_view(self.bulk_view)
        return [path("together/", view, name=name), *super().get_urls()]  # type: ignore[misc]


def _next(page: Any, request: HttpRequest) -> HttpResponse:
    """From what was said to the preview, and from the preview to the deed."""
    token, filters = request.POST.get("chosen", ""), request.POST.get("filters", "")
    try:
        kind, keys = signing.loads(token, salt=CHOSEN)
    except signing.BadSignature:
        page.message_user(request, "Choose the rows once more.", messages.ERROR)
        return _to_list(page, filters)
    if kind != page.bulk_kind:
        raise PermissionDenied
    choice = Choice(kind, keys)
    form = BulkForm(kind, request.POST, by=request.user)
    do = request.POST.get("do")
    if do == "edit" or not form.is_valid():
        return _form(page, request, form, token, len(keys), filters)
    try:
        if do == "apply":
            return _apply(page, request, choice, form, filters)
        return _preview(page, request, bulk.plan(choice, wish=form.wish()), form)
    except StaleVersion as stale:
        page.message_user(request, stale.message, messages.WARNING)
        others = stale.facts.get("rows", set())
        return _preview(page, request, bulk.plan(choice, wish=form.wish()), form, others)
    except (DomainError, ValidationError) as refusal:
        form.add_error(None, sentence(refusal))
        return _form(page, request, form, token, len(keys), filters)


def _apply(
    page: Any, request: HttpRequest, choice: Choice, form: BulkForm, filters: str
) -> HttpResponse:
    try:
        seen = signing.loads(request.POST.get("seen", ""), salt=SEEN)
    except signing.BadSignature:
        seen = {}
    edit = bulk.apply(choice, wish=form.wish(), seen=seen, by=request.user)
    told = {"edit": edit, "undo_url": reverse("admin:core_bulkedit_undo", args=[edit.pk])}
    said = render_to_string("core/bulk/done.html", told | {"filters": filters}, request)
    page.message_user(request, said, messages.SUCCESS)
    return _to_list(page, filters)


def _to_list(page: "BoutiqueAdmin", filters: str) -> HttpResponse:
    address = reverse(f"admin:core_{page.opts.model_name}_changelist")
    return HttpResponseRedirect(f"{address}?{filters}" if filters else address)


# What is shown -----------------------------------------------------------------------


def _form(
    page: Any, request: HttpRequest, form: BulkForm, token: str, count: int, filters: str
) -> HttpResponse:
    context = {"title": "Change together", "form": form, "token": token, "filters": filters}
    context["media"] = page.media + form.media
    return _render(page, request, "form", context | {"chosen": _count(page.bulk_kind, count)})


def _preview(
    page: Any,
    request: HttpRequest,
    plan: Plan,
    form: BulkForm,
    others: set[str] | frozenset[str] = frozenset(),
) -> HttpResponse:
    shown = bulk_show.first(plan, others)
    context = {
        "title": "Look at it first",
        "summary": str(form.wish()),
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            if name in form.fields or name in {"chosen", "filters"}
            for value in values
        ],
        "seen": signing.dumps(plan.seen(), salt=SEEN, compress=True),
        "rows": bulk_show.rows(shown[:MOST_SHOWN], others),
        "more": max(len(shown) - MOST_SHOWN, 0),
        "changed": len(plan.changed),
        "refused": len(plan.refused),
        "unchanged": plan.unchanged,
    }
    return _render(page, request, "preview", context)


def _count(kind: str, count: int) -> str:
    one, many = ("product", "products") if kind == Kind.PRODUCT else ("variant", "variants")
    return f"{count:,} {one if count == 1 else many}"


def _render(page: Any, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    request.page_title = context["title"]
    base = page.admin_site.each_context(request) | {
        "opts": page.opts,
        "bulk_url": reverse(f"admin:core_{page.opts.model_name}_bulk"),
        "list_url": reverse(f"admin:core_{page.opts.model_name}_changelist"),
    }
    return TemplateResponse(request, f"core/bulk/{name}.html", base | context)
