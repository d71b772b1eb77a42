"""Reads over the stock: the ledger and its sums, sheets, the whereabouts of samples."""

from core.queries.stock.ledger import balances, statement
from core.queries.stock.levels import live_reservations, of_product, of_variant
from core.queries.stock.samples import Whereabouts, needing, whereabouts, with_story
from core.queries.stock.sheets import Difference as SheetDifference
from core.queries.stock.sheets import differences as sheet_differences
from core.queries.stock.sheets import later, outside, totals, unscanned
from core.queries.stock.verifying import Difference, differences

__all__ = [
    "Difference",
    "SheetDifference",
    "Whereabouts",
    "balances",
    "differences",
    "later",
    "live_reservations",
    "needing",
    "of_product",
    "of_variant",
    "outside",
    "sheet_differences",
    "statement",
    "totals",
    "unscanned",
    "whereabouts",
    "with_story",
]
