"""What the board does: move an appointment, take it a step further, cancel it; each a POST."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.admin.board import door, reading, shapes
from core.admin.board.door import BadInput
from core.models import Appointment
from core.queries import appointments as board
from core.queries.diary import clock
from core.services import appointments, groups


@door.answers_json("change")
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, stylist, room or length; the body has starts_at by the location's clock.

    With `together` all that are linked with it move by as much, all or none.
    """
    body = door.read_body(request)
    appointment = board.on_board().get(pk=pk)
    here = appointment.location
    asked: dict[str, Any] = {
        "starts_at": reading.moment(body.get("starts_at"), here, keep=appointment.starts_at),
        "stylist": reading.stylist(body.get("stylist")),
        "room": reading.room(body.get("room"), here),
        "length": reading.length(body.get("minutes")),
        "version": door.read_version(body),
        "by": request.user,
    }
    reason = reading.text(body, "overbook_reason", "reason")
    if reading.flag(body, "together"):
        return _move_together(appointment, asked, reason)
    return _move_alone(appointment, asked, reason)


def _move_alone(appointment: Appointment, asked: dict[str, Any], reason: str) -> HttpResponse:
    before = appointment.starts_at, appointment.stylist_id, appointment.room_id
    appointments.reschedule(appointment, overbook_reason=reason, **asked)
    fresh = board.on_board().get(pk=appointment.pk)
    is_moved = (fresh.starts_at, fresh.stylist_id, fresh.room_id) != before
    if not is_moved:
        return done(fresh, f"{fresh.customer} stays until {fresh.local_end:%H:%M}.")
    return done(fresh, told(fresh))


def _move_together(appointment: Appointment, asked: dict[str, Any], reason: str) -> HttpResponse:
    if reason:
        raise BadInput("Overbook one at a time: move her alone.")
    moved = groups.move_together(appointment, **asked)
    fresh = board.on_board().get(pk=appointment.pk)
    others = len(moved) - 1
    also = f" {others} linked with her moved by as much." if others else ""
    return done(fresh, told(fresh) + also)


@door.answers_json("change")
def status(request: HttpRequest, pk: int) -> HttpResponse:
    body = door.read_body(request)
    to = body.get("to")
    if to not in Appointment.Status.values:
        raise BadInput("This status is not known.")
    appointment = Appointment.objects.get(pk=pk)
    appointments.advance(appointment, to=to, version=door.read_version(body), by=request.user)
    fresh = board.on_board().get(pk=pk)
    return done(fresh, f"{fresh.customer}: {fresh.get_status_display().lower()}.")


@door.answers_json("change")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    body = door.read_body(request)
    reason = reading.text(body, "reason", "reason")
    appointment = Appointment.objects.get(pk=pk)
    appointments.cancel(
        appointment, reason=reason, version=door.read_version(body), by=request.user
    )
    fresh = board.on_board().get(pk=pk)
    return done(fresh, f"{fresh.customer}'s appointment is cancelled. Her time is free again.")


def told(appointment: Appointment) -> str:
    return (
        f"{appointment.customer} comes on {clock.long_day(appointment.local_start)} "
        f"at {appointment.local_start:%H:%M}, "
        f"with {appointment.stylist} in {appointment.room}."
    )


def done(appointment: Appointment, message: str, *, can_change: bool = True) -> JsonResponse:
    event = shapes.appointment(appointment, can_change=can_change)
    return JsonResponse({"message": message, "event": event})
