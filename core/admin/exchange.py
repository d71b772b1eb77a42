"""The import and export pages of the catalogue, to be mixed into a model's admin.

    class ProductAdmin(CatalogueExchange, BoutiqueAdmin): ...

django-import-export brings the addresses, the permissions (`core.import_product` and
`core.export_product`), the buttons on the list and the forms; reading, checking and writing a file
is `core.exchange`'s.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV

from core.admin.exchange_forms import CatalogueImportForm
from core.errors import DomainError, StaleVersion
from core.exchange import products, shapes, uploads
from core.exchange.columns import NATIVE
from core.exchange.export import KINDS
from core.exchange.plan import CHANGED, NEW, UNCHANGED, Plan
from core.exchange.resources import ProductResource
from core.models import Location

MOST_SHOWN = 100
MOST_KEPT = 5
KEPT = "kept_imports"
CHANGED_SINCE = "The shop has changed since you saw this preview. Look at it again."
SECTIONS = [
    (CHANGED, "Changed", "What is there now, and what it will be."),
    (NEW, "New", "What will be added."),
    (UNCHANGED, "Unchanged", "What is in the shop just like this."),
]


class CatalogueExchange(ImportExportMixin):
    """Import and export pages for ProductAdmin."""

    resource_classes = [ProductResource]
    formats = [CSV]
    import_form_class = CatalogueImportForm
    import_template_name = "core/exchange/import.html"
    preview_template_name = "core/exchange/preview.html"

    # Import -------------------------------------------------------------------

    def import_action(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The file is chosen; what it would do is shown."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = self.create_import_form(request)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data["import_file"].read()
            wish = {
                "name": form.cleaned_data["import_file"].name,
                "shape": form.cleaned_data["shape"] or "auto",
                "location": getattr(form.cleaned_data["location"], "pk", None),
            }
            try:
                plan = _plan(data, wish)
            except DomainError as problem:
                form.add_error("import_file", problem.message)
            else:
                token = uploads.keep(data) if plan.can_apply else ""
                return self._preview(request, plan, wish, token)
        return self._page(
            request,
            self.import_template_name,
            {"title": "Import products", "form": form, "columns": NATIVE, "media": self.media},
        )

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The preview is confirmed: the same file is planned again and written as a whole."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        token = request.POST.get("import_file_name", "")
        wish = request.session.get(KEPT, {}).get(token)
        try:
            if wish is None:
                raise uploads.Gone
            with uploads.take(token) as data:
                plan = _plan(data, wish)
                if plan.digest() != wish["digest"] or not plan.can_apply:
                    raise StaleVersion(CHANGED_SINCE)
                products.apply(plan, by=request.user, file_name=wish["name"])
        except uploads.Gone as gone:
            messages.info(request, gone.message)
        except DomainError as refusal:
            return self._again(request, refusal, wish, token)
        else:
            messages.success(request, f"Imported. {plan.summary()}")
        return HttpResponseRedirect(reverse("admin:core_product_changelist"))

    def _again(
        self, request: HttpRequest, refusal: DomainError, wish: Mapping[str, Any], token: str
    ) -> HttpResponse:
        """Nothing was written: say why, and show what the file would do by now."""
        messages.error(request, refusal.message)
        try:
            plan = _plan(uploads.look(token), wish)
        except DomainError:
            return HttpResponseRedirect(reverse("admin:core_product_import"))
        if not plan.can_apply:
            uploads.forget(token)
        return self._preview(request, plan, wish, token if plan.can_apply else "")

    def _preview(
        self, request: HttpRequest, plan: Plan, wish: Mapping[str, Any], token: str
    ) -> HttpResponse:
        if token:
            _remember(request, token, {**wish, "digest": plan.digest()})
        context = {
            "title": f"Import of {wish['name']}",
            "plan": plan,
            "shape": shapes.NAMES[plan.shape],
            "counts": plan.counts().items(),
            "refusals": plan.refusals[:MOST_SHOWN],
            "more_refusals": max(len(plan.refusals) - MOST_SHOWN, 0),
            "sections": _sections(plan),
            "created": [(kind, _some(names)) for kind, names in plan.created.items()],
            "token": token,
        }
        return self._page(request, self.preview_template_name, context)

    def _page(
        self, request: HttpRequest, template: str, context: Mapping[str, Any]
    ) -> HttpResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, {**shared, **context})

    # Export -------------------------------------------------------------------

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The familiar address; every list has the same page for it."""
        from core.admin.exporting import pages

        return pages.ask(request, KINDS["product"])


def _plan(data: bytes, wish: Mapping[str, Any]) -> Plan:
    location = Location.objects.filter(pk=wish["location"]).first() if wish["location"] else None
    return products.plan(data, shape=wish["shape"], location=location)


def _remember(request: HttpRequest, token: str, wish: dict[str, Any]) -> None:
    """Only this session can confirm the file; the oldest previews of many give way."""
    kept = request.session.get(KEPT, {})
    kept[token] = wish
    for old in list(kept)[:-MOST_KEPT]:
        del kept[old]
        uploads.forget(old)
    request.session[KEPT] = kept


def _sections(plan: Plan) -> list[dict[str, Any]]:
    sections = []
    for state, title, hint in SECTIONS:
        entries = plan.of(state)
        sections.append(
            {
                "title": title,
                "hint": hint,
                "state": state,
                "count": len(entries),
                "entries": entries[:MOST_SHOWN],
                "more": max(len(entries) - MOST_SHOWN, 0),
            }
        )
    return sections


def _some(names: list[str]) -> str:
    more = len(names) - MOST_SHOWN
    return ", ".join(names[:MOST_SHOWN]) + (f" … and {more} more" if more > 0 else "")
