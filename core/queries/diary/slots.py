"""Free slots: a pure function over spans. What is offered can be booked; see reasons.py for the rest.

An appointment itself lies inside opening hours and its
stylist's working hours; with its buffers it meets no claim of its stylist, its room or its samples.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from core.queries.diary.spans import ALWAYS, Span, merge, overlaps, subtract, within

UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Demand:
    """What an appointment needs, in seconds; `party` in people."""

    duration: int
    before: int = 0
    after: int = 0
    party: int = 1


class Taken(NamedTuple):
    """A claim on a resource; what it is in words only where somebody asked for names.

    `before` and `after` are the seconds of it in which somebody prepares or tidies up.
    """

    id: int
    start: int
    end: int
    words: str = ""
    before: int = 0
    after: int = 0


@dataclass(slots=True)
class Candidate:
    """A resource that could serve: where it is present, what occupies it, how big it is.

    `works` is her presence without a look at the opening hours; `off` has the dates on which her
    week does not count, with the row and the note that say so.
    """

    id: int
    name: str
    presence: Sequence[Span]
    busy: Sequence[Span] = ()
    capacity: int = 1
    claims: Sequence[Taken] = ()
    works: Sequence[Span] | None = None
    off: Mapping[date, tuple[int, str]] = field(default_factory=dict)

    def is_present(self, start: int, demand: Demand) -> bool:
        return within(self.presence, start, start + demand.duration)

    def is_free(self, start: int, demand: Demand) -> bool:
        return not overlaps(
            self.busy, start - demand.before, start + demand.duration + demand.after
        )

    def can(self, start: int, demand: Demand) -> bool:
        return self.is_present(start, demand) and self.is_free(start, demand)

    def possible(self, demand: Demand, *, always: bool = False) -> list[Span]:
        """All starts at which it can; with `always`, wherever it may be present."""
        present = (
            [ALWAYS]
            if always
            else [
                (start, end - demand.duration + 1)
                for start, end in self.presence
                if end - start >= demand.duration
            ]
        )
        taken = merge(
            (start - demand.duration - demand.after + 1, end + demand.before)
            for start, end in self.busy
        )
        return subtract(present, taken)


@dataclass(slots=True)
class Plan:
    """Everything that decides about the slots of one type at one location."""

    demand: Demand
    opening: Sequence[Span]  # as written, one by one: each starts its own grid
    open: Sequence[Span]  # merged
    grid: int
    stylists: Sequence[Candidate]
    rooms: Sequence[Candidate]
    samples: dict[int, list[Candidate]] = field(default_factory=dict)  # by product
    earliest: int = 0
    latest: int = 1 << 62
    zone: ZoneInfo = UTC
    closed: dict[date, tuple[int, str, tuple[Span, ...]]] = field(default_factory=dict)
    hours: frozenset[Any] = frozenset()  # the rows it was made from, to see whether they changed

    def fitting_rooms(self) -> list[Candidate]:
        return [room for room in self.rooms if room.capacity >= self.demand.party]


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that can be booked, with the ids of who and what is free for it."""

    start: int
    end: int
    stylists: tuple[int, ...]
    rooms: tuple[int, ...]


def starts(plan: Plan, opening: Iterable[Span] | None = None) -> Iterator[int]:
    """The grid: every opening time and each step after it, in order, each once."""
    seen: set[int] = set()
    for opens, closes in plan.opening if opening is None else opening:
        seen.update(range(opens, closes - plan.demand.duration + 1, plan.grid))
    return iter(sorted(seen))


def free_slots(plan: Plan) -> list[Slot]:
    """All slots offered, in order: one sweep over the grid for each candidate."""
    demand = plan.demand
    grid = [start for start in starts(plan) if plan.earliest <= start <= plan.latest]
    for gowns in plan.samples.values():
        free = merge(span for gown in gowns for span in gown.possible(demand, always=True))
        grid = [start for start in grid if within(free, start, start + 1)]
    stylists = _who_can(plan.stylists, grid, demand)
    rooms = _who_can(plan.fitting_rooms(), grid, demand)
    return [
        Slot(start, start + demand.duration, tuple(stylists[n]), tuple(rooms[n]))
        for n, start in enumerate(grid)
        if stylists[n] and rooms[n] and within(plan.open, start, start + demand.duration)
    ]


def _who_can(
    candidates: Sequence[Candidate], grid: Sequence[int], demand: Demand
) -> list[list[int]]:
    """For each start of the grid the ids of the candidates that can, as they stand in the list."""
    able: list[list[int]] = [[] for _ in grid]
    for candidate in candidates:
        for first, past in candidate.possible(demand):
            for n in range(bisect_left(grid, first), bisect_left(grid, past)):
                able[n].append(candidate.id)
    return able
