"""Stylist, room and samples for one time: choose, lock in order, look again, claim."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from core import guards
from core.errors import DomainError, NoSample, NotOffered, SlotTaken
from core.models import Appointment, Claim, Product, Resource
from core.queries import diary
from core.queries.diary import slots, spans
from core.queries.diary.slots import Candidate

TRIES = 40
OCCUPIED = {"stylist-taken", "room-taken", "sample-taken"}


@dataclass
class Place:
    """Who and what serves an appointment; `samples` maps product ids to sample ids."""

    stylist_id: int
    room_id: int
    samples: dict[int, int] = field(default_factory=dict)

    @property
    def resource_ids(self) -> list[int]:
        return sorted({self.stylist_id, self.room_id, *self.samples.values()})


class Lost(Exception):
    """Somebody was quicker; choose again."""


def find(
    appointment: Appointment,
    products: Sequence[Product],
    *,
    online: bool,
    prefer: Collection[int] = (),
) -> Place:
    """A free place for the appointment as it stands (its stylist and room, where set, are kept).

    Of several it takes what is in `prefer`, then the least loaded stylist and the tightest room.
    Raises NotOffered, NoSample or SlotTaken (with alternatives) and names the reason.
    """
    zone = appointment.location.zone
    day = appointment.starts_at.astimezone(zone).date()
    plan = diary.read_plan(
        appointment.type,
        appointment.location,
        day,
        day,
        **_wishes(appointment, products),
    )
    start = spans.seconds(appointment.starts_at)
    reasons = slots.refusals(plan, start, online=online)
    if reasons:
        raise refusal(appointment, products, reasons)
    demand = plan.demand
    today = spans.daily(zone, day, time.min, time.min)
    stylists = [c for c in plan.stylists if c.can(start, demand)]
    rooms = [c for c in plan.fitting_rooms() if c.can(start, demand)]
    return Place(
        stylist_id=min(stylists, key=lambda c: (c.id not in prefer, _load(c, *today), c.id)).id,
        room_id=min(rooms, key=lambda c: (c.id not in prefer, c.capacity, c.id)).id,
        samples={
            product: min(
                (gown.id for gown in gowns if gown.is_free(start, demand)),
                key=lambda id_: (id_ not in prefer, id_),
            )
            for product, gowns in plan.samples.items()
        },
    )


def _wishes(appointment: Appointment, products: Sequence[Product]) -> dict[str, Any]:
    """What `diary.read_plan` has to know of the appointment as it stands."""
    return {
        "party": appointment.party_size,
        "length": appointment.ends_at - appointment.starts_at,
        "products": products,
        "stylist_id": appointment.stylist_id,
        "room_id": appointment.room_id,
        "without_appointment": appointment.pk,
    }


def _load(stylist: Candidate, start: int, end: int) -> int:
    """Seconds that are taken out of a stylist's day, which goes from start to end."""
    return sum(last - first for first, last in spans.intersect(stylist.busy, [(start, end)]))


def refusal(
    appointment: Appointment, products: Sequence[Product], reasons: Sequence[slots.Refusal]
) -> DomainError:
    """The error for these reasons: taken only if nothing but claims stands in the way."""
    sentence = " ".join(reason.message for reason in reasons)
    codes = [reason.code for reason in reasons]
    if "no-sample" in codes:
        return NoSample(sentence, field="products", reasons=codes)
    if set(codes) <= OCCUPIED:
        return SlotTaken(
            sentence,
            alternatives=diary.alternatives(
                appointment.type,
                appointment.location,
                appointment.starts_at,
                **_wishes(appointment, products),
            ),
            reasons=codes,
        )
    return NotOffered(sentence, field="starts_at", reasons=codes)


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


def claimed_span(appointment: Appointment) -> tuple[datetime, datetime]:
    """From when to when the appointment occupies its resources: its buffers included."""
    return (
        appointment.starts_at - appointment.type.buffer_before,
        appointment.ends_at + appointment.type.buffer_after,
    )


def claim(appointment: Appointment, place: Place, *, is_overbooked: bool = False) -> None:
    """Write the claims of a saved appointment; raises Lost where one is taken.

    The caller holds the locks. What the appointment claimed before is given up.
    """
    starts_at, ends_at = claimed_span(appointment)
    ids = place.resource_ids
    appointment.claims.all().delete()
    if not is_overbooked:
        taken = diary.live_claims().filter(
            resource_id__in=ids, starts_at__lt=ends_at, ends_at__gt=starts_at
        )
        if taken.exists():
            raise Lost
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(
                Claim(
                    resource_id=resource_id,
                    kind=Claim.Kind.APPOINTMENT,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    appointment=appointment,
                    is_overbooked=is_overbooked,
                )
                for resource_id in ids
            )
    except (IntegrityError, DatabaseError) as error:
        if not guards.is_violation(error):
            raise
        raise Lost from error


def settle(
    appointment: Appointment,
    products: Sequence[Product],
    *,
    online: bool,
    write: Callable[[Place], None],
    held: Collection[int] = (),
) -> Place:
    """Find a place, lock it, let `write` save, claim; again while others are quicker.

    `held` are the resources it has already: preferred, and locked with the rest. A refused try
    leaves nothing behind, neither rows nor locks.
    """
    wish = appointment.stylist_id, appointment.room_id
    for _ in range(TRIES):
        set_place(appointment, *wish)
        place = find(appointment, products, online=online, prefer=held)
        with suppress(Lost), transaction.atomic():
            lock([*place.resource_ids, *held])
            set_place(appointment, place.stylist_id, place.room_id)
            write(place)
            claim(appointment, place)
            return place
    raise SlotTaken("That time is much in demand. Please try again.")


def set_place(appointment: Appointment, stylist_id: int | None, room_id: int | None) -> None:
    """Name stylist and room, or None for "whoever is free", which a saved row never has."""
    appointment.stylist_id = stylist_id
    appointment.room_id = room_id
