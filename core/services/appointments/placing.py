"""Stylist, room and samples for one time: choose, lock in order, look again, claim."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from core import guards
from core.errors import NotAllowed, NotOffered, SlotTaken
from core.models import Appointment, Claim, Hold, Product, Resource
from core.queries import diary
from core.services.appointments import finding
from core.services.appointments.finding import Place

TRIES = 40


class Lost(Exception):
    """Somebody was quicker; choose again."""


def lock(resource_ids: Iterable[int]) -> None:
    """Lock resource rows, always in the order of their keys, and drop holds that have expired."""
    ids = sorted(set(resource_ids))
    list(
        Resource.objects.select_for_update(no_key=True)
        .filter(pk__in=ids)
        .order_by("pk")
        .values_list("pk")
    )
    Claim.objects.filter(
        resource_id__in=ids, kind=Claim.Kind.HOLD, is_live=True, expires_at__lte=timezone.now()
    ).update(is_live=False)


def claim(
    appointment: Appointment,
    place: Place,
    *,
    is_overbooked: bool = False,
    marked: Collection[int] | None = None,
    beside: datetime | None = None,
) -> None:
    """Write the claims of a saved appointment; raises Lost where one is taken.

    Of what is overbooked on purpose only the claims on what is taken are marked; the others are
    guarded like everybody's. `marked` says which instead of looking; `beside` as in `taken`. The
    caller holds the locks. What the appointment claimed before is given up.
    """
    own = [appointment.pk] if appointment.version > 1 else []
    span = finding.claimed_span(appointment)
    if marked is None:
        marked = taken(place.resource_ids, *span, without=own) if is_overbooked else ()
    guarded = [pk for pk in place.resource_ids if pk not in marked]
    if taken(guarded, *span, beside=beside, without=own):
        raise Lost
    if own:
        appointment.claims.all().delete()
    fields: dict[str, Any] = {"kind": Claim.Kind.APPOINTMENT, "appointment": appointment}
    _write(guarded, *span, **fields)
    overbooked = [pk for pk in place.resource_ids if pk in marked]
    _write(overbooked, *span, **fields, is_overbooked=True)


def taken(
    resource_ids: Collection[int],
    starts_at: datetime,
    ends_at: datetime,
    *,
    beside: datetime | None = None,
    without: Collection[int] = (),
) -> set[int]:
    """Which of these somebody has in that span, seen by the appointments `without`.

    What was overbooked before `beside`, and stands unchanged since, is not in the way.
    """
    found = diary.live_claims(without=without).filter(
        resource_id__in=resource_ids, starts_at__lt=ends_at, ends_at__gt=starts_at
    )
    if beside:
        found = found.exclude(is_overbooked=True, appointment__updated_at__lt=beside)
    return set(found.order_by().values_list("resource_id", flat=True))


def occupy(
    resource_ids: Sequence[int], starts_at: datetime, ends_at: datetime, **fields: Any
) -> None:
    """Claim resources for a span; raises Lost where one is taken. The caller holds the locks."""
    if taken(resource_ids, starts_at, ends_at):
        raise Lost
    _write(resource_ids, starts_at, ends_at, **fields)


def _write(
    resource_ids: Sequence[int], starts_at: datetime, ends_at: datetime, **fields: Any
) -> None:
    if not resource_ids:
        return
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(
                Claim(resource_id=resource_id, starts_at=starts_at, ends_at=ends_at, **fields)
                for resource_id in resource_ids
            )
    except DatabaseError as error:
        if not guards.is_violation(error):
            raise
        raise Lost from error


def settle(
    appointment: Appointment,
    products: Sequence[Product],
    *,
    online: bool,
    take: Callable[[Place], None],
    held: Collection[int] = (),
    hold: Hold | None = None,
    first: Callable[[], None] | None = None,
) -> Place:
    """Find a place, lock it, let `take` save and claim; again while others are quicker.

    `held` are the resources it has already: preferred, and locked with the rest; the claims of
    `hold` are not in the way; `first` locks what comes before resources. A refused try leaves nothing behind, neither rows nor locks.
    """
    wish = appointment.stylist_id, appointment.room_id
    day = finding.local_day(appointment)
    for _ in range(TRIES):
        set_place(appointment, *wish)
        place = finding.find(appointment, products, online=online, prefer=held, hold=hold)
        with suppress(Lost), transaction.atomic():
            if first:
                first()
            lock([*place.resource_ids, *held])
            if not place.is_of_today(appointment.location, day):
                raise Lost
            set_place(appointment, place.stylist_id, place.room_id)
            take(place)
            return place
    raise SlotTaken("That time is much in demand. Please try again.")


def dress(
    appointment: Appointment,
    products: Sequence[Product],
    *,
    take: Callable[[Place], None],
    held: Collection[int],
    prefer: Collection[int] = (),
) -> None:
    """Other samples for an appointment that keeps its time, stylist and room."""
    lock([*held, *(pk for pk, _ in finding.hanging(appointment, products))])
    is_overbooked = bool(appointment.overbooked_reason)
    chosen = finding.samples(
        appointment, products, prefer=[*prefer, *held], even_taken=is_overbooked
    )
    try:
        take(Place(appointment.stylist_id, appointment.room_id, chosen))
    except Lost as lost:
        raise SlotTaken("Stylist, room or gown is promised to somebody else then.") from lost


def overbook(
    appointment: Appointment,
    products: Sequence[Product],
    *,
    by: Any,
    reason: str,
    take: Callable[[Place], None],
    held: Collection[int] = (),
) -> None:
    """On purpose, with the permission and a reason: the stylist and room named, free or not.

    Samples come along, free ones first. Raises NotAllowed, NoSample, or NotOffered naming the
    field: who does not work there, and a room of another house, cannot be had for any reason.
    """
    if by is None or not by.has_perm("core.overbook_appointment"):
        raise NotAllowed("You may not overbook.", field="overbooked_reason")
    if appointment.stylist_id is None or appointment.room_id is None:
        raise NotOffered("Choose stylist and fitting room to overbook.", field="stylist")
    finding.require_there(appointment)
    appointment.overbooked_reason = reason
    wanted = (appointment.stylist_id, appointment.room_id)
    lock([*wanted, *held, *(pk for pk, _ in finding.hanging(appointment, products))])
    chosen = finding.samples(appointment, products, prefer=held, even_taken=True)
    take(Place(*wanted, chosen))


def set_place(appointment: Appointment, stylist_id: int | None, room_id: int | None) -> None:
    """Name stylist and room, or None for "whoever is free", which a saved row never has."""
    appointment.stylist_id = stylist_id
    appointment.room_id = room_id
