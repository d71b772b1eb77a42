"""Who and what is away: blocks, days off, exceptions to the week, samples out of the house."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import DatabaseError, transaction

from core import guards
from core.errors import NotPossible, Promised
from core.models import Appointment, Claim, Location, Resource, Stylist, WorkingException
from core.queries import diary
from core.queries.diary import clock, spans
from core.queries.diary.hours import Clock, Hours, home
from core.services.appointments import placing

MOST_NAMED = 5


def block(
    resource: Resource, *, starts_at: datetime, ends_at: datetime, note: str = "", by: Any = None
) -> Claim:
    """Take a stylist, a room or a sample out of the diary for a while, with a note why.

    Raises Promised, naming the appointments that stand in that time, or ValidationError.
    """
    claim = Claim(resource_id=resource.pk, starts_at=starts_at, ends_at=ends_at, note=note)
    return save_block(claim, by=by)


def save_block(claim: Claim, *, by: Any = None) -> Claim:
    """The same for a block as a form brings it, new or changed.

    Raises NotPossible besides, for what is no block.
    """
    if claim.pk and claim.kind != Claim.Kind.BLOCK:
        raise NotPossible("This time belongs to an appointment or a hold.")
    claim.kind = Claim.Kind.BLOCK
    claim.full_clean()
    try:
        with transaction.atomic():
            placing.lock([claim.resource_id])
            if claim.is_live:
                _require_free(claim)
            claim.save()
    except DatabaseError as error:
        if not guards.is_violation(error):
            raise
        raise Promised(f"{claim.resource} is promised to somebody in that time.") from error
    return claim


def unblock(claim: Claim, *, by: Any = None) -> None:
    """Give the time back. Raises NotPossible for what is no block."""
    if claim.kind != Claim.Kind.BLOCK:
        raise NotPossible("This time belongs to an appointment or a hold.")
    with transaction.atomic():
        placing.lock([claim.resource_id])
        Claim.objects.filter(pk=claim.pk, kind=Claim.Kind.BLOCK).delete()


def take_time_off(
    stylist: Stylist, *, first: date, last: date, note: str = "", by: Any = None
) -> Claim:
    """Block whole local days, first to last included. Raises like `block`."""
    zone = home(stylist).zone
    return block(
        stylist,
        starts_at=spans.moment(spans.wall(zone, first, time.min)),
        ends_at=spans.moment(spans.wall_after(zone, last)),
        note=note,
        by=by,
    )


def set_day(
    stylist: Stylist,
    day: date,
    *,
    hours: Sequence[tuple[Location, time, time]] = (),
    note: str = "",
    by: Any = None,
) -> list[WorkingException]:
    """Other hours on one date, several spans if need be, or none: a day off.

    Takes the place of whatever was said of that date before. Raises Promised where appointments
    would stand outside, NotPossible for spans that overlap, or ValidationError.
    """
    given = [
        WorkingException(
            stylist=stylist, applies_on=day, location=where, starts=start, ends=end, note=note
        )
        for where, start, end in hours
    ] or [WorkingException(stylist=stylist, applies_on=day, note=note)]
    _require_apart(hours, day)
    with transaction.atomic():
        placing.lock([stylist.pk])
        WorkingException.objects.filter(stylist=stylist, applies_on=day).delete()
        for row in given:
            row.full_clean()
            row.save()
        _require_inside(stylist, day)
    return given


def clear_day(stylist: Stylist, day: date, *, by: Any = None) -> None:
    """Her usual week counts again on that date. Raises Promised like `set_day`."""
    with transaction.atomic():
        placing.lock([stylist.pk])
        WorkingException.objects.filter(stylist=stylist, applies_on=day).delete()
        _require_inside(stylist, day)


def _require_apart(hours: Sequence[tuple[Location, time, time]], day: date) -> None:
    """Nobody works in two places at once; compared as instants, places may have other clocks."""
    clocks: list[tuple[Location, Clock]] = [(where, (a, b)) for where, a, b in hours]
    taken = sorted(spans.daily(where.zone, day, *clock) for where, clock in clocks)
    if any(before[1] > after[0] for before, after in itertools.pairwise(taken)):
        raise NotPossible("These hours overlap.", field="starts")


def _require_inside(stylist: Stylist, day: date) -> None:
    """Her open appointments that begin on that date lie within her hours of it."""
    near = day.toordinal()
    standing = _standing(Appointment.objects.filter(stylist=stylist)).filter(
        starts_at__date__gte=date.fromordinal(near - 1),
        starts_at__date__lte=date.fromordinal(near + 1),
    )
    out = []
    for appointment in standing.filter(overbooked_reason=""):
        if appointment.local_start.date() != day:
            continue
        begin, end = spans.seconds(appointment.starts_at), spans.seconds(appointment.ends_at)
        worked = Hours(appointment.location, day, day).worked(stylist.pk, [day])
        if not spans.within(worked, begin, end):
            out.append(appointment)
    if out:
        raise promised(stylist, out)


def _require_free(claim: Claim) -> None:
    others = (
        diary.live_claims()
        .filter(resource=claim.resource, starts_at__lt=claim.ends_at, ends_at__gt=claim.starts_at)
        .exclude(pk=claim.pk)
    )
    before = Claim.objects.filter(pk=claim.pk, is_overbooked=True).first()
    if before is not None:  # an absence: what it lay over already is not in its way
        others = others.exclude(starts_at__lt=before.ends_at, ends_at__gt=before.starts_at)
    if not others.exists():
        return
    standing = Appointment.objects.filter(claims__in=others).distinct()
    if not standing:
        other = others.first()
        raise Promised(f"{claim.resource} is taken in that time: {_said(other)}.")
    raise promised(claim.resource, _with_names(standing))


def _said(other: Any) -> str:
    if other.kind == Claim.Kind.HOLD:
        return "a visitor is booking right now, try again in a few minutes"
    return other.note or "blocked already"


def _with_names(appointments: Any) -> Any:
    return appointments.select_related("customer", "location").order_by("starts_at", "pk")


def _standing(appointments: Any) -> Any:
    return (
        _with_names(appointments)
        .filter(status__in=Appointment.LIVE)
        .exclude(status=Appointment.Status.COMPLETED)
    )


def promised(who: Resource, standing: Iterable[Appointment]) -> Promised:
    """The refusal that names whom to move first."""
    all_of_them = list(standing)
    names = [
        f"{found.customer} on {clock.day(found.local_start)}, {found.local_start:%H:%M}"
        for found in all_of_them[:MOST_NAMED]
    ]
    if more := len(all_of_them) - MOST_NAMED:
        names += [f"{more} more"] if more > 0 else []
    return Promised(
        f"{who} is promised to {'; '.join(names)}. Move that first.",
        references=[found.reference for found in all_of_them],
    )
