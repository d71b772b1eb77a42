"""Where each affected appointment could go with the least change, each proposal seen by the next."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from core.models import Appointment, RearrangedAppointment, Rearrangement, Resource
from core.queries.diary import LONGEST, reasons, slots, spans
from core.queries.diary.reading import read_plan
from core.queries.diary.slots import Candidate, Demand, Plan, Slot, Taken
from core.queries.rearranging.reading import affected, span

Outcome = RearrangedAppointment.Outcome
Busy = dict[int, list[Taken]]

AROUND = timedelta(days=14)  # so far a bride is moved at least, however short the horizon is
LEAD = timedelta(hours=2)  # nobody is asked to come earlier than that from now

SAME_TIME, SAME_DAY, OTHER_DAY, CALL = "same-time", "same-day", "other-day", "call"
OUTCOMES = {
    SAME_TIME: "Same time, other stylist or room",
    SAME_DAY: "Another time that day",
    OTHER_DAY: "Another day",
    CALL: "To be called",
}


@dataclass
class Proposal:
    """What becomes of one appointment; without `starts_at` it stays, and she is to be called.

    The owner may change start, stylist and room before applying, or decide on `act` (with `reason`
    for a cancellation); `version` is the one she saw.
    """

    appointment: Appointment
    version: int
    outcome: str = CALL
    starts_at: datetime | None = None
    stylist_id: int | None = None
    room_id: int | None = None
    act: str = ""
    reason: str = ""

    @property
    def decided(self) -> str:
        return self.act or (Outcome.MOVED if self.starts_at else Outcome.CALL)


def propose(change: Rearrangement) -> list[Proposal]:
    """For each affected appointment the least change: same time, that day, a day near, or a call.

    Three queries for each type and location among them, whatever their number.
    """
    table = Table(change, list(affected(change)))
    found = []
    for appointment in table.standing:
        plan, held = table.plan(appointment), set(table.taken[appointment.pk])
        proposal = _nearest(plan, appointment, held)
        if proposal.starts_at is not None:
            table.take(plan, proposal, held)
        found.append(proposal)
    return found


class Table:
    """The affected appointments on one table: what each has taken or would take, seen by the others."""

    def __init__(self, change: Rearrangement, standing: Sequence[Appointment]) -> None:
        self.change = change
        self.standing = standing
        self.taken: dict[int, Busy] = {found.pk: _claimed(found) for found in standing}
        self.away = _away(change)
        self.plans: dict[tuple[int, int], Plan] = {}

    def plan(self, appointment: Appointment) -> Plan:
        """The plan for this one, with what the others have and will have in the way."""
        key = appointment.type_id, appointment.location_id
        if key not in self.plans:
            self.plans[key] = self._read(*key)
        others = [busy for pk, busy in self.taken.items() if pk != appointment.pk]
        return _with(self.plans[key], appointment, _together([self.away, *others]))

    def take(self, plan: Plan, proposal: Proposal, held: set[int]) -> None:
        self.taken[proposal.appointment.pk] = _new_claims(plan, proposal, held)

    def _read(self, type_id: int, location_id: int) -> Plan:
        alike = [a for a in self.standing if (a.type_id, a.location_id) == (type_id, location_id)]
        type_, location = alike[0].type, alike[0].location
        today = timezone.now().astimezone(location.zone).date()
        far = max(today + timedelta(days=type_.horizon_days), self.change.last_on + AROUND)
        products = {row.product_id: row.product for a in alike for row in a.try_ons.all()}
        return read_plan(
            type_,
            location,
            max(today, self.change.first_on - AROUND),
            min(far, self.change.last_on + LONGEST),
            products=list(products.values()),
            without=[a.pk for a in self.standing],
            with_names=True,
        )


def _with(plan: Plan, appointment: Appointment, others: Busy) -> Plan:
    gowns = {row.product_id for row in appointment.try_ons.all()}
    length = int((appointment.ends_at - appointment.starts_at).total_seconds())
    demand = Demand(length, plan.demand.before, plan.demand.after, appointment.party_size)

    def seen(candidates: Iterable[Candidate]) -> list[Candidate]:
        return [_busier(c, others[c.id]) if c.id in others else c for c in candidates]

    return replace(
        plan,
        demand=demand,
        stylists=seen(plan.stylists),
        rooms=seen(plan.rooms),
        samples={p: seen(some) for p, some in plan.samples.items() if p in gowns},
        earliest=spans.seconds(timezone.now() + LEAD),
        latest=1 << 62,
    )


def _busier(candidate: Candidate, more: Sequence[Taken]) -> Candidate:
    busy = spans.merge([*candidate.busy, *((claim.start, claim.end) for claim in more)])
    return replace(candidate, busy=busy, claims=[*candidate.claims, *more])


def _nearest(plan: Plan, appointment: Appointment, held: set[int]) -> Proposal:
    was = spans.seconds(appointment.starts_at)
    is_ahead = appointment.starts_at > timezone.now()
    if is_ahead and not reasons.refusals(plan, was, online=False):
        return place(plan, appointment, SAME_TIME, was, held)
    best = min(
        slots.free_slots(plan), key=lambda slot: distance(plan, appointment, slot), default=None
    )
    if best is None:
        return Proposal(appointment, appointment.version)
    is_that_day = _day(plan, best.start) == appointment.local_start.date()
    return place(plan, appointment, SAME_DAY if is_that_day else OTHER_DAY, best.start, held)


def distance(plan: Plan, appointment: Appointment, slot: Slot) -> tuple[int, int, int]:
    """How much a slot asks of her: days first, then how far the clock is from the usual hour."""
    local = appointment.local_start
    day = _day(plan, slot.start)
    clock = spans.wall(plan.zone, day, local.time())
    return abs((day - local.date()).days), abs(slot.start - clock), slot.start


def place(
    plan: Plan, appointment: Appointment, outcome: str, start: int, held: set[int]
) -> Proposal:
    """Who and where, at a start that is free: what she has already first, then fair and tight."""
    able = [c for c in plan.stylists if c.can(start, plan.demand)]
    rooms = [c for c in plan.fitting_rooms() if c.can(start, plan.demand)]
    stylist = min(able, key=lambda c: (c.id not in held, _work(c, start), c.id))
    room = min(rooms, key=lambda c: (c.id not in held, c.capacity, c.id))
    return Proposal(
        appointment, appointment.version, outcome, spans.moment(start), stylist.id, room.id
    )


def _day(plan: Plan, instant: int) -> date:
    return spans.moment(instant).astimezone(plan.zone).date()


def _work(stylist: Candidate, start: int) -> int:
    """Seconds taken around that start: the work is shared."""
    near = [(start - 43_200, start + 43_200)]
    return sum(last - first for first, last in spans.intersect(stylist.busy, near))


def _claimed(appointment: Appointment) -> Busy:
    found: Busy = defaultdict(list)
    words = _words(appointment)
    for claim in appointment.claims.all():
        if claim.is_live:
            start, end = spans.seconds(claim.starts_at), spans.seconds_up(claim.ends_at)
            found[claim.resource_id].append(Taken(claim.pk, start, end, words))
    return found


def _words(appointment: Appointment) -> str:
    return f"{appointment.customer} ({appointment.type})"


def _new_claims(plan: Plan, proposal: Proposal, held: set[int]) -> Busy:
    assert proposal.starts_at and proposal.stylist_id and proposal.room_id  # noqa: S101, PT018
    start, demand = spans.seconds(proposal.starts_at), plan.demand
    gowns = [
        min(
            (g.id for g in some if g.is_free(start, demand)), key=lambda id_: (id_ not in held, id_)
        )
        for some in plan.samples.values()
    ]
    first, last = start - demand.before, start + demand.duration + demand.after
    claim = Taken(0, first, last, f"{_words(proposal.appointment)}, on this list")
    return {resource: [claim] for resource in (proposal.stylist_id, proposal.room_id, *gowns)}


def _together(parts: Iterable[Busy]) -> Busy:
    found: Busy = defaultdict(list)
    for part in parts:
        for resource, some in part.items():
            found[resource] += some
    return found


def _away(change: Rearrangement) -> Busy:
    """Who cannot serve meanwhile: the stylist, or every room of the location."""
    if change.stylist_id:
        keys = [change.stylist_id]
    else:
        rooms = Resource.objects.filter(kind=Resource.Kind.ROOM, location=change.location)
        keys = list(rooms.values_list("pk", flat=True))
    claim = Taken(0, *span(change), change.reason or ("away" if change.stylist_id else "closed"))
    return {key: [claim] for key in keys}
