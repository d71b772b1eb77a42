"""Plans for a day that went wrong: who is affected, where each could go, whether a plan holds."""

from core.queries.rearranging.checking import Verdict, check
from core.queries.rearranging.planning import propose
from core.queries.rearranging.reading import (
    affected,
    beside,
    is_to_be_called,
    span,
    stands_as_left,
    with_counts,
    zone,
)
from core.queries.rearranging.table import (
    CALL,
    OTHER_DAY,
    OUTCOMES,
    SAME_DAY,
    SAME_TIME,
    Proposal,
)

__all__ = [
    "CALL",
    "OTHER_DAY",
    "OUTCOMES",
    "SAME_DAY",
    "SAME_TIME",
    "Proposal",
    "Verdict",
    "affected",
    "beside",
    "check",
    "is_to_be_called",
    "propose",
    "span",
    "stands_as_left",
    "with_counts",
    "zone",
]
