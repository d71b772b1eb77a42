"""What a closed day would meet."""

from datetime import time, timedelta

from django.db.models import Q

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
