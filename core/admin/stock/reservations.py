"""Reservations: what is put aside for whom, until when, and how it ended."""

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display

from core.admin import filters, words
from core.admin.base import LedgerAdmin
from core.admin.stock import door, panels
from core.admin.stock.forms import until
from core.models import Reservation

COLORS = {"live": "info", "released": "default", "sold": "success", "expired": "warning"}


class State(filters.Choice):
    title = "state"
    parameter_name = "state"
    options = (("sold", "Sold"), ("released", "Released"), ("expired", "Expired"), ("all", "All"))

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> Any:
        return (("", "Still reserved"), *self.options)

    def otherwise(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset if request.GET.get("q") else queryset.filter(ended_at__isnull=True)

    def only_sold(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(ending="sold")

    def only_released(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(ending="released")

    def only_expired(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(ending="expired")

    def only_all(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


@admin.register(Reservation)
class ReservationAdmin(LedgerAdmin):
    empty_icon = "bookmark"
    empty_title = "Nothing is reserved"
    empty_hint = "Open a variant and press Reserve: the piece stays hers until the day you choose."
    list_display = ["bride", "thing", "pieces", "location", "ends", "state", "acts"]
    list_filter = [State, ("location", RelatedDropdownFilter)]
    search_fields = ["customer__name", "variant__sku", "variant__product__name"]
    search_help_text = "Bride, product or SKU"
    fields = [
        "customer",
        "variant",
        "location",
        "quantity",
        "ends",
        "note",
        "by",
        "state_words",
        "sale",
    ]
    readonly_fields = fields

    class Media:
        css = {"all": ["core/stock.css"]}
        js = ["core/stock.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reservation]:
        found: QuerySet[Reservation] = super().get_queryset(request)
        related = ("customer", "variant__product", "location", "actor", "sale__variant")
        order = (F("ended_at").desc(nulls_first=True), "expires_at", "-pk")
        return found.select_related(*related).order_by(*order)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        found = super().get_changelist_instance(request)
        rows = list(found.result_list)
        live = panels.reserved(request.user, [row for row in rows if row.is_live])
        by_key = {one["it"].pk: one for one in live}
        for row in rows:
            row.shown = by_key.get(row.pk)
        found.result_list = rows
        return found

    @display(description="Bride", ordering="customer__name")
    def bride(self, row: Reservation) -> str:
        return str(row.customer)

    @display(description="Variant", ordering="variant__product__name", header=True)
    def thing(self, row: Reservation) -> list[Any]:
        return [
            row.variant.product.name,
            f"{row.variant.options or 'One size'} · {row.variant.sku}",
        ]

    @display(description="Pieces", ordering="quantity")
    def pieces(self, row: Reservation) -> int:
        return row.quantity

    @display(description="Until the end of", ordering="expires_at")
    def ends(self, row: Reservation) -> str:
        return until(row)

    @display(description="State", label=COLORS)
    def state(self, row: Reservation) -> tuple[str, str]:
        return (row.ending or "live"), self.state_words(row)

    @display(description="State")
    def state_words(self, row: Reservation) -> str:
        if row.is_live:
            return "Time is over" if row.is_overdue else "Reserved"
        return row.get_ending_display()

    @display(description="By")
    def by(self, row: Reservation) -> str:
        if row.actor is None:
            return words.NOTHING
        return row.actor.get_full_name() or row.actor.get_username()

    @display(description="")
    def acts(self, row: Any) -> SafeString | str:
        return render_to_string("core/stock/cell_reserved.html", {"one": row.shown})

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        one = path("<int:key>/release/", wrap(door.release), name="core_reservation_release")
        return [one, *super().get_urls()]
