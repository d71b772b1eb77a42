"""Where each affected appointment could go with the least change, each proposal seen by the next."""

from datetime import date, timedelta

from django.utils import timezone

from core.models import Appointment, Rearrangement
from core.queries.diary import reasons, slots, spans
from core.queries.diary.slots import Candidate, Plan, Slot
from core.queries.rearranging.reading import affected
from core.queries.rearranging.table import OTHER_DAY, SAME_DAY, SAME_TIME, Proposal, Table

NOTICE = timedelta(hours=24)  # with less than that nobody is asked to come earlier than she expects


def propose(change: Rearrangement) -> list[Proposal]:
    """For each affected appointment the least change: same time, that day, a day near, or a call.

    Three queries for each type and location among them, whatever their number.
    """
    table = Table(change, list(affected(change)))
    found = []
    for appointment in table.standing:
        plan, held = table.plan(appointment), set(table.taken[appointment.pk])
        proposal = _nearest(table, plan, appointment, held)
        if proposal.starts_at is not None:
            table.take(plan, proposal, held)
        found.append(proposal)
    return found


def _nearest(table: Table, plan: Plan, appointment: Appointment, held: set[int]) -> Proposal:
    was = spans.seconds(appointment.starts_at)
    is_ahead = appointment.starts_at > timezone.now()
    if is_ahead and not reasons.refusals(plan, was, online=False):
        return place(plan, appointment, SAME_TIME, was, held)
    best = min(
        (slot for slot in slots.free_slots(plan) if _suits(table, plan, appointment, slot.start)),
        key=lambda slot: distance(plan, appointment, slot),
        default=None,
    )
    if best is None:
        return Proposal(appointment, appointment.version)
    is_that_day = _day(plan, best.start) == appointment.local_start.date()
    return place(plan, appointment, SAME_DAY if is_that_day else OTHER_DAY, best.start, held)


def _suits(table: Table, plan: Plan, appointment: Appointment, start: int) -> bool:
    """She is not somewhere else then, and learns in time that she is expected earlier."""
    is_later = start >= spans.seconds(appointment.starts_at)
    is_in_time = is_later or start >= spans.seconds(timezone.now() + NOTICE)
    return is_in_time and table.is_once(plan, appointment, start)


def distance(plan: Plan, appointment: Appointment, slot: Slot) -> tuple[int, bool, int, int]:
    """How much a slot asks of her: days first, rather later ones, then how far off her usual hour."""
    local = appointment.local_start
    day = _day(plan, slot.start)
    clock = spans.wall(plan.zone, day, local.time())
    days = (day - local.date()).days
    return abs(days), days < 0, abs(slot.start - clock), slot.start


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
