"""Why not: every rule that says no to a start, for people in words and for programs in codes.

Who takes away (or gives) everything a list of refusals names has freed the start.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.queries.diary import slots, wording
from core.queries.diary.slots import Candidate, Demand, Plan, Taken
from core.queries.diary.spans import merge, within


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule that says no.

    `message` is fit for everybody; `detail` names brides and belongs to the boutique only. Where it
    `is_whole`, it has said what the message says.
    `things` are the rows behind it: ("claim", 12), ("closed-day", 3), ("exception", 4), or what
    would have to change: ("hours", stylist), ("opening", 0), ("type", 0), ("room", 7), ("sample", 5).
    """

    code: str
    message: str
    detail: str = ""
    things: tuple[tuple[str, int], ...] = ()
    is_whole: bool = False

    @property
    def lines(self) -> list[str]:
        """For the people of the boutique: all of it, nothing twice."""
        return (
            [self.detail]
            if self.is_whole
            else [line for line in (self.message, self.detail) if line]
        )


def refusals(plan: Plan, start: int, *, online: bool = True) -> list[Refusal]:
    """Every rule that says no to this start; an empty list means it can be booked.

    `online` adds the rules for brides: notice, horizon and grid.
    """
    return [*_calendar(plan, start, online=online), *_resources(plan, start)]


def _calendar(plan: Plan, start: int, *, online: bool) -> Iterator[Refusal]:
    if online and start < plan.earliest:
        when = wording.moment(plan, plan.earliest)
        yield Refusal("too-soon", f"That is too soon: online from {when} on.", "", (("type", 0),))
    if online and start > plan.latest:
        when = wording.moment(plan, plan.latest)
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
    today = [span for span in plan.open if wording.day(plan, span[0]) == wording.day(plan, start)]
    if not today:
        return "The boutique does not open that day."
    taken = wording.clocks(plan, [(start, start + plan.demand.duration)])
    return f"The boutique is open {wording.clocks(plan, today)} that day; this would take {taken}."


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
        words = [h[0] for h in hours]
        if any(_clocks_of(plan, c, start) for c in away):
            words.append(_needed(plan, start, "She" if len(away) == 1 else "Somebody"))
        said, detail = " ".join(words), ""
        if len(away) > 1:
            said, detail = "No stylist works at that time.", said
        yield Refusal("no-stylist-working", said, detail, tuple(h[1] for h in hours))
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
    taken = {
        c.name: [claim for claim in c.claims if claim.start < last and claim.end > first]
        for c in who
    }
    found = [claim for claims in taken.values() for claim in claims]
    is_whole = len(who) == 1 and any(claim.words for claim in found)
    words = [
        f"{name}{' is taken' if is_whole else ''}: {'; '.join(_claim(plan, c) for c in claims)}."
        for name, claims in taken.items()
        if claims
    ]
    detail = " ".join(filter(None, [*words, *_margins(plan, start, found), also]))
    return Refusal(code, said, detail, tuple(("claim", claim.id) for claim in found), is_whole)


def _claim(plan: Plan, claim: Taken) -> str:
    """What she is taken for, at its own time: what is tidied up around it is said apart."""
    bare = wording.span(plan, (claim.start + claim.before, claim.end - claim.after))
    around = [
        f"{seconds // 60} minutes to {what}"
        for seconds, what in ((claim.before, "prepare"), (claim.after, "tidy up"))
        if seconds
    ]
    when = ", and ".join([bare, " and ".join(around)]) if around else bare
    return f"{claim.words}, {when}"


def _margins(plan: Plan, start: int, claims: Sequence[Taken]) -> Iterator[str]:
    """That what was asked for itself needs time around it, where only that is in the way."""
    demand = plan.demand
    end = start + demand.duration
    if any(claim.start >= end for claim in claims):
        until = wording.local(plan, end + demand.after)
        yield f"This would need {demand.after // 60} minutes to tidy up, until {until:%H:%M}."
    if any(claim.end <= start for claim in claims):
        since = wording.local(plan, start - demand.before)
        yield f"This would need {demand.before // 60} minutes to prepare, from {since:%H:%M}."


def _needed(plan: Plan, start: int, who: str) -> str:
    """When a stylist would have to be there; what is tidied up may lie outside her hours."""
    demand = plan.demand
    minutes = f"{demand.duration // 60} minutes"
    if demand.after:
        minutes += f", then {demand.after // 60} to tidy up"
    return f"{who} would be needed {wording.clocks(plan, [(start, start + demand.duration)])} ({minutes})."


def _is_there(candidate: Candidate, start: int, demand: Demand) -> bool:
    works = candidate.presence if candidate.works is None else candidate.works
    return within(works, start, start + demand.duration)


def _hours(plan: Plan, stylist: Candidate, start: int) -> tuple[str, tuple[str, int]]:
    """When she works on that day, and the row that says so."""
    key, note = stylist.off.get(wording.day(plan, start), (0, ""))
    thing = ("exception", key) if key else ("hours", stylist.id)
    if clocks := _clocks_of(plan, stylist, start):
        return f"{stylist.name} works {clocks} that day.", thing
    if key:
        return f"{stylist.name} is off that day{f' ({note})' if note else ''}.", thing
    return f"{stylist.name} does not work that day.", thing


def _clocks_of(plan: Plan, stylist: Candidate, start: int) -> str:
    """Her hours of that day, empty where she has none."""
    works = stylist.presence if stylist.works is None else stylist.works
    day = wording.day(plan, start)
    return wording.clocks(plan, [span for span in works if wording.day(plan, span[0]) == day])
