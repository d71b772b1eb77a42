"""When there is time: free slots, and every rule that says no."""

from core.queries.diary.availability import (
    alternatives,
    explain,
    free_slots,
    with_others,
)
from core.queries.diary.places import belongs, home_of
from core.queries.diary.reading import LONGEST, live_claims, read_plan
from core.queries.diary.reasons import Refusal
from core.queries.diary.slots import Slot

__all__ = [
    "LONGEST",
    "Refusal",
    "Slot",
    "alternatives",
    "belongs",
    "explain",
    "free_slots",
    "home_of",
    "live_claims",
    "read_plan",
    "with_others",
]
