"""A stocktake with a scanner or a phone: begin, scan, look at the differences, apply."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.urls import reverse
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.refusals import sentence
from core.admin.stock import door
from core.admin.stock.forms import PlaceField, called, only_place, pieces, text
from core.admin.stock.receiving import with_undo
from core.errors import DomainError, NotPossible
from core.models import Category, Designer, StockSheet, Variant
from core.queries import codes
from core.queries import stock as reading
from core.services import stock

if TYPE_CHECKING:
    from core.admin.stock.sheets import StockSheetAdmin

SHOWN = 200
MOST_CODE = 120
UNKNOWN = "Nobody knows this code. Look for its SKU and type that, or add the variant first."
AMBIGUOUS = "This is the SKU of one variant and the barcode of another. Type the other code."


class StartForm(forms.Form):
    location = PlaceField("Where you count")
    designer = forms.ModelChoiceField(
        label="Only this designer",
        queryset=Designer.objects.order_by("name"),
        required=False,
        empty_label="All designers",
        widget=UnfoldAdminSelectWidget,
    )
    category = forms.ModelChoiceField(
        label="Only this category",
        queryset=Category.objects.order_by("position", "name"),
        required=False,
        empty_label="All categories",
        widget=UnfoldAdminSelectWidget,
    )
    note = text("Note")


def start(page: "StockSheetAdmin", request: HttpRequest) -> HttpResponse:
    """Choose what is counted; what is still open can be gone on with."""
    _require_may(request)
    form = StartForm(door.posted(request), initial={"location": only_place()})
    if form.is_valid():
        sheet = stock.open_stocktake(**form.cleaned_data, by=request.user)
        return HttpResponseRedirect(reverse("admin:core_stocksheet_change", args=[sheet.pk]))
    going_on = StockSheet.objects.filter(
        kind=StockSheet.Kind.STOCKTAKE, state=StockSheet.State.OPEN
    ).select_related("location", "designer", "category", "actor")[:20]
    context = {"title": "Take stock", "form": form, "going_on": going_on}
    return page.page(request, "stocktake_start", context)


def scanning(page: "StockSheetAdmin", request: HttpRequest, sheet: StockSheet) -> HttpResponse:
    context = {"title": "Take stock", "sheet": sheet} | _counted(sheet)
    return page.page(request, "stocktake", context)


def scan(page: "StockSheetAdmin", request: HttpRequest, key: int) -> HttpResponse:
    """One more piece of a code, or exactly so many of a line; answers with the list as it is now."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _require_may(request)
    sheet = _sheet(key)
    try:
        said = _scanned(request, sheet)
    except DomainError as refusal:
        return JsonResponse({"message": refusal.message}, status=422)
    lines = render_to_string("core/stock/stocktake_lines.html", _counted(sheet), request)
    return JsonResponse({"message": said, "lines": lines})


def _scanned(request: HttpRequest, sheet: StockSheet) -> str:
    amount = request.POST.get("quantity", "")
    if request.POST.get("variant"):
        variant = _variant(request.POST["variant"])
        if not (amount.isascii() and amount.isdigit() and len(amount) <= 7):
            raise NotPossible("Write a whole number of pieces.")
        line = stock.set_counted(sheet, variant, quantity=int(amount), by=request.user)
        return f"{called(variant)}: {line.quantity}"
    code = request.POST.get("code", "").strip()
    if not code or len(code) > MOST_CODE:
        raise NotPossible("Scan or type a code.")
    found = codes.one_by_code(code)
    if not isinstance(found, Variant):
        raise NotPossible(f"{code}: {UNKNOWN if found is None else AMBIGUOUS}")
    line = stock.scan(sheet, found, by=request.user)
    return f"{called(found)}: {line.quantity}"


def review(page: "StockSheetAdmin", request: HttpRequest, key: int) -> HttpResponse:
    """What would change; a POST writes it down."""
    _require_may(request)
    sheet = _sheet(key)
    if not sheet.is_open:
        return HttpResponseRedirect(reverse("admin:core_stocksheet_change", args=[key]))
    asked = request.POST if request.method == "POST" else request.GET
    with_unscanned = asked.get("unscanned") == "gone"
    refusal = ""
    if request.method == "POST":
        try:
            lines = stock.apply(sheet, with_unscanned=with_unscanned, by=request.user)
        except (DomainError, ValidationError) as fault:
            refusal = sentence(fault)
        else:
            said = f"Stock taken in {sheet.location}: {_lines(len(lines))} written."
            messages.success(request, with_undo(request, said, sheet))
            return HttpResponseRedirect(reverse("admin:core_stocksheet_change", args=[key]))
    context = {
        "title": "Differences",
        "sheet": sheet,
        "refusal": refusal,
        "with_unscanned": with_unscanned,
        "unscanned": reading.unscanned(sheet).count(),
        "found": reading.sheet_differences(sheet, with_unscanned=with_unscanned),
        "totals": reading.totals(sheet),
        "status": 422 if refusal else 200,
    }
    return page.page(request, "stocktake_review", context)


def drop(page: "StockSheetAdmin", request: HttpRequest, key: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _require_may(request)
    sheet = _sheet(key)
    try:
        stock.drop(sheet, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "The stocktake is thrown away; nothing was changed.")
    return HttpResponseRedirect(reverse("admin:core_stocksheet_stocktake"))


def _counted(sheet: StockSheet) -> dict[str, Any]:
    lines = sheet.lines.select_related("variant__product")[:SHOWN]
    sums = reading.totals(sheet)
    return {
        "sheet": sheet,
        "lines": lines,
        "totals": sums,
        "pieces": pieces(sums["pieces"]),
        "more": max(sums["variants"] - SHOWN, 0),
    }


def _lines(count: int) -> str:
    return "1 difference" if count == 1 else f"{count} differences"


def _sheet(key: int) -> StockSheet:
    related = ("location", "designer", "category")
    found = StockSheet.objects.filter(kind=StockSheet.Kind.STOCKTAKE, pk=key)
    sheet = found.select_related(*related).first()
    if sheet is None:
        raise Http404
    return sheet


def _variant(key: str) -> Variant:
    digits = key if key.isascii() and key.isdigit() and len(key) < 19 else "0"
    found = Variant.objects.select_related("product").filter(pk=int(digits)).first()
    if found is None:
        raise NotPossible("This variant is not there any more. Reload the page.")
    return found


def _require_may(request: HttpRequest) -> None:
    if not request.user.has_perm("core.count_stock"):
        raise PermissionDenied
