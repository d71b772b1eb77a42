"""Reinstating: a cancellation by the boutique that was a mistake is taken back."""

from core.errors import AppointmentClosed
from core.models import Appointment, ReminderRule, Room
from core.services import messages
from core.services.appointments import gowns, placing
from core.services.appointments.finding import Place

Event = ReminderRule.Event


def reinstate(current: Appointment, *, status: str, room: Room | None) -> None:
    """A locked, cancelled appointment is as open as it was, with her stylist, if all is still free.

    Not a step of its life that anybody may take, but half of undoing a rearrangement; the bride
    hears of it as of a booking. Raises AppointmentClosed, or what moving raises.
    """
    if current.status != Appointment.Status.CANCELLED or status not in Appointment.OPEN:
        raise AppointmentClosed("Only a cancellation can be taken back.")
    products = [row.product for row in current.try_ons.select_related("product")]
    held = set(current.claims.values_list("resource_id", flat=True))
    current.status = status
    current.cancelled_at, current.cancelled_by, current.cancel_reason = None, "", ""
    current.overbooked_reason = ""
    current.version += 1

    def take(place: Place) -> None:
        current.full_clean()
        current.save()
        gowns.hang(current, products, place.samples)
        placing.claim(current, place)

    placing.set_place(current, current.stylist_id, room.pk if room else None)
    placing.settle(current, products, online=False, take=take, held=held)
    unheard = messages.withdraw(current, reason="The cancellation was taken back.")
    # Who never heard of the cancellation need not hear that it was taken back.
    messages.plan(current, "changed" if Event.CANCELLED in unheard else "booked")
