"""What the board shows: the page, its events, and the panel of one appointment."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.admin import words
from core.admin.board import door, shapes
from core.admin.board.door import BadInput, may
from core.admin.steps import steps
from core.models import Appointment, AppointmentType, Location
from core.queries import appointments as reading
from core.queries.diary import LONGEST

Status = Appointment.Status
LOOKERS = ("view", "change")


@door.signed_in
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    if not may(request, *LOOKERS):
        raise PermissionDenied
    locations = list(Location.objects.filter(is_active=True))
    types = list(AppointmentType.objects.filter(is_active=True).values("id", "name", "color"))
    context = admin.site.each_context(request) | {
        "title": "Board",
        "is_fullwidth": "1",
        "locations": locations,
        "types": types,
        "statuses": Status.choices,
        "can_add": may(request, "add"),
        "settings": {
            "location": _home(request, locations),
            "canChange": may(request, "change"),
            "addUrl": reverse("admin:core_appointment_add") if may(request, "add") else "",
            "eventsUrl": reverse("admin:core_appointment_board_events"),
            "panelUrl": reverse("admin:core_appointment_board_panel", args=[0]),
            "locations": [shapes.location(row) for row in locations],
        },
    }
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    return render(request, "core/board.html", context)


def _home(request: HttpRequest, locations: list[Location]) -> str:
    """The location asked for, else the one the stylist at the screen belongs to, else the first."""
    slugs = [row.slug for row in locations]
    if request.GET.get("location") in slugs:
        return str(request.GET["location"])
    stylist = getattr(request.user, "stylist", None)
    own = [row.slug for row in locations if stylist and row.pk == stylist.location_id]
    return (own or slugs or [""])[0]


@door.answers_json(*LOOKERS, method="GET")
def events(request: HttpRequest) -> HttpResponse:
    first, last = _read_day(request, "from"), _read_day(request, "to")
    if last < first or last - first > LONGEST:
        raise BadInput(f"Choose at most {LONGEST.days} days.")
    location = Location.objects.filter(slug=request.GET.get("location", "")).first()
    if location is None:
        raise BadInput("This location is not there any more. Reload the board.")
    found = reading.board(location, first, last, _read_filters(request))
    return JsonResponse(shapes.board(found, can_change=may(request, "change")))


def _read_day(request: HttpRequest, name: str) -> date:
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError as error:
        raise BadInput("Give the days like 2026-05-12.") from error
    if day.year not in door.YEARS:
        raise BadInput("Choose a day between 2000 and 2100.")
    return day


def _read_filters(request: HttpRequest) -> reading.Filters:
    statuses = request.GET.getlist("status")
    if "all" in statuses:
        statuses = list(Status.values)
    elif not set(statuses) <= set(Status.values):
        raise BadInput("This status is not known.")
    try:
        return reading.Filters(
            stylist_ids=[_number(text) for text in request.GET.getlist("stylist")],
            type_ids=[_number(text) for text in request.GET.getlist("type")],
            statuses=statuses,
        )
    except ValueError as error:
        raise BadInput("This filter is not known.") from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ValueError(text)
    return int(text)


@door.answers_json(*LOOKERS, method="GET")
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = (
        reading.on_board().prefetch_related("try_ons__product", "try_ons__sample").get(pk=pk)
    )
    can_change = may(request, "change")
    zone, wedding_on = appointment.location.zone, appointment.customer.wedding_on
    today = reading.now_at(appointment.location).date()
    context: dict[str, Any] = {
        "appointment": appointment,
        "event": shapes.appointment(appointment, can_change=can_change),
        "when": words.moment(appointment.starts_at, zone),
        "until": f"{appointment.local_end:%H:%M}",
        "page": reverse("admin:core_appointment_change", args=[pk]),
        "phone": "".join(mark for mark in appointment.customer.phone if mark in "+0123456789"),
        "days_to_go": wedding_on and words.days_to_go(wedding_on, today=today),
        "may_see_bride": may(request, *LOOKERS, model="customer"),
        "steps": steps(appointment) if can_change else [],
        "can_move": can_change and appointment.is_open,
    }
    return render(request, "core/board_panel.html", context)
