"""The shop's calendar: which days are closed, and who is booked on a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from core.models import Appointment, ClosedDay, Location


def closed(location: Location | None, days: Collection[date]) -> Mapping[date, ClosedDay]:
    """Of these days those that are closed already: for all, or at this location."""
    rows = ClosedDay.objects.filter(
        Q(location__isnull=True) | Q(location=location), closed_on__in=days
    )
    return {row.closed_on: row for row in rows}


def booked_on(
    days: Collection[date], location: Location | None
) -> Mapping[date, Sequence[Appointment]]:
    """Open appointments that begin on one of these local dates, at one location or at all."""
    found: dict[date, list[Appointment]] = {}
    for appointment in _near(days, location) if days else ():
        day = appointment.local_start.date()
        if day in days:
            found.setdefault(day, []).append(appointment)
    return found


def _near(days: Collection[date], location: Location | None) -> QuerySet[Appointment]:
    """A day more on both sides: the dates are local, what is stored is UTC."""
    day = timedelta(days=1)
    here = Q() if location is None else Q(location=location)
    return (
        Appointment.objects.filter(
            here,
            status__in=Appointment.OPEN,
            ends_at__gt=timezone.now(),
            starts_at__date__gte=min(days) - day,
            starts_at__date__lte=max(days) + day,
        )
        .select_related("customer", "location", "type", "stylist")
        .order_by("starts_at", "pk")
    )
