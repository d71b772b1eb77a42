"""Free slots: a pure function over spans. What is offered can be booked.

What is not offered has its reasons. An appointment itself lies inside opening hours and its
stylist's working hours; with its buffers it meets no claim of its stylist, its room or its samples.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.queries.diary.spans import ALWAYS, Span, merge, overlaps, subtract, within


@dataclass(frozen=True, slots=True)
class Demand:
    """What an appointment needs, in seconds; `party` in people."""

    duration: int
    before: int = 0
    after: int = 0
    party: int = 1


@dataclass(slots=True)
class Candidate:
    """A resource that could serve: where it is present, what occupies it, how big it is."""

    id: int
    name: str
    presence: Sequence[Span]
    busy: Sequence[Span] = ()
    capacity: int = 1

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

    def fitting_rooms(self) -> list[Candidate]:
        return [room for room in self.rooms if room.capacity >= self.demand.party]


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that can be booked, with the ids of who and what is free for it."""

    start: int
    end: int
    stylists: tuple[int, ...]
    rooms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that says no: a code for programs, a sentence for people."""

    code: str
    message: str


def starts(plan: Plan) -> Iterator[int]:
    """The grid: every opening time and each step after it, in order, each once."""
    seen: set[int] = set()
    for opens, closes in plan.opening:
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


def refusals(plan: Plan, start: int, *, online: bool = True) -> list[Refusal]:
    """Every rule that says no to this start; an empty list means it can be booked.

    `online` adds the rules for brides: notice, horizon and grid.
    """
    return [*_calendar_refusals(plan, start, online=online), *_resource_refusals(plan, start)]


def _calendar_refusals(plan: Plan, start: int, *, online: bool) -> Iterator[Refusal]:
    if online and start < plan.earliest:
        yield Refusal("too-soon", "That is too soon: the notice for this type has passed.")
    if online and start > plan.latest:
        yield Refusal("too-far", "That is further ahead than we take bookings.")
    if not within(plan.open, start, start + plan.demand.duration):
        yield Refusal("closed", "The boutique is not open for the whole appointment.")
    elif online and start not in set(starts(plan)):
        yield Refusal("off-grid", "Appointments do not start at that minute.")


def _resource_refusals(plan: Plan, start: int) -> Iterator[Refusal]:
    demand = plan.demand
    yield from _group("stylist", plan.stylists, start, demand, absent="no-stylist-working")
    rooms = plan.fitting_rooms()
    if plan.rooms and not rooms:
        yield Refusal("party-too-big", f"No fitting room seats {demand.party} people.")
    else:
        yield from _group("fitting room", rooms, start, demand, absent="no-room")
    for gowns in plan.samples.values():
        if not gowns:
            yield Refusal("no-sample", "A gown asked for has no sample at this location.")
        elif not any(gown.is_free(start, demand) for gown in gowns):
            yield Refusal("sample-taken", f"{gowns[0].name} is promised or away at that time.")


def _group(
    word: str, candidates: Sequence[Candidate], start: int, demand: Demand, *, absent: str
) -> Iterator[Refusal]:
    present = [c for c in candidates if c.is_present(start, demand)]
    if not candidates:
        yield Refusal(absent, f"No {word} serves this type here.")
    elif not present:
        yield Refusal(absent, f"No {word} is there at that time.")
    elif not any(c.is_free(start, demand) for c in present):
        taken = present[0].name if len(present) == 1 else f"Every {word}"
        yield Refusal(f"{word.rsplit(maxsplit=1)[-1]}-taken", f"{taken} is taken at that time.")
