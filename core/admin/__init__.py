"""What staff see; no rule lives here."""

from core.admin import (
    appointments,
    blocks,
    catalog,
    customers,
    diary,
    exporting,
    messages,
    people,
    products,
    rearranging,
    shop,
    stock,
)
from core.admin.own_fields import page as own_fields

__all__ = [
    "appointments",
    "blocks",
    "catalog",
    "customers",
    "diary",
    "exporting",
    "messages",
    "own_fields",
    "people",
    "products",
    "rearranging",
    "shop",
    "stock",
]
