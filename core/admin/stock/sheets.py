"""Packing lists and stocktakes: the list of them, and the page of each."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from core.admin import words
from core.admin.base import LedgerAdmin
from core.admin.stock import door, panels, receiving, stocktake
from core.models import StockSheet
from core.queries import stock as reading
from core.services import stock

COLORS = {
    StockSheet.State.OPEN: "warning",
    StockSheet.State.APPLIED: "success",
    StockSheet.State.UNDONE: "default",
    StockSheet.State.DROPPED: "default",
}


@admin.register(StockSheet)
class StockSheetAdmin(LedgerAdmin):
    empty_icon = "playlist_add_check"
    empty_title = "No packing lists or stocktakes yet"
    empty_hint = "Receive a delivery from its packing list, or count your shelves with a scanner."
    list_display = ["what", "location", "about", "pieces", "begun", "person", "state_pill"]
    list_filter = [
        ("kind", ChoicesDropdownFilter),
        ("state", ChoicesDropdownFilter),
        ("location", RelatedDropdownFilter),
    ]
    search_fields = ["reference", "note"]
    list_before_template = "core/stock/levels_head.html"

    class Media:
        css = {"all": ["core/stock.css"]}
        js = ["core/stock.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StockSheet]:
        found: QuerySet[StockSheet] = super().get_queryset(request)
        moved = Sum("movements__quantity", filter=None)
        return found.select_related("location", "designer", "category", "actor").annotate(
            moved=moved, lines_moved=Count("movements")
        )

    @display(description="What", ordering="kind")
    def what(self, sheet: StockSheet) -> str:
        kind = sheet.get_kind_display()
        return f"{kind}: {sheet.reference}" if sheet.reference else kind

    @display(description="About")
    def about(self, sheet: StockSheet) -> str:
        return about(sheet) or words.NOTHING

    @display(description="Pieces")
    def pieces(self, sheet: Any) -> str:
        return panels.change(sheet.moved) if sheet.moved else words.NOTHING

    @display(description="Begun", ordering="started_at")
    def begun(self, sheet: StockSheet) -> str:
        return words.moment(sheet.started_at, sheet.location.zone)

    @display(description="By", ordering="actor__first_name")
    def person(self, sheet: StockSheet) -> str:
        return name_of(sheet.actor)

    @display(description="State", ordering="state", label=COLORS)
    def state_pill(self, sheet: StockSheet) -> tuple[str, str]:
        return sheet.state, sheet.get_state_display()

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        sheet = self.get_object(request, object_id)
        if sheet is None:
            raise Http404
        if not self.has_view_permission(request, sheet):
            raise PermissionDenied
        if sheet.is_open and request.user.has_perm("core.count_stock"):
            return stocktake.scanning(self, request, sheet)
        rows = reading.statement(sheet.movements.all()).order_by(
            "variant__product__name", "variant__position", "pk"
        )
        context = {
            "title": str(sheet),
            "sheet": sheet,
            "about": about(sheet),
            "rows": [{"it": row, "change": panels.change(row.quantity)} for row in rows],
            "begun": words.moment(sheet.started_at, sheet.location.zone),
            "undone": sheet.undone_at and words.moment(sheet.undone_at, sheet.location.zone),
            "person": name_of(sheet.actor),
            "color": COLORS[StockSheet.State(sheet.state)],
            "may_undo": sheet.state == StockSheet.State.APPLIED
            and request.user.has_perm("core.undo_movement"),
        }
        return self.page(request, "sheet", context)

    def page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        request.page_title = context["title"]
        request.current_app = self.admin_site.name
        base = self.admin_site.each_context(request) | {"opts": self.opts}
        status = context.pop("status", 200)
        return TemplateResponse(request, f"core/stock/{name}.html", base | context, status=status)

    def undo(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take all lines of a sheet back."""
        if not request.user.has_perm("core.undo_movement"):
            raise PermissionDenied
        sheet = StockSheet.objects.select_related("location").filter(pk=key).first()
        if sheet is None:
            raise Http404
        form = door.UndoForm(door.posted(request))

        def do() -> HttpResponse:
            stock.undo_sheet(sheet, by=request.user, note=form.cleaned_data["note"])
            back = reverse("admin:core_stocksheet_change", args=[key])
            return door.answer(request, f"Undone: {sheet}.", back=back)

        lines = sheet.movements.filter(undoes__isnull=True).count()
        told = f"{sheet}: {lines} line{'' if lines == 1 else 's'}, all of them or none."
        return door.ask(
            request, form, do, title="Undo all of it?", about=told, button="Undo all", is_grave=True
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        views: list[tuple[str, Any, str]] = [
            ("receiving/", receiving.receiving, "receiving"),
            ("stocktake/", stocktake.start, "stocktake"),
            ("<int:key>/scan/", stocktake.scan, "scan"),
            ("<int:key>/review/", stocktake.review, "review"),
            ("<int:key>/drop/", stocktake.drop, "drop"),
        ]
        return [
            *(
                path(address, wrap(partial(view, self)), name=f"core_stocksheet_{name}")
                for address, view, name in views
            ),
            path("<int:key>/undo/", wrap(self.undo), name="core_stocksheet_undo"),
            *super().get_urls(),
        ]


def about(sheet: StockSheet) -> str:
    return ", ".join(str(part) for part in (sheet.designer, sheet.category, sheet.note) if part)


def name_of(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else "The program"
