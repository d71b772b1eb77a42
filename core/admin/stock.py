"""Pages of the stock: levels, the ledger, the sample gowns."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display

from core.admin import filters, words
from core.admin.base import BoutiqueAdmin, LedgerAdmin
from core.history import Door
from core.models import Appointment, Claim, Sample, StockLevel, StockMovement


@admin.register(StockLevel)
class StockLevelAdmin(BoutiqueAdmin):
    empty_icon = "inventory_2"
    empty_title = "Nothing on the shelves"
    empty_hint = "Pieces appear here as soon as they are received or imported."
    list_display = ["thing", "location", "state", "on_hand", "reserved", "free", "reorder_level"]
    list_filter = [
        filters.LevelState,
        ("location", RelatedDropdownFilter),
        ("variant__product__designer", RelatedDropdownFilter),
    ]
    list_select_related = ["variant__product", "location"]
    search_fields = ["variant__sku", "variant__barcode", "variant__product__name"]
    search_help_text = "Product, SKU or barcode"
    ordering = ["variant__product__name", "variant__position", "location__position", "pk"]
    fields = ["thing", "location", "on_hand", "reserved", "free", "reorder_level"]
    readonly_fields = ["thing", "location", "on_hand", "reserved", "free"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @display(description="Variant", ordering="variant__product__name", header=True)
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

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["variant", *self.fields[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["variant", *self.readonly_fields[1:]]


@admin.register(StockMovement)
class StockMovementAdmin(LedgerAdmin):
    """Reads like a bank statement: newest first, what went in and out, and who did it."""

    empty_icon = "receipt_long"
    empty_title = "No movements yet"
    empty_hint = "Every piece that comes in or goes out leaves a line here, for good."
    list_display = ["when", "thing", "location", "why", "change", "note_or_reference", "who"]
    list_filter = [
        ("reason", ChoicesDropdownFilter),
        ("location", RelatedDropdownFilter),
        ("moved_at", RangeDateFilter),
    ]
    list_select_related = ["variant__product", "location", "actor"]
    search_fields = ["variant__sku", "variant__barcode", "variant__product__name", "reference"]
    search_help_text = "Product, SKU, barcode or reference"
    fields = ["when", "variant", "location", "reason", "change", "reference", "note", "who"]
    readonly_fields = fields

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

    @display(description="Reference")
    def note_or_reference(self, line: StockMovement) -> str:
        return " · ".join(part for part in (line.reference, line.note) if part) or words.NOTHING

    @display(description="By")
    def who(self, line: StockMovement) -> str:
        name = line.actor.get_full_name() or line.actor.get_username() if line.actor else ""
        door = dict(Door.choices).get(line.door, "")
        return name or door or words.NOTHING


@admin.register(Sample)
class SampleAdmin(BoutiqueAdmin):
    empty_icon = "styler"
    empty_title = "No samples yet"
    empty_hint = "Add each gown brides can try on: one record for every physical piece."
    list_display = ["gown", "location", "state", "condition", "barcode", "needed"]
    list_filter = [
        ("location", RelatedDropdownFilter),
        ("status", ChoicesDropdownFilter),
        ("condition", ChoicesDropdownFilter),
        ("variant__product__designer", RelatedDropdownFilter),
    ]
    list_select_related = ["variant__product", "location"]
    search_fields = ["name", "barcode", "variant__sku", "variant__product__name"]
    search_help_text = "Gown, barcode or SKU"
    autocomplete_fields = ["variant", "location"]
    fieldsets = [
        (None, {"fields": ["name", "variant", ("barcode", "size_worn")]}),
        ("Where and how it is", {"fields": ["location", ("status", "condition"), "is_active"]}),
        ("Notes", {"fields": ["notes"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sample]:
        needed = (
            Claim.objects.filter(
                resource=OuterRef("pk"),
                is_live=True,
                starts_at__gt=timezone.now(),
                appointment__status__in=Appointment.LIVE,
            )
            .order_by("starts_at")
            .values("appointment__starts_at")[:1]
        )
        return super().get_queryset(request).annotate(needed_at=Subquery(needed))

    @display(description="Gown", ordering="name", header=True)
    def gown(self, sample: Sample) -> list[Any]:
        options = sample.variant.options
        return [sample.name, " · ".join(p for p in (str(sample.variant.product), options) if p)]

    @display(description="Status", ordering="status", label=words.SAMPLE_COLORS)
    def state(self, sample: Sample) -> tuple[str, str]:
        return sample.status, sample.get_status_display()

    @display(description="Next needed", ordering="needed_at")
    def needed(self, sample: Any) -> str:
        if sample.needed_at is None:
            return words.NOTHING
        return words.moment(sample.needed_at, sample.location.zone)
