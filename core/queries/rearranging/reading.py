"""What a rearrangement is about: the span of time, the appointments in it, and what became of them."""

from datetime import time
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from core.models import Appointment, RearrangedAppointment, Rearrangement
from core.queries.diary import spans
from core.queries.diary.hours import home

Outcome = RearrangedAppointment.Outcome


def zone(change: Rearrangement) -> ZoneInfo:
    """The clock its days are counted by: the location's, or that of the stylist's first location."""
    if change.location is not None:
        return change.location.zone
    assert change.stylist is not None  # noqa: S101
    return home(change.stylist).zone


def span(change: Rearrangement) -> spans.Span:
    """Whole local days, or some hours of one."""
    where = zone(change)
    if change.starts is not None and change.ends is not None:
        return spans.daily(where, change.first_on, change.starts, change.ends)
    return spans.wall(where, change.first_on, time.min), spans.wall_after(where, change.last_on)


def affected(change: Rearrangement) -> QuerySet[Appointment]:
    """Open appointments to come that stand in the way of it, in order."""
    start, end = map(spans.moment, span(change))
    mine = Q(stylist=change.stylist) if change.stylist_id else Q(location=change.location)
    return (
        Appointment.objects.filter(
            mine,
            status__in=Appointment.OPEN,
            starts_at__lt=end,
            ends_at__gt=max(start, timezone.now()),
        )
        .select_related("type", "location", "customer", "stylist", "room")
        .prefetch_related("try_ons__product", "claims")
        .order_by("starts_at", "pk")
    )


def with_counts() -> QuerySet[Rearrangement]:
    """Every rearrangement with the number of appointments of each outcome, in one query."""
    counts = {
        outcome.name.lower(): Count("rows", filter=Q(rows__outcome=outcome))
        for outcome in list(Outcome)
    }
    found = Rearrangement.objects.select_related("stylist", "location", "actor", "undone_by")
    return found.annotate(**counts)
