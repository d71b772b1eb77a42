"""What staff see; no rule lives here."""

from core.admin import catalog, customers, diary, messages, people, products, shop, stock

__all__ = [
    "catalog",
    "customers",
    "diary",
    "messages",
    "people",
    "products",
    "shop",
    "stock",
]
