"""Finding a place: the stylist, room and samples that are free for an appointment, or why not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial
from typing import Any

from core.errors import DomainError, NoSample, NotOffered, SlotTaken
from core.models import Appointment, Hold, Location, Product, Room, Sample, Stylist
from core.queries import diary
from core.queries.diary import reasons, spans
from core.queries.diary.hours import Hours
from core.queries.diary.slots import Candidate, Plan

OCCUPIED = {"stylist-taken", "room-taken", "sample-taken"}


@dataclass
class Place:
    """Who and what serves an appointment; `samples` maps product ids to sample ids."""

    stylist_id: int
    room_id: int
    samples: dict[int, int] = field(default_factory=dict)
    hours: frozenset[Any] | None = None  # the rows it was found with

    @property
    def resource_ids(self) -> list[int]:
        return sorted({self.stylist_id, self.room_id, *self.samples.values()})

    def is_of_today(self, location: Location, day: date) -> bool:
        """Whether the hours it was found with still stand; asked once the rows are locked."""
        return self.hours is None or self.hours == Hours(location, day, day).rows


def find(
    appointment: Appointment,
    products: Sequence[Product],
    *,
    online: bool,
    prefer: Collection[int] = (),
    hold: Hold | None = None,
) -> Place:
    """A free place for the appointment as it stands (its stylist and room, where set, are kept).

    Of several it takes what is in `prefer`, then the least loaded stylist and the tightest room.
    Raises NotOffered, NoSample or SlotTaken (with alternatives) and names the reason.
    """
    day = local_day(appointment)
    asked = wishes(appointment, products, hold)
    plan = diary.read_plan(appointment.type, appointment.location, day, day, **asked)
    found = reasons.refusals(plan, spans.seconds(appointment.starts_at), online=online)
    if found:
        raise refusal(appointment, found, asked, online=online)
    return choose(plan, spans.seconds(appointment.starts_at), prefer=prefer)


def choose(plan: Plan, start: int, *, prefer: Collection[int] = ()) -> Place:
    """Of all that are free at a bookable start: the preferred, then fair, tight and stable."""
    demand = plan.demand
    day = spans.moment(start).astimezone(plan.zone).date()
    today = spans.wall(plan.zone, day, time.min), spans.wall_after(plan.zone, day)
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
        hours=plan.hours,
    )


def local_day(appointment: Appointment) -> date:
    return appointment.starts_at.astimezone(appointment.location.zone).date()


def wishes(
    appointment: Appointment, products: Sequence[Product], hold: Hold | None = None
) -> dict[str, Any]:
    """What the appointment asks of a plan."""
    return {
        "party": appointment.party_size,
        "length": appointment.ends_at - appointment.starts_at,
        "products": products,
        "stylist_id": appointment.stylist_id,
        "room_id": appointment.room_id,
        "without_appointment": appointment.pk,
        "hold": hold,
    }


def _load(stylist: Candidate, start: int, end: int) -> int:
    """Seconds that are taken out of a stylist's day, which goes from start to end."""
    return sum(last - first for first, last in spans.intersect(stylist.busy, [(start, end)]))


def refusal(
    appointment: Appointment,
    found: Sequence[reasons.Refusal],
    asked: dict[str, Any],
    *,
    online: bool,
) -> DomainError:
    """The error for these reasons: taken only if nothing but claims stands in the way."""
    sentence = " ".join(reason.message for reason in found)
    codes = [reason.code for reason in found]
    if "no-sample" in codes:
        return NoSample(sentence, field="products", reasons=codes)
    if set(codes) <= OCCUPIED:
        near = partial(
            diary.alternatives,
            appointment.type,
            appointment.location,
            appointment.starts_at,
            online=online,
            **asked,
        )
        return SlotTaken(sentence, alternatives=near, reasons=codes)
    return NotOffered(sentence, field="starts_at", reasons=codes)


def samples(
    appointment: Appointment,
    products: Sequence[Product],
    *,
    prefer: Collection[int] = (),
    even_taken: bool = False,
) -> dict[int, int]:
    """A sample for each style by its product; free ones unless `even_taken`, preferred ones first.

    Raises NoSample, or SlotTaken where all are promised or away.
    """
    starts_at, ends_at = claimed_span(appointment)
    hung = hanging(appointment, products)
    taken = set(
        diary.live_claims()
        .filter(
            resource_id__in=[pk for pk, _ in hung], starts_at__lt=ends_at, ends_at__gt=starts_at
        )
        .exclude(appointment_id=appointment.pk)
        .values_list("resource_id", flat=True)
    )
    chosen = {}
    for product in products:
        all_of_it = [pk for pk, style in hung if style == product.pk]
        free = [pk for pk in all_of_it if even_taken or pk not in taken]
        if not all_of_it:
            raise NoSample(f"{product} has no sample at this location.", field="products")
        if not free:
            raise SlotTaken(f"{product} is promised or away at that time.")
        chosen[product.pk] = min(free, key=lambda pk: (pk in taken, pk not in prefer, pk))
    return chosen


def hanging(appointment: Appointment, products: Sequence[Product]) -> list[tuple[int, int]]:
    """Sample and product of all samples of these styles on the floor there."""
    return list(
        Sample.objects.filter(
            variant__product__in=products,
            location=appointment.location,
            status=Sample.Status.ON_FLOOR,
            is_active=True,
        )
        .order_by("pk")
        .values_list("pk", "variant__product_id")
    )


def claimed_span(appointment: Appointment) -> tuple[Any, Any]:
    """From when to when the appointment occupies its resources: its buffers included."""
    return (
        appointment.starts_at - appointment.type.buffer_before,
        appointment.ends_at + appointment.type.buffer_after,
    )


def require_there(appointment: Appointment) -> None:
    """The stylist and room named are in use, and at that location."""
    here = appointment.location
    stylist = Stylist.objects.filter(pk=appointment.stylist_id, is_active=True).first()
    if stylist is None:
        raise NotOffered("This stylist does not work here any more.", field="stylist")
    if not diary.belongs(stylist, here):
        raise NotOffered(f"{stylist} does not work in {here}.", field="stylist")
    room = Room.objects.filter(pk=appointment.room_id, is_active=True).first()
    if room is None:
        raise NotOffered("This fitting room is not in use any more.", field="room")
    if room.location_id != here.pk:
        raise NotOffered(f"{room} is not a fitting room of {here}.", field="room")
