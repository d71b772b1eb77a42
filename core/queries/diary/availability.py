"""The questions the doors ask: which slots are free, why not this one, what else is near."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from core.models import AppointmentType, Location, Stylist
from core.queries.diary import reasons, slots, spans
from core.queries.diary.reading import read_plan
from core.queries.diary.reasons import Refusal
from core.queries.diary.slots import Slot

ENDLESS = 1 << 62


def free_slots(
    type_: AppointmentType,
    location: Location,
    first: date,
    last: date,
    *,
    online: bool = True,
    **wishes: Any,
) -> list[Slot]:
    """Slots of the grid that start on local dates first to last; wishes as in `read_plan`.

    Staff (not `online`) are free from now on, without notice and horizon.
    """
    plan = read_plan(type_, location, first, last, **wishes)
    if not online:
        plan.earliest, plan.latest = spans.seconds_up(timezone.now()), ENDLESS
    begin = spans.wall(location.zone, first, time.min)
    end = spans.wall(location.zone, last + timedelta(days=1), time.min)
    return [slot for slot in slots.free_slots(plan) if begin <= slot.start < end]


def explain(
    type_: AppointmentType,
    location: Location,
    starts_at: datetime,
    *,
    online: bool = True,
    **wishes: Any,
) -> list[Refusal]:
    """Every rule that says no to this start, with the rows behind it; empty when it can be booked."""
    found = []
    if not location.is_active:
        found.append(Refusal("location-closed", f"{location} is not open for business."))
    if not type_.is_active or (online and not type_.is_bookable_online):
        found.append(Refusal("not-online", f"{type_} cannot be booked online."))
    day = starts_at.astimezone(location.zone).date()
    plan = read_plan(type_, location, day, day, with_names=True, **wishes)
    return [*found, *reasons.refusals(plan, spans.seconds(starts_at), online=online)]


def alternatives(
    type_: AppointmentType,
    location: Location,
    starts_at: datetime,
    *,
    most: int = 3,
    online: bool = True,
    **wishes: Any,
) -> Sequence[datetime]:
    """The free starts nearest to a time, within a week of it, nearest first."""
    today = timezone.now().astimezone(location.zone).date()
    day = max(starts_at.astimezone(location.zone).date(), today)
    first, last = max(day - timedelta(days=2), today), day + timedelta(days=7)
    found = free_slots(type_, location, first, last, online=online, **wishes)
    wanted = spans.seconds(starts_at)
    nearest = sorted(found, key=lambda slot: (abs(slot.start - wanted), slot.start))
    return [spans.moment(slot.start) for slot in nearest[:most]]


def with_others(
    type_: AppointmentType,
    location: Location,
    starts_at: datetime,
    *,
    stylist_id: int,
    most: int = 3,
    **wishes: Any,
) -> list[tuple[datetime, Stylist]]:
    """The free starts of that day nearest to a time with anybody but this stylist, for staff."""
    day = starts_at.astimezone(location.zone).date()
    wanted = spans.seconds(starts_at)
    found = free_slots(type_, location, day, day, online=False, **wishes)
    pairs = [(s.start, pk) for s in found for pk in s.stylists if pk != stylist_id]
    pairs = sorted(pairs, key=lambda pair: (abs(pair[0] - wanted), pair))[:most]
    names = Stylist.objects.in_bulk({pk for _, pk in pairs})
    return [(spans.moment(start), names[pk]) for start, pk in pairs]
