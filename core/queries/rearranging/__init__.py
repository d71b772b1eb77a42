"""Plans for a day that went wrong: who is affected, where each could go, whether a plan holds."""

from core.queries.rearranging.checking import Verdict, check
from core.queries.rearranging.planning import (
    CALL,
    OTHER_DAY,
    OUTCOMES,
    SAME_DAY,
    SAME_TIME,
    Proposal,
    propose,
)
from core.queries.rearranging.reading import affected, span, with_counts, zone

__all__ = [
    "CALL",
    "OTHER_DAY",
    "OUTCOMES",
    "SAME_DAY",
    "SAME_TIME",
    "Proposal",
    "Verdict",
    "affected",
    "check",
    "propose",
    "span",
    "with_counts",
    "zone",
]
