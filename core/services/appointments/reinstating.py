"""Going back: an appointment that was moved or cancelled is again as it was before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.errors import AppointmentClosed, SlotTaken
from core.models import Appointment, Product, ReminderRule, Room
from core.services import messages
from core.services.appointments import finding, gowns, life, placing, versions
from core.services.appointments.finding import Place

Event = ReminderRule.Event
Status = Appointment.Status


@dataclass(frozen=True)
class Before:
    """How it stood until `left_at`; `held` are its claims, and which were marked as overbooked."""

    status: str
    starts_at: datetime
    stylist_id: int
    room_id: int
    left_at: datetime
    overbooked_reason: str = ""
    held: Mapping[int, bool] = field(default_factory=dict)


def reinstate(current: Appointment, before: Before, *, room: Room | None, by: Any = None) -> None:
    """A locked, cancelled appointment is as open as it was, with her stylist, if all is still free.

    Not a step of its life that anybody may take, but half of undoing a rearrangement; the bride
    hears of it as of a booking. Raises AppointmentClosed, or what moving raises.
    """
    _revive(current, before)
    products = _products(current)
    held = set(before.held) or set(current.claims.values_list("resource_id", flat=True))
    current.overbooked_reason = ""
    current.version += 1

    def take(place: Place) -> None:
        versions.save(current)
        gowns.hang(current, products, place.samples, by=by)
        placing.claim(current, place)

    placing.set_place(current, current.stylist_id, room.pk if room else None)
    placing.settle(current, products, online=False, take=take, held=held)
    messages.take_back(current, Event.CANCELLED)


def put_back(current: Appointment, before: Before, *, by: Any) -> None:
    """A locked appointment has exactly what it had: time, place, gowns, and what was overbooked.

    Nobody overbooks by it: whoever did had the permission, and only what was marked then may be
    somebody's by now. Half of undoing, too. Raises AppointmentClosed, NotOffered, NoSample or
    SlotTaken.
    """
    is_revived = current.status == Status.CANCELLED
    if is_revived:
        _revive(current, before)
    life.require_open(current)
    products = _products(current)
    was = current.starts_at, current.stylist_id
    current.ends_at += before.starts_at - current.starts_at
    current.starts_at = before.starts_at
    placing.set_place(current, before.stylist_id, before.room_id)
    finding.require_there(current)
    current.overbooked_reason = before.overbooked_reason
    current.version += 1
    hanging = finding.hanging(current, products)
    placing.lock([*before.held, *(pk for pk, _ in hanging)])
    chosen = finding.samples(current, products, even_taken=True)
    chosen |= {product: pk for pk, product in hanging if pk in before.held}
    versions.save(current)
    gowns.hang(current, products, chosen, by=by)
    place = Place(before.stylist_id, before.room_id, chosen)
    marked = {pk for pk, is_marked in before.held.items() if is_marked}
    try:
        placing.claim(current, place, marked=marked, beside=before.left_at)
    except placing.Lost as lost:
        raise SlotTaken("What she had is promised to somebody else by now.") from lost
    if is_revived or was != (current.starts_at, current.stylist_id):
        messages.take_back(current, Event.CANCELLED if is_revived else Event.MOVED)
    else:
        messages.plan(current, "changed")


def _products(current: Appointment) -> list[Product]:
    return [row.product for row in current.try_ons.select_related("product")]


def _revive(current: Appointment, before: Before) -> None:
    if current.status != Status.CANCELLED or before.status not in Appointment.OPEN:
        raise AppointmentClosed("Only a cancellation can be taken back.")
    current.status = before.status
    current.cancelled_at, current.cancelled_by, current.cancel_reason = None, "", ""
