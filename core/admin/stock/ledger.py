"""The ledger, which reads like a bank statement."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from core.admin import limits, words
from core.admin.base import LedgerAdmin
from core.admin.exporting import reading as reading_list
from core.admin.stock import door, panels
from core.exchange import ledger as files
from core.exchange.export import making
from core.models import StockMovement
from core.queries import stock as reading

LEVEL = ("variant__id__exact", "location__id__exact")


@admin.register(StockMovement)
class StockMovementAdmin(LedgerAdmin):
    """Reads like a bank statement: newest first, what went in and out, and who did it."""

    empty_icon = "receipt_long"
    empty_title = "No movements yet"
    empty_hint = "Every piece that comes in or goes out leaves a line here, for good."
    list_display = ["when", "thing", "location", "why", "change", "told", "cause", "who", "undo"]
    list_filter = [
        ("variant", AutocompleteSelectFilter),
        ("location", RelatedDropdownFilter),
        ("reason", ChoicesDropdownFilter),
        ("actor", RelatedDropdownFilter),
        ("moved_at", RangeDateFilter),
    ]
    list_before_template = "core/stock/ledger_head.html"
    search_fields = ["variant__sku", "variant__barcode", "variant__product__name", "reference"]
    search_help_text = "Product, SKU, barcode or reference"
    sortable_by = ["when", "thing", "why", "change"]
    fields = [
        "when",
        "variant",
        "location",
        "reason",
        "change",
        "reference",
        "note",
        "cause",
        "who",
        "undo",
    ]
    readonly_fields = fields

    class Media:
        css = {"all": ["core/stock.css"]}
        js = ["core/stock.js"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return reading.statement(super().get_queryset(request))

    def get_list_display(self, request: HttpRequest) -> Any:
        """The balance is one of a single shelf: a variant at a location."""
        shown = list(self.list_display)
        if all(limits.key(request.GET.get(name)) for name in LEVEL):
            shown.insert(shown.index("change") + 1, "balance")
        return shown

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        rows = list(found.result_list)
        left: dict[int, int] = {}
        if "balance" in found.list_display:
            variant, location = (int(request.GET[name]) for name in LEVEL)
            left = reading.balances(variant, location, [row.pk for row in rows])
        for row in rows:
            row.balance = left.get(row.pk, words.NOTHING)
            row.undo_link = panels.undo_link(request.user, row)
        found.result_list = rows
        return found

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        line = super().get_object(request, *args, **kwargs)
        if line is not None:
            line.undo_link = panels.undo_link(request.user, line)
        return line

    @display(description="When", ordering="moved_at")
    def when(self, line: StockMovement) -> str:
        return words.moment(line.moved_at, line.location.zone)

    @display(description="Variant", ordering="variant__product__name", header=True)
    def thing(self, line: StockMovement) -> list[Any]:
        variant = line.variant
        return [variant.product.name, f"{variant.options or 'One size'} · {variant.sku}"]

    @display(description="Reason", ordering="reason", label=words.MOVEMENT_COLORS)
    def why(self, line: StockMovement) -> tuple[str, str]:
        return line.reason, line.get_reason_display()

    @display(description="Pieces", ordering="quantity")
    def change(self, line: StockMovement) -> SafeString:
        kind = "in" if line.quantity > 0 else "out"
        sign = "+" if line.quantity > 0 else "−"
        return format_html('<b class="nx-{}">{}{}</b>', kind, sign, abs(line.quantity))

    @display(description="On hand then")
    def balance(self, line: Any) -> Any:
        return line.balance

    @display(description="Reference and note")
    def told(self, line: StockMovement) -> str:
        return " · ".join(part for part in (line.reference, line.note) if part) or words.NOTHING

    @display(description="Because of")
    def cause(self, line: StockMovement) -> SafeString | str:
        links = causes(line)
        return render_to_string("core/stock/causes.html", {"links": links}) if links else "–"

    @display(description="By")
    def who(self, line: StockMovement) -> str:
        return panels.who(line)

    @display(description="")
    def undo(self, line: Any) -> SafeString | str:
        if hasattr(line, "undone_by"):
            return format_html('<span class="nx-quiet">{}</span>', "undone")
        if not line.undo_link:
            return ""
        return format_html(
            '<a class="nx-link" href="{}" data-stock-dialog aria-label="Undo… {} {}">Undo…</a>',
            line.undo_link,
            line.get_reason_display(),
            panels.change(line.quantity),
        )

    # Out of the house ------------------------------------------------------------------------

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("core.export_stockmovement"))

    def export(self, request: HttpRequest) -> HttpResponse:
        """The lines of the list, filtered as it is, as a CSV that is written while it is read."""
        if not (self.has_export_permission(request) and self.has_view_permission(request)):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request)
        is_one = all(limits.key(request.GET.get(name)) for name in LEVEL)
        lines: Iterator[str] = files.lines(found, with_balance=is_one and len(request.GET) == 2)
        told = making.told(lines, "stockmovement", reading_list.kept(request.GET), request.user)
        response = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
        name = f"ledger-{timezone.now():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        more = {"may_export": self.has_export_permission(request)}
        return super().changelist_view(request, more | (extra_context or {}))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:key>/undo/", wrap(door.undo), name="core_stockmovement_undo"),
            path("export/", wrap(self.export), name="core_stockmovement_export"),
            *super().get_urls(),
        ]


def causes(line: StockMovement) -> list[tuple[str, str]]:
    """What led to this line, as words and addresses."""
    found = []
    if line.undoes_id:
        found.append(("the line it takes back", _page("stockmovement", line.undoes_id)))
    if hasattr(line, "undone_by"):
        found.append(("taken back", _page("stockmovement", line.undone_by.pk)))
    if line.came_from:
        found.append((f"from {line.came_from.location}", _page("stockmovement", line.came_from_id)))
    if hasattr(line, "went_to"):
        other = line.went_to
        found.append((f"to {other.location}", _page("stockmovement", other.pk)))
    if line.sheet:
        found.append((line.sheet.get_kind_display().lower(), _page("stocksheet", line.sheet_id)))
    if line.sample:
        found.append((f"sample {line.sample.barcode}", _page("sample", line.sample_id)))
    return found + [
        (f"reserved for {kept.customer}", _page("customer", kept.customer_id))
        for kept in line.reservations.all()
    ]


def _page(model: str, key: Any) -> str:
    return reverse(f"admin:core_{model}_change", args=[key])
