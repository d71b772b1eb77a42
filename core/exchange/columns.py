"""The columns of our own CSV, in the order they are written, and how each cell is read."""

from collections.abc import Callable
from typing import Any, NamedTuple

from core.exchange import cells
from core.models import Product, Variant
from core.services import catalog

Read = Callable[[str], Any]


class Column(NamedTuple):
    """A column: its header, the field it fills, how a cell is read and an example."""

    header: str
    name: str
    read: Read
    example: str = ""


def one_of(choices: Any) -> Read:
    """Reads the label a person sees, or the stored word."""
    known = {str(word).casefold(): value for value, word in choices}
    known |= {str(value).casefold(): value for value, _ in choices}
    labels = ", ".join(str(label) for _, label in choices)

    def read(cell: str) -> Any:
        if (value := known.get(cell.strip().casefold())) is None:
            raise cells.Misread(f"This is not one of: {labels}.")
        return value

    return read


def is_amount(column: Column) -> bool:
    return column.read is cells.amount


PRODUCT = [
    Column("Web name", "slug", str.strip, "aurelia-gown"),
    Column("Product", "name", str.strip, "Aurelia"),
    Column("Designer", "designer", str.strip, "Maison Lune"),
    Column("Category", "category", str.strip, "Bridal gowns > A-line"),
    Column("Collection", "collection", str.strip, "First Light 2027"),
    Column("Status", "status", one_of(Product.Status.choices), "On sale"),
    Column("Silhouette", "silhouette", one_of(Product.Silhouette.choices), "A-line"),
    Column("Neckline", "neckline", one_of(Product.Neckline.choices), "V-neck"),
    Column("Fabric", "fabric", one_of(Product.Fabric.choices), "Lace"),
    Column("Train", "train", one_of(Product.Train.choices), "Chapel"),
    Column("Tags", "tags", cells.words, "boho, summer"),
    Column("Description", "description", catalog.clean_description),
    Column("Pictures", "pictures", str.strip, "https://example.org/aurelia.jpg front view"),
]
VARIANT = [
    Column("SKU", "sku", str.strip, "AUR-IV-38"),
    Column("Barcode", "barcode", str.strip, "4006381333931"),
    Column("Size", "size", str.strip, "38"),
    Column("Colour", "color", str.strip, "Ivory"),
    Column("Further choice", "other", str.strip, "Material: Silk"),
    Column("Price", "price", cells.amount, "1890.00"),
    Column("Cost", "cost", cells.amount, "820.00"),
    Column("Variant on sale", "is_active", cells.yes, "yes"),
]
STOCK = Column("On hand", "on_hand", cells.pieces, "3")
"""Read, but never written: a number in a file that has lain about for a week is no count."""

EXPORTED = PRODUCT + VARIANT
NATIVE = [*EXPORTED, STOCK]
NEEDS_A_VALUE = {"slug", "name", "sku", "status", "is_active", "on_hand", "pictures"}
"""Fields that no cell can empty."""

LABELS = {column.name: column.header for column in NATIVE}
CHOICES = {
    field.name: dict(field.flatchoices)
    for model in (Product, Variant)
    for field in model._meta.fields
    if field.choices
}


def as_text(name: str, value: Any) -> str:
    """A field's value as our CSV writes it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "tags":
        return ", ".join(value)
    return str(CHOICES.get(name, {}).get(value, value))
