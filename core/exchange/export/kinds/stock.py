"""Levels, samples and the ledger as they are written."""

from core.exchange.export import values
from core.exchange.export.columns import Column, Kind
from core.history import Door
from core.models import Sample, StockLevel, StockMovement

CONDITIONS, STATUSES = dict(Sample.Condition.choices), dict(Sample.Status.choices)
REASONS = dict(StockMovement.Reason.choices)

LEVELS = Kind(
    "stocklevel",
    "Stock levels",
    StockLevel,
    (
        Column("sku", "SKU", ("variant__sku",), example="AUR-IV-38"),
        Column("barcode", "Barcode", ("variant__barcode",), example="4006381333931"),
        Column("product", "Product", ("variant__product__name",), example="Aurelia"),
        Column("size", "Size", ("variant__size",), example="38"),
        Column("color", "Colour", ("variant__color",), example="Ivory"),
        Column("location", "Location", ("location__name",), example="Berlin"),
        Column("on_hand", "On hand", ("on_hand",), values.number, example="3"),
        Column("reserved", "Reserved", ("reserved",), values.number, example=""),
        Column("reorder_level", "Reorder level", ("reorder_level",), values.number, example="1"),
    ),
)
SAMPLES = Kind(
    "sample",
    "Samples",
    Sample,
    (
        Column("barcode", "Sample barcode", ("barcode",), example="S-0042"),
        Column("name", "Sample name", ("name",), example="Aurelia, ivory 38"),
        Column("sku", "SKU", ("variant__sku",), example="AUR-IV-38"),
        Column("product", "Product", ("variant__product__name",), example="Aurelia"),
        Column("location", "Location", ("location__name",), example="Berlin"),
        Column("size_worn", "Size it really fits", ("size_worn",), example="38 to 40"),
        Column(
            "condition",
            "Condition",
            ("condition",),
            values.choice(CONDITIONS),
            example="Good",
            allowed=tuple(map(str, CONDITIONS.values())),
        ),
        Column(
            "status",
            "Status",
            ("status",),
            values.choice(STATUSES),
            example="On the floor",
            allowed=tuple(map(str, STATUSES.values())),
        ),
        Column(
            "is_active",
            "In use",
            ("is_active",),
            values.yes_no,
            example="yes",
            allowed=("yes", "no"),
        ),
        Column("notes", "Notes", ("notes",), example="Hem taken up by 2 cm"),
    ),
)
LEDGER = Kind(
    "stockmovement",
    "Stock ledger",
    StockMovement,
    (
        Column("moved_at", "When", ("moved_at", "location__timezone"), values.moment),
        Column("location", "Location", ("location__name",)),
        Column("sku", "SKU", ("variant__sku",)),
        Column("product", "Product", ("variant__product__name",)),
        Column("variant", "Variant", ("variant__color", "variant__size"), values.together(" / ")),
        Column("reason", "Reason", ("reason",), values.choice(REASONS)),
        Column("quantity", "Pieces", ("quantity",), values.number),
        Column("reference", "Reference", ("reference",)),
        Column("note", "Note", ("note",)),
        Column("actor", "By", ("actor__first_name", "actor__last_name"), values.together(" ")),
        Column("door", "Through", ("door",), values.choice(dict(Door.choices))),
        Column("undoes", "Undoes line", ("undoes_id",), values.number),
        Column("line", "Line", ("pk",), values.number),
    ),
    is_imported=False,
)
