"""Many products, variants and reorder levels changed together: plan, apply, undo."""

from core.services.catalog.bulk.applying import UndoneEdit, apply, undo
from core.services.catalog.bulk.planning import MOST_ROWS, Choice, Kind, Plan, Row, plan
from core.services.catalog.bulk.wishes import (
    OWN,
    How,
    OwnWish,
    PriceWish,
    ReorderWish,
    Rounding,
    Wish,
    rounded,
)

__all__ = [
    "MOST_ROWS",
    "OWN",
    "Choice",
    "How",
    "Kind",
    "OwnWish",
    "Plan",
    "PriceWish",
    "ReorderWish",
    "Rounding",
    "Row",
    "UndoneEdit",
    "Wish",
    "apply",
    "plan",
    "rounded",
    "undo",
]
