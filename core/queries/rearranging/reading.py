"""What a rearrangement is about: the span of time, the appointments in it, and what became of them."""

from datetime import time
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
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


def beside(change: Rearrangement) -> QuerySet[Rearrangement]:
    """Others of the same stylist or location that stand on some of the same days."""
    return (
        Rearrangement.objects.filter(
            stylist=change.stylist_id,
            location=change.location_id,
            undone_at=None,
            first_on__lte=change.last_on,
            last_on__gte=change.first_on,
        )
        .exclude(pk=change.pk)
        .select_related("stylist", "location")
        .order_by("first_on", "pk")
    )


def is_to_be_called(row: RearrangedAppointment) -> bool:
    """Nobody has called her yet, and nothing has become of her appointment by itself."""
    return row.outcome == Outcome.CALL and row.called_at is None and stands_as_left(row)


def stands_as_left(row: RearrangedAppointment) -> bool:
    """The appointment is where the rearrangement left it."""
    found = row.appointment
    place = (found.starts_at, found.stylist_id, found.room_id)
    left = (row.new_starts_at, row.new_stylist_id, row.new_room_id)
    ended = found.status == Appointment.Status.CANCELLED
    return place == left and ended == (row.outcome == Outcome.CANCELLED)


def with_counts() -> QuerySet[Rearrangement]:
    """Every rearrangement with the number of appointments of each outcome, in one query.

    Of those to be called `call` counts whom nobody has called, and who stands as she was left.
    """
    counts = {
        outcome.name.lower(): Count("rows", filter=Q(rows__outcome=outcome))
        for outcome in list(Outcome)
    }
    counts["call"] = Count(
        "rows",
        filter=Q(
            rows__outcome=Outcome.CALL,
            rows__called_at=None,
            rows__appointment__status__in=Appointment.OPEN,
            rows__appointment__starts_at=F("rows__new_starts_at"),
            rows__appointment__stylist=F("rows__new_stylist"),
        ),
    )
    found = Rearrangement.objects.select_related("stylist", "location", "actor", "undone_by")
    return found.annotate(**counts)
