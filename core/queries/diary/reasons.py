"""Why not: every rule that says no to a start, for people in words and for programs in codes.

Who takes away (or gives) everything a list of refusals names has freed the start.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.queries.diary import slots, spans
from core.queries.diary.slots import Candidate, Demand, Plan
from core.queries.diary.spans import Span, merge, within


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that says no.

    `message` is fit for everybody; `detail` names brides and belongs to the boutique only.
    `things` are the rows behind it: ("claim", 12), ("closed-day", 3), ("exception", 4), or what
    would have to change: ("hours", stylist), ("opening", 0), ("type", 0), ("room", 7), ("sample", 5).
    """

    code: str
    message: str
    detail: str = ""
    things: tuple[tuple[str, int], ...] = ()


def refusals(plan: Plan, start: int, *, online: bool = True) -> list[Refusal]:
    """Every rule that says no to this start; an empty list means it can be booked.

    `online` adds the rules for brides: notice, horizon and grid.
    """
    return [*_calendar(plan, start, online=online), *_resources(plan, start)]


def _calendar(plan: Plan, start: int, *, online: bool) -> Iterator[Refusal]:
    if online and start < plan.earliest:
        when = _moment(plan, plan.earliest)
        yield Refusal("too-soon", f"That is too soon: online from {when} on.", "", (("type", 0),))
    if online and start > plan.latest:
        when = _moment(plan, plan.latest)
        yield Refusal("too-far", f"That is too far ahead: online until {when}.", "", (("type", 0),))
    end = start + plan.demand.duration
    opening = list(plan.opening)
    if not within(plan.open, start, end):
        for key, reason, usual in plan.closed.values():
            if any(first < end and start < last for first, last in usual):
                opening += usual
                said = f"Closed: {reason}." if reason else "The boutique is closed that day."
                yield Refusal("closed-day", said, "", (("closed-day", key),))
    if not within(merge(opening), start, end):
        yield Refusal("closed", _closed(plan, start), "", (("opening", 0),))
    elif online and start not in set(slots.starts(plan, opening)):
        step = plan.grid // 60
        said = f"Appointments start every {step} minutes from opening time on, not at that minute."
        yield Refusal("off-grid", said, "", (("opening", 0),))


def _closed(plan: Plan, start: int) -> str:
    today = [span for span in plan.open if _day(plan, span[0]) == _day(plan, start)]
    if not today:
        return "The boutique does not open that day."
    return f"The boutique is open {_clocks(plan, today)} that day, not for the whole appointment."


def _resources(plan: Plan, start: int) -> Iterator[Refusal]:
    yield from _stylists(plan, start)
    yield from _rooms(plan, start)
    for gowns in plan.samples.values():
        if not gowns:
            yield Refusal("no-sample", "A gown asked for has no sample at this location.")
        elif not any(gown.is_free(start, plan.demand) for gown in gowns):
            said = f"{gowns[0].name} is promised or away at that time."
            yield _occupied(plan, "sample-taken", said, gowns, start)


def _stylists(plan: Plan, start: int) -> Iterator[Refusal]:
    if not plan.stylists:
        yield Refusal("no-stylist-working", "No stylist serves this type here.")
        return
    present = [c for c in plan.stylists if _is_there(c, start, plan.demand)]
    away = [c for c in plan.stylists if c not in present]
    hours = [_hours(plan, c, start) for c in away]
    if not present:
        said = hours[0][0] if len(away) == 1 else "No stylist works at that time."
        yield Refusal(
            "no-stylist-working", said, " ".join(h[0] for h in hours), tuple(h[1] for h in hours)
        )
    asked = present or away
    if not any(c.is_free(start, plan.demand) for c in asked):
        said = f"{asked[0].name} is" if len(asked) == 1 else "Every stylist is"
        also = " ".join(h[0] for h in hours) if present else ""
        yield _occupied(plan, "stylist-taken", f"{said} taken at that time.", asked, start, also)


def _rooms(plan: Plan, start: int) -> Iterator[Refusal]:
    if not plan.rooms:
        yield Refusal("no-room", "No fitting room serves this type here.")
        return
    rooms = plan.fitting_rooms()
    if not rooms:
        seats = ", ".join(f"{room.name} seats {room.capacity}" for room in plan.rooms)
        said = f"No fitting room seats {plan.demand.party} people."
        yield Refusal("party-too-big", said, f"{seats}.", tuple(("room", r.id) for r in plan.rooms))
    asked = rooms or plan.rooms
    if not any(room.is_free(start, plan.demand) for room in asked):
        said = f"{asked[0].name} is" if len(asked) == 1 else "Every fitting room is"
        yield _occupied(plan, "room-taken", f"{said} taken at that time.", asked, start)


def _occupied(
    plan: Plan, code: str, said: str, who: Sequence[Candidate], start: int, also: str = ""
) -> Refusal:
    """Names the claims in the way, as far as the plan was read with names."""
    demand = plan.demand
    first, last = start - demand.before, start + demand.duration + demand.after
    words, things = [], []
    for candidate in who:
        for claim in candidate.claims:
            if claim.start < last and claim.end > first:
                words.append(f"{candidate.name}: {claim.words}, {_span(plan, claim[1:3])}.")
                things.append(("claim", claim.id))
    return Refusal(code, said, " ".join(filter(None, [*words, also])), tuple(things))


def _is_there(candidate: Candidate, start: int, demand: Demand) -> bool:
    works = candidate.presence if candidate.works is None else candidate.works
    return within(works, start, start + demand.duration)


def _hours(plan: Plan, stylist: Candidate, start: int) -> tuple[str, tuple[str, int]]:
    """When she works on that day, and the row that says so."""
    day = _day(plan, start)
    works = stylist.presence if stylist.works is None else stylist.works
    today = [span for span in works if _day(plan, span[0]) == day]
    key, note = stylist.off.get(day, (0, ""))
    thing = ("exception", key) if key else ("hours", stylist.id)
    if today:
        return f"{stylist.name} works {_clocks(plan, today)} that day.", thing
    if key:
        return f"{stylist.name} is off that day{f' ({note})' if note else ''}.", thing
    return f"{stylist.name} does not work that day.", thing


# Words for time, by the clock of the location ---------------------------------------


def _local(plan: Plan, instant: int) -> datetime:
    return spans.moment(instant).astimezone(plan.zone)


def _day(plan: Plan, instant: int) -> date:
    return _local(plan, instant).date()


def _moment(plan: Plan, instant: int) -> str:
    local = _local(plan, instant)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _clocks(plan: Plan, some: Sequence[Span]) -> str:
    texts = [f"{_local(plan, a):%H:%M} to {_local(plan, b):%H:%M}" for a, b in some]
    return " and ".join(texts)


def _span(plan: Plan, span: Sequence[int]) -> str:
    first, last = span
    if _day(plan, first) == _day(plan, last):
        return _clocks(plan, [(first, last)])
    return f"{_moment(plan, first)} to {_moment(plan, last)}"
