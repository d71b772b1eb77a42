"""A new appointment from the board: one POST, one act."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from core.admin import limits
from core.admin.board import door, reading
from core.admin.board.acts import done, told
from core.admin.board.door import BadInput
from core.errors import NotAllowed
from core.models import Appointment, Customer
from core.queries import appointments as board
from core.services import appointments

FIELDS = ("name", "email", "phone")


@door.answers_json("add")
def book(request: HttpRequest) -> HttpResponse:
    """The body has starts_at by the location's clock, and a bride's key or all we need of a new one."""
    body = door.read_body(request)
    here = reading.location(body.get("location"))
    appointment = Appointment(
        location=here,
        type=reading.type_(body.get("type")),
        starts_at=reading.moment(body.get("starts_at"), here),
        customer=_bride(request, body.get("customer")),
        stylist=reading.stylist(body.get("stylist")),
        room=reading.room(body.get("room"), here),
        party_size=reading.people(body.get("party")),
        notes=reading.text(body, "notes", "notes"),
    )
    appointments.book(
        appointment,
        products=reading.gowns(body.get("gowns", [])),
        overbook_reason=reading.text(body, "overbook_reason", "reason"),
        by=request.user,
    )
    fresh = board.on_board().get(pk=appointment.pk)
    return done(fresh, told(fresh), can_change=door.may(request, "change"))


def _bride(request: HttpRequest, given: Any) -> Customer:
    if isinstance(given, dict):
        if not door.may(request, "add", model="customer"):
            raise NotAllowed("You may not add a new bride. Choose one from the list.")
        texts = {name: reading.text(given, name, name) for name in FIELDS}
        return Customer(**texts, wedding_on=_day(given.get("wedding_on")))
    if not door.may(request, "view", "change", model="customer"):
        raise NotAllowed("You may not look at brides.")
    found = reading.chosen(Customer.objects.all(), given, "bride")
    if found is None:
        raise BadInput("Choose the bride from the list, or enter a new one.")
    return found


def _day(given: Any) -> date | None:
    try:
        found = date.fromisoformat(given) if given else None
    except (TypeError, ValueError) as error:
        raise BadInput("Give the wedding date like 2026-05-12.") from error
    if found and found.year not in limits.YEARS:
        raise BadInput(f"Choose a wedding date {limits.WHICH_YEARS}.")
    return found
