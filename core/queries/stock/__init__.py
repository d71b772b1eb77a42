"""Reads over the stock: the ledger and its sums, codes, sheets, the whereabouts of samples."""

from core.queries.stock.codes import Ambiguous, by_code, one_by_code
from core.queries.stock.ledger import balances, statement
from core.queries.stock.levels import live_reservations, of_product, of_variant
from core.queries.stock.samples import Whereabouts, needing, whereabouts, with_story
from core.queries.stock.sheets import Difference as SheetDifference
from core.queries.stock.sheets import differences as sheet_differences
from core.queries.stock.sheets import later, outside, totals, unscanned
from core.queries.stock.verifying import Difference, differences

__all__ = [
    "Ambiguous",
    "Difference",
    "SheetDifference",
    "Whereabouts",
    "balances",
    "by_code",
    "differences",
    "later",
    "live_reservations",
    "needing",
    "of_product",
    "of_variant",
    "one_by_code",
    "outside",
    "sheet_differences",
    "statement",
    "totals",
    "unscanned",
    "whereabouts",
    "with_story",
]
