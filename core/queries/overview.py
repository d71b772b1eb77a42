"""The numbers of the day: run sheet, free slots, low stock, the week's load."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.utils import timezone

from core.models import Appointment, AppointmentType, Location, StockLevel, TryOn
from core.queries.diary import read_plan, slots, spans
from core.queries.diary.slots import Slot

Status = Appointment.Status

DONE = (Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED)
GONE = (Status.NO_SHOW, Status.CANCELLED)
LOOK_AHEAD = 7


@dataclass(frozen=True, slots=True)
class Day:
    """The load of one local date: appointments by location id."""

    on: date
    counts: dict[int, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Ahead:
    """The load of the days to come, and how many are overbooked on any of them."""

    days: list[Day]
    overbooked: int


def locations() -> list[Location]:
    return list(Location.objects.filter(is_active=True))


def local_days(where: Iterable[Location], ahead: int, length: int = 1, *, now: datetime) -> Q:
    """A filter on starts_at: `length` local dates of each location, from `ahead` days after today."""
    found = Q(pk__in=[])
    ends: list[datetime] = []
    for location in where:
        first = now.astimezone(location.zone).date() + timedelta(days=ahead)
        begin = spans.moment(spans.wall(location.zone, first, time.min))
        end = spans.moment(spans.wall(location.zone, first + timedelta(days=length), time.min))
        found |= Q(location=location, starts_at__gte=begin, starts_at__lt=end)
        ends += [begin, end]
    if not ends:
        return found
    # Says nothing new, but an index can walk it.
    return found & Q(starts_at__gte=min(ends), starts_at__lt=max(ends))


def open_today_count(where: Sequence[Location] | None = None) -> int:
    """Of today, still to come or going on; in all locations unless some are given."""
    now = timezone.now()
    today = local_days(Location.objects.all() if where is None else where, 0, now=now)
    return Appointment.objects.filter(today).exclude(status__in=DONE).count()


def run_sheet(where: Sequence[Location], *, now: datetime) -> dict[int, list[Appointment]]:
    """Today's appointments in time order, by location id; cancelled ones are left out."""
    sheet: dict[int, list[Appointment]] = {location.pk: [] for location in where}
    found = (
        Appointment.objects.filter(local_days(where, 0, now=now))
        .exclude(status=Status.CANCELLED)
        .select_related("type", "customer", "stylist", "room", "location")
        .prefetch_related(Prefetch("try_ons", TryOn.objects.select_related("product")))
    )
    for appointment in found:
        sheet[appointment.location_id].append(appointment)
    return sheet


def usual_type() -> AppointmentType | None:
    """The type most booked in the last ninety days, else the first that is offered."""
    since = timezone.now() - timedelta(days=90)
    recent = Count("appointments", filter=Q(appointments__starts_at__gte=since))
    return (
        AppointmentType.objects.filter(is_active=True)
        .annotate(recent=recent)
        .order_by("-recent", "position", "name")
        .first()
    )


def next_slots(
    type_: AppointmentType, location: Location, *, now: datetime, most: int = 3, **wishes: Any
) -> list[Slot]:
    """The next free slots for staff, who are not bound by the notice for brides.

    `wishes` are those of `diary.read_plan`.
    """
    today = now.astimezone(location.zone).date()
    last = today + timedelta(days=LOOK_AHEAD)
    plan = read_plan(type_, location, today, last, now=now, **wishes)
    plan.earliest = spans.seconds(now)
    return slots.free_slots(plan)[:most]


def low_stock() -> QuerySet[StockLevel]:
    """Levels at or below their reorder level, emptiest first."""
    return low(StockLevel.objects.all()).order_by("on_hand", "pk")


def low(levels: QuerySet[StockLevel]) -> QuerySet[StockLevel]:
    """Of these, what runs low; what nobody sells any more does not."""
    return (
        levels.filter(reorder_level__isnull=False, variant__is_active=True)
        .exclude(variant__product__status="archived")
        .filter(on_hand__lte=F("reserved") + F("reorder_level"))
    )


def ahead(where: Sequence[Location], *, now: datetime) -> Ahead:
    """The next seven local dates, today first, and who is overbooked; one query for both."""
    zones = {location.pk: location.zone for location in where}
    week = Appointment.objects.filter(local_days(where, 0, LOOK_AHEAD, now=now))
    columns = ("location_id", "starts_at")
    coming = _told(week.exclude(status__in=GONE), *columns, is_over=False)
    over = _told(overbooked_ahead(now=now), *columns, is_over=True)
    counts: Counter[tuple[date, int]] = Counter()
    overbooked = 0
    for location, starts_at, is_over in coming.union(over, all=True):
        if is_over:
            overbooked += 1
        else:
            counts[starts_at.astimezone(zones[location]).date(), location] += 1
    first = now.astimezone(where[0].zone).date() if where else now.date()
    days = (first + timedelta(days=n) for n in range(LOOK_AHEAD))
    return Ahead([Day(day, {pk: counts[day, pk] for pk in zones}) for day in days], overbooked)


def _told(found: QuerySet[Appointment], *columns: str, is_over: bool) -> QuerySet[Any, Any]:
    return found.order_by().annotate(is_over=Value(is_over)).values_list(*columns, "is_over")


def overbooked_ahead(*, now: datetime) -> QuerySet[Appointment]:
    """Appointments to come that were put on top of others on purpose."""
    coming = Appointment.objects.filter(ends_at__gt=now, status__in=Appointment.LIVE)
    return coming.exclude(overbooked_reason="")
