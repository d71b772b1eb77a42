"""The lists that can be exported."""

from core.exchange.export.columns import Kind
from core.exchange.export.kinds.catalogue import PRODUCTS, VARIANTS
from core.exchange.export.kinds.people import APPOINTMENTS, CUSTOMERS
from core.exchange.export.kinds.shelves import CATEGORIES, COLLECTIONS, DESIGNERS
from core.exchange.export.kinds.stock import LEDGER, LEVELS, SAMPLES

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        PRODUCTS,
        VARIANTS,
        LEVELS,
        LEDGER,
        SAMPLES,
        CUSTOMERS,
        APPOINTMENTS,
        DESIGNERS,
        COLLECTIONS,
        CATEGORIES,
    )
}

__all__ = ["KINDS", "PRODUCTS"]
