"""The page of a level: what is there, the buttons for every act, the last lines of the ledger."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import AutocompleteSelectFilter, RelatedDropdownFilter
from unfold.decorators import display

from core.admin import filters, words
from core.admin.base import BoutiqueAdmin
from core.admin.lists import filters as catalogue
from core.admin.stock import acts, door, panels
from core.models import StockLevel
from core.queries import stock as reading

IN_LIST = ("receive", "sell", "count")
ON_PAGE = tuple(name for name in acts.ACTS if name != "reorder")  # that one is a field here


@admin.register(StockLevel)
class StockLevelAdmin(BoutiqueAdmin):
    empty_icon = "inventory_2"
    empty_title = "Nothing on the shelves"
    empty_hint = "Pieces appear here as soon as they are received or imported."
    list_display = [
        "thing",
        "location",
        "state",
        "on_hand",
        "reserved",
        "free",
        "reorder_level",
        "acts",
    ]
    list_filter = [
        filters.LevelState,
        ("location", RelatedDropdownFilter),
        ("variant__product__designer", AutocompleteSelectFilter),
        ("variant__product__category", AutocompleteSelectFilter),
        ("variant__product__collection", AutocompleteSelectFilter),
        catalogue.Size,
        catalogue.Color,
    ]
    list_select_related = ["variant__product", "location"]
    search_fields = ["variant__sku", "variant__barcode", "variant__product__name"]
    search_help_text = "Product, SKU or barcode"
    ordering = ["variant__card__name", "variant_id", "pk"]
    sortable_by = ["thing", "on_hand", "reserved"]
    fields = ["reorder_level"]
    change_form_outer_before_template = "core/stock/level.html"
    list_before_template = "core/stock/levels_head.html"

    class Media:
        css = {"all": ["core/stock.css"]}
        js = ["core/stock.js"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Variant", ordering="variant__card__name", header=True)
    def thing(self, level: StockLevel) -> list[Any]:
        variant = level.variant
        return [variant.product.name, f"{variant.options or 'One size'} · {variant.sku}"]

    @display(description="State", label=words.STOCK_COLORS)
    def state(self, level: StockLevel) -> tuple[str, str]:
        if level.available <= 0:
            return "out", "Out of stock"
        if level.reorder_level is not None and level.available <= level.reorder_level:
            return "low", "Running low"
        return "in", "In stock"

    @display(description="Available")
    def free(self, level: StockLevel) -> int:
        return level.available

    @display(description="")
    def acts(self, level: Any) -> SafeString:
        given = {"buttons": level.buttons, "what": f"{level.variant.sku}, {level.location}"}
        return render_to_string("core/stock/cell_acts.html", given)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        for level in found.result_list:
            level.buttons = acts.buttons(request.user, level.variant_id, level.location_id, IN_LIST)
        return found

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {})
        if object_id and (level := self.get_object(request, object_id)):
            more |= self._summary(request, level)
        return super().changeform_view(request, object_id, form_url, more)

    def _summary(self, request: HttpRequest, level: StockLevel) -> dict[str, Any]:
        user = request.user
        kept = reading.live_reservations([level.variant_id]).filter(location=level.location_id)
        return {
            "level": level,
            "buttons": acts.buttons(user, level.variant_id, level.location_id, ON_PAGE),
            "kept": panels.reserved(user, kept) if user.has_perm("core.view_reservation") else [],
            "lines": panels.last_lines(user, level)
            if user.has_perm("core.view_stockmovement")
            else [],
        }

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        one = path("act/<str:name>/", wrap(door.act), name="core_stock_act")
        return [one, *super().get_urls()]
