"""What staff see; no rule lives here."""

from core.admin import (
    appointments,
    blocks,
    catalog,
    customers,
    diary,
    messages,
    people,
    products,
    rearranging,
    shop,
    stock,
)

__all__ = [
    "appointments",
    "blocks",
    "catalog",
    "customers",
    "diary",
    "messages",
    "people",
    "products",
    "rearranging",
    "shop",
    "stock",
]
