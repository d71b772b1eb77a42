"""Receiving by list: paste or scan codes, or choose the packing list; look at it; one act."""

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget

from core.admin.refusals import reasons
from core.admin.stock.forms import PlaceField, only_place, pieces, text
from core.errors import DomainError
from core.exchange import packing
from core.models import StockSheet
from core.services import stock

if TYPE_CHECKING:
    from core.admin.stock.sheets import StockSheetAdmin

MOST_BYTES = 5 * 1024 * 1024
MOST_LETTERS = 500_000


class ListForm(forms.Form):
    location = PlaceField("Where the pieces are")
    codes = forms.CharField(
        label="SKUs or barcodes",
        required=False,
        max_length=MOST_LETTERS,
        strip=False,
        widget=UnfoldAdminTextareaWidget(
            attrs={
                "rows": 10,
                "spellcheck": "false",
                "autocapitalize": "off",
                "autocomplete": "off",
            }
        ),
        help_text="One a line, with the quantity behind it: AUR-IV-38 2. A code alone is one piece; "
        "scanned again, it adds up.",
    )
    file = forms.FileField(
        label="Or the packing list as a file",
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text="A CSV with columns like SKU (or barcode) and quantity.",
    )
    reference = text("Reference", most=120, help_text="For example the number of the delivery.")
    note = text("Note")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        file = given.get("file")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("file", "At most 5 MB; split the list.")
        elif file is not None:
            try:
                given["codes"] = packing.text_of(file.read())
            except DomainError as refusal:
                self.add_error("file", refusal.message)
        elif not given.get("codes", "").strip() and "codes" not in self.errors:
            self.add_error("codes", "Scan or paste at least one code, or choose a file.")
        return given


def receiving(page: "StockSheetAdmin", request: HttpRequest) -> HttpResponse:
    """The form, what it would do, and, asked again, the act."""
    if not request.user.has_perm("core.receive_stock"):
        raise PermissionDenied
    if request.method != "POST":
        initial = {"token": uuid.uuid4(), "location": only_place()}
        return _show(page, request, ListForm(initial=initial))
    form = ListForm(request.POST, request.FILES)
    found = None
    if form.is_valid():
        try:
            found = packing.read(form.cleaned_data["codes"])
            if request.POST.get("do") == "receive" and not found.faults:
                return _receive(request, form.cleaned_data, found)
        except (DomainError, ValidationError) as refusal:
            found = None
            for field, message in reasons(refusal):
                form.add_error(field if field in form.fields else None, message)
    return _show(page, request, form, found)


def _receive(
    request: HttpRequest, given: dict[str, Any], found: packing.PackingList
) -> HttpResponse:
    sheet = stock.receive_many(
        [stock.Delivery(one.variant, one.quantity) for one in found.packed],
        location=given["location"],
        reference=given["reference"],
        note=given["note"],
        token=given["token"],
        by=request.user,
    )
    said = f"{pieces(found.pieces)} received in {sheet.location}."
    messages.success(request, with_undo(request, said, sheet))
    return HttpResponseRedirect(reverse("admin:core_stocksheet_change", args=[sheet.pk]))


def with_undo(request: HttpRequest, said: str, sheet: StockSheet) -> Any:
    if not request.user.has_perm("core.undo_movement"):
        return said
    address = reverse("admin:core_stocksheet_undo", args=[sheet.pk])
    return format_html('{} <a class="nx-link" href="{}" data-stock-dialog>Undo…</a>', said, address)


def _show(
    page: "StockSheetAdmin",
    request: HttpRequest,
    form: ListForm,
    found: packing.PackingList | None = None,
) -> HttpResponse:
    codes = form.cleaned_data["codes"] if found else None
    if codes is not None:  # what was in a file can be mended here
        form.data = request.POST.copy()
        form.data["codes"] = codes  # type: ignore[index]
    context = {
        "title": "Receive a packing list",
        "form": form,
        "found": found,
        "pieces": pieces(found.pieces) if found else "",
        "status": 422 if form.errors else 200,
    }
    return page.page(request, "receiving", context)
