"""What the board does: move an appointment, take it a step further, cancel it; each a POST."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.admin.board import door, shapes
from core.admin.board.door import BadInput
from core.models import Appointment, Room, Stylist
from core.queries import appointments as reading
from core.services import appointments

Thing = TypeVar("Thing", bound=Model)


@door.answers_json("change")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, stylist or room; the body has starts_at by the location's clock."""
    body = door.read_body(request)
    appointment = reading.on_board().get(pk=pk)
    appointments.reschedule(
        appointment,
        starts_at=door.read_moment(
            body.get("starts_at"), appointment.location, keep=appointment.starts_at
        ),
        stylist=_chosen(Stylist, body.get("stylist"), "stylist"),
        room=_chosen(Room, body.get("room"), "fitting room"),
        version=door.read_version(body),
        by=request.user,
    )
    fresh = reading.on_board().get(pk=pk)
    return _done(
        fresh,
        f"{fresh.customer} comes on {fresh.local_start:%A} {fresh.local_start.day} "
        f"{fresh.local_start:%B at %H:%M}, with {fresh.stylist} in {fresh.room}.",
    )


@door.answers_json("change")
def status(request: HttpRequest, pk: int) -> HttpResponse:
    body = door.read_body(request)
    to = body.get("to")
    if to not in Appointment.Status.values:
        raise BadInput("This status is not known.")
    appointment = Appointment.objects.get(pk=pk)
    appointments.advance(appointment, to=to, version=door.read_version(body), by=request.user)
    fresh = reading.on_board().get(pk=pk)
    return _done(fresh, f"{fresh.customer}: {fresh.get_status_display().lower()}.")


@door.answers_json("change")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    body = door.read_body(request)
    reason = body.get("reason", "")
    if not isinstance(reason, str):
        raise BadInput("Write the reason as text.")
    appointment = Appointment.objects.get(pk=pk)
    appointments.cancel(
        appointment, reason=reason.strip(), version=door.read_version(body), by=request.user
    )
    fresh = reading.on_board().get(pk=pk)
    return _done(fresh, f"{fresh.customer}'s appointment is cancelled. Her time is free again.")


def _chosen(model: type[Thing], pk: Any, word: str) -> Thing | None:
    """The stylist or room named in the body; None where none is."""
    if pk is None:
        return None
    is_key = type(pk) is int and 0 < pk <= door.BIGGEST_KEY
    found = model._default_manager.filter(pk=pk).first() if is_key else None
    if found is None:
        raise BadInput(f"This {word} is not there any more. Reload the board.")
    return found


def _done(appointment: Appointment, message: str) -> JsonResponse:
    event = shapes.appointment(appointment, can_change=True)
    return JsonResponse({"message": message, "event": event})
