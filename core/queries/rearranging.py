"""Plans for a day that went wrong: where each appointment could go with the least change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from core.models import Appointment, Rearrangement, Resource
from core.queries.diary import reasons, slots, spans
from core.queries.diary.reading import read_plan
from core.queries.diary.slots import Candidate, Demand, Plan, Slot
from core.queries.diary.spans import Span

AROUND = timedelta(days=14)  # how far from its day an appointment is moved without a call

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

    The owner may change start, stylist and room before applying; `version` is the one she saw.
    """

    appointment: Appointment
    version: int
    outcome: str = CALL
    starts_at: datetime | None = None
    stylist_id: int | None = None
    room_id: int | None = None


def affected(change: Rearrangement) -> QuerySet[Appointment]:
    """Open appointments to come that stand in the way of it, in order."""
    some = Appointment.objects.filter(status__in=Appointment.OPEN, ends_at__gt=timezone.now())
    mine = {"stylist": change.stylist} if change.stylist_id else {"location": change.location}
    near = some.filter(
        **mine,
        starts_at__date__gte=change.first_on - timedelta(days=1),
        starts_at__date__lte=change.last_on + timedelta(days=1),
    )
    keys = [
        found.pk
        for found in near.select_related("location")
        if change.first_on <= found.local_start.date() <= change.last_on
    ]
    return (
        Appointment.objects.filter(pk__in=keys)
        .select_related("type", "location", "customer", "stylist", "room")
        .prefetch_related("try_ons__product", "claims")
        .order_by("starts_at", "pk")
    )


def propose(change: Rearrangement) -> list[Proposal]:
    """For each affected appointment the least change: same time, that day, a day near, or a call.

    Three queries for each type and location among them, whatever their number.
    """
    standing = list(affected(change))
    taken = {found.pk: _claimed(found) for found in standing}
    away = _away(change, standing)
    plans: dict[tuple[int, int], Plan] = {}
    found = []
    for appointment in standing:
        key = appointment.type_id, appointment.location_id
        if key not in plans:
            plans[key] = _read(change, standing, *key)
        others = _together([away, *(t for pk, t in taken.items() if pk != appointment.pk)])
        plan = _with(plans[key], appointment, others)
        held = {resource for resource, _ in taken[appointment.pk].items()}
        proposal = _nearest(plan, appointment, held)
        if proposal.starts_at is not None:
            taken[appointment.pk] = _new_claims(plan, proposal, held)
        found.append(proposal)
    return found


Busy = dict[int, list[Span]]


def _read(
    change: Rearrangement, standing: Sequence[Appointment], type_id: int, location_id: int
) -> Plan:
    alike = [a for a in standing if (a.type_id, a.location_id) == (type_id, location_id)]
    location = alike[0].location
    today = timezone.now().astimezone(location.zone).date()
    products = {row.product_id: row.product for a in alike for row in a.try_ons.all()}
    return read_plan(
        alike[0].type,
        location,
        max(today, change.first_on - AROUND),
        change.last_on + AROUND,
        products=list(products.values()),
        without=[a.pk for a in standing],
    )


def _with(plan: Plan, appointment: Appointment, others: Busy) -> Plan:
    """The plan for this one, with what the others have and will have in the way."""
    gowns = {row.product_id for row in appointment.try_ons.all()}
    length = int((appointment.ends_at - appointment.starts_at).total_seconds())
    demand = Demand(length, plan.demand.before, plan.demand.after, appointment.party_size)

    def seen(candidates: Iterable[Candidate]) -> list[Candidate]:
        return [
            replace(c, busy=spans.merge([*c.busy, *others[c.id]])) if c.id in others else c
            for c in candidates
        ]

    return replace(
        plan,
        demand=demand,
        stylists=seen(plan.stylists),
        rooms=seen(plan.rooms),
        samples={p: seen(some) for p, some in plan.samples.items() if p in gowns},
        earliest=spans.seconds(timezone.now()),
        latest=1 << 62,
    )


def _nearest(plan: Plan, appointment: Appointment, held: set[int]) -> Proposal:
    was = spans.seconds(appointment.starts_at)
    if not reasons.refusals(plan, was, online=False):
        return _proposal(plan, appointment, SAME_TIME, was, held)
    free = slots.free_slots(plan)
    local = appointment.local_start

    def day(slot: Slot) -> date:
        return spans.moment(slot.start).astimezone(plan.zone).date()

    def change(slot: Slot) -> tuple[int, int, int]:
        clock = spans.wall(plan.zone, day(slot), local.time())
        return abs((day(slot) - local.date()).days), abs(slot.start - clock), slot.start

    best = min(free, key=change, default=None)
    if best is None:
        return Proposal(appointment, appointment.version)
    outcome = SAME_DAY if day(best) == local.date() else OTHER_DAY
    return _proposal(plan, appointment, outcome, best.start, held)


def _proposal(
    plan: Plan, appointment: Appointment, outcome: str, start: int, held: set[int]
) -> Proposal:
    able = [c for c in plan.stylists if c.can(start, plan.demand)]
    rooms = [c for c in plan.fitting_rooms() if c.can(start, plan.demand)]
    stylist = min(able, key=lambda c: (c.id not in held, _work(c, start), c.id))
    room = min(rooms, key=lambda c: (c.id not in held, c.capacity, c.id))
    return Proposal(
        appointment, appointment.version, outcome, spans.moment(start), stylist.id, room.id
    )


def _work(stylist: Candidate, start: int) -> int:
    """Seconds taken around that start: the work is shared."""
    near = [(start - 43_200, start + 43_200)]
    return sum(last - first for first, last in spans.intersect(stylist.busy, near))


def _claimed(appointment: Appointment) -> Busy:
    found: Busy = defaultdict(list)
    for claim in appointment.claims.all():
        if claim.is_live:
            span = spans.seconds(claim.starts_at), spans.seconds_up(claim.ends_at)
            found[claim.resource_id].append(span)
    return found


def _new_claims(plan: Plan, proposal: Proposal, held: set[int]) -> Busy:
    assert proposal.starts_at and proposal.stylist_id and proposal.room_id  # noqa: S101, PT018
    start, demand = spans.seconds(proposal.starts_at), plan.demand
    gowns = [
        min(
            (g.id for g in some if g.is_free(start, demand)), key=lambda id_: (id_ not in held, id_)
        )
        for some in plan.samples.values()
    ]
    span = start - demand.before, start + demand.duration + demand.after
    return {resource: [span] for resource in (proposal.stylist_id, proposal.room_id, *gowns)}


def _together(parts: Iterable[Busy]) -> Busy:
    found: Busy = defaultdict(list)
    for part in parts:
        for resource, some in part.items():
            found[resource] += some
    return found


def _away(change: Rearrangement, standing: Sequence[Appointment]) -> Busy:
    """Who cannot serve meanwhile: the stylist, or every room of the location."""
    if change.stylist_id:
        zone = standing[0].location.zone if standing else None
        keys = [change.stylist_id]
    else:
        assert change.location  # noqa: S101
        zone = change.location.zone
        rooms = Resource.objects.filter(kind=Resource.Kind.ROOM, location=change.location)
        keys = list(rooms.values_list("pk", flat=True))
    if zone is None:
        return {}
    span = (
        spans.wall(zone, change.first_on, time.min),
        spans.wall_after(zone, change.last_on),
    )
    return {key: [span] for key in keys}
