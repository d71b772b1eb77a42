"""Price tags and labels: what was chosen, on which sheet, from which label on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from core.admin import words
from core.errors import DomainError
from core.exchange import labels
from core.models import Variant
from core.queries import shelf, tags
from core.queries.tags import Tag

if TYPE_CHECKING:
    from core.admin.products.page import ProductAdmin

CHOSEN = "labels-chosen"
MOST_SHOWN = 12
KINDS = {"variant": tags.of_variants, "sample": tags.of_samples}


def _number(label: str, **more: Any) -> forms.IntegerField:
    widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, widget=widget, initial=1, min_value=1, **more)


class LabelForm(forms.Form):
    sheet = forms.ChoiceField(
        label="Sheet or roll",
        widget=UnfoldAdminSelectWidget,
        choices=[(sheet.slug, sheet.name) for sheet in labels.SHEETS.values()],
    )
    start = _number(
        "Begin at label",
        help_text="On a sheet that is used in part: the first label still there, line by line.",
    )
    copies = _number("Labels of each", max_value=100)
    as_on_hand = forms.BooleanField(
        label="As many as are on hand instead", required=False, widget=UnfoldBooleanWidget
    )
    with_price = forms.BooleanField(
        label="With the price", required=False, initial=True, widget=UnfoldBooleanWidget
    )
    only_dots = forms.BooleanField(
        label="QR code on every label",
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="Otherwise bars (Code 128), and a QR code where bars would be too fine to read.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        sheet = labels.SHEETS.get(given.get("sheet", ""))
        if sheet and (given.get("start") or 1) > sheet.count:
            self.add_error("start", f"This sheet has the labels 1 to {sheet.count}.")
        return given


class PrintsLabels:
    """Mixed into the lists of products, variants and samples."""

    label_kind = "variant"

    def has_print_labels_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(f"core.view_{self.label_kind}"))

    def label_keys(self, chosen: QuerySet[Any]) -> list[int]:
        return list(chosen.order_by().values_list("pk", flat=True)[: labels.MOST_LABELS + 1])

    @admin.action(description="Print labels…", permissions=["print_labels"])
    def print_labels(self: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        keys = self.label_keys(chosen)
        if 0 < len(keys) <= labels.MOST_LABELS:
            return show(self, request, keys)
        said = (
            f"That is more than {labels.MOST_LABELS:,} labels, the most at once."
            if keys
            else "There is nothing to print a label for: no variants yet."
        )
        self.message_user(request, said, messages.ERROR)
        return None

    def labels_view(self: Any, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_print_labels_permission(request):
            raise PermissionDenied
        return _print(self, request)

    def get_urls(self: Any) -> list[URLPattern]:
        name = f"core_{self.opts.model_name}_labels"
        view = self.admin_site.admin_view(self.labels_view)
        return [path("labels/", view, name=name), *super().get_urls()]  # type: ignore[misc]


def of_product(page: "ProductAdmin", request: HttpRequest, key: int) -> HttpResponse:
    """Labels for all variants of one product, from its page."""
    product = page.get_object(request, str(key))
    if product is None or not (
        page.has_view_permission(request, product) and page.has_print_labels_permission(request)
    ):
        raise PermissionDenied
    keys = list(
        Variant.objects.filter(product=product, is_active=True).values_list("pk", flat=True)
    )
    if not keys:
        page.message_user(request, "There is nothing to print a label for yet.", messages.WARNING)
        return page.to_page(product)
    return show(page, request, keys)


def show(
    page: Any, request: HttpRequest, keys: Sequence[int], form: LabelForm | None = None
) -> HttpResponse:
    found = KINDS[page.label_kind](keys)
    unreadable = [tag.name for tag in found if not labels.can_write(tag.name)]
    is_sample = page.label_kind == "sample"
    request.page_title = "Labels"
    context = page.admin_site.each_context(request) | {
        "title": "Labels",
        "opts": page.opts,
        "form": form or LabelForm(initial={"with_price": not is_sample}),
        "token": signing.dumps([page.label_kind, list(keys)], salt=CHOSEN, compress=True),
        "tags": found[:MOST_SHOWN],
        "more": max(len(found) - MOST_SHOWN, 0),
        "count": len(found),
        "pieces": sum(tag.pieces for tag in found),
        "is_sample": is_sample,
        "unreadable": sorted(set(unreadable))[:5],
        "sheets": [
            {
                "slug": sheet.slug,
                "columns": sheet.columns,
                "places": range(1, sheet.count + 1),
            }
            for sheet in labels.SHEETS.values()
            if sheet.count > 1
        ],
        "labels_url": reverse(f"admin:core_{page.opts.model_name}_labels"),
        "list_url": reverse(f"admin:core_{page.opts.model_name}_changelist"),
    }
    return TemplateResponse(request, "core/products/labels.html", context)


def _print(page: Any, request: HttpRequest) -> HttpResponse:
    try:
        kind, keys = signing.loads(request.POST.get("chosen", ""), salt=CHOSEN)
    except signing.BadSignature:
        page.message_user(request, "Choose the labels once more.", messages.ERROR)
        return HttpResponseRedirect(reverse(f"admin:core_{page.opts.model_name}_changelist"))
    if kind != page.label_kind:
        raise PermissionDenied
    form = LabelForm(request.POST)
    if not form.is_valid():
        return show(page, request, keys, form)
    given = form.cleaned_data
    try:
        data = labels.pdf(
            _wanted(KINDS[kind](keys), given),
            sheet=labels.SHEETS[given["sheet"]],
            start=given["start"],
            copies=1 if given["as_on_hand"] else given["copies"],
            only_dots=given["only_dots"],
        )
    except DomainError as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return show(page, request, keys, form)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="labels.pdf"'
    return answer


def _wanted(found: Sequence[Tag], given: dict[str, Any]) -> list[labels.Label]:
    currency = shelf.price_currency()
    wanted: list[labels.Label] = []
    for tag in found:
        shows_price = given["with_price"] and tag.price is not None
        label = labels.Label(
            name=tag.name,
            code=tag.code,
            details=tag.details,
            price=words.money(tag.price, currency) if shows_price else "",
        )
        wanted += [label] * (min(tag.pieces, labels.MOST_LABELS) if given["as_on_hand"] else 1)
    return wanted
