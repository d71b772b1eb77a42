"""What a closed day would meet."""

from collections.abc import Collection
from datetime import date, time, timedelta

from django.db.models import Q
from django.utils import timezone

from core.models import Appointment, ClosedDay, Location
from core.queries.diary import spans

GONE = [
    Appointment.Status.CANCELLED,
    Appointment.Status.NO_SHOW,
    Appointment.Status.COMPLETED,
]


def standing_count(closed: ClosedDay) -> int:
    """How many appointments still stand on that local date, there or everywhere."""
    where = [closed.location] if closed.location else list(Location.objects.all())
    that_day = Q(pk__in=[])
    for location in where:
        begin = spans.moment(spans.wall(location.zone, closed.closed_on, time.min))
        after = closed.closed_on + timedelta(days=1)
        end = spans.moment(spans.wall(location.zone, after, time.min))
        that_day |= Q(location=location, starts_at__gte=begin, starts_at__lt=end)
    return Appointment.objects.filter(that_day).exclude(status__in=GONE).count()


def booked_on(days: Collection[date], location: Location | None) -> dict[date, dict[Location, int]]:
    """How many open appointments begin on each of these local dates, at one location or at all."""
    found: dict[date, dict[Location, int]] = {}
    here = Q() if location is None else Q(location=location)
    near = Appointment.objects.filter(
        here,
        status__in=Appointment.OPEN,
        ends_at__gt=timezone.now(),
        starts_at__date__in={day + timedelta(days=n) for day in days for n in (-1, 0, 1)},
    )
    for appointment in near.select_related("location").order_by("location__position", "pk"):
        day = appointment.local_start.date()
        if day in days:
            counts = found.setdefault(day, {})
            counts[appointment.location] = counts.get(appointment.location, 0) + 1
    return found
