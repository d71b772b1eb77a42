"""What the board shows: the page, its events, and the panel of one appointment."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.admin import words
from core.admin.board import door, reading, shapes
from core.admin.board.door import BadInput, may
from core.admin.steps import steps
from core.models import Appointment, AppointmentType, Location
from core.queries import appointments as board_of
from core.queries.diary import LONGEST
from core.services.appointments import stretching
from core.services.appointments.gowns import MOST_GOWNS

Status = Appointment.Status
LOOKERS = ("view", "change")
ADDRESSES = ("book", "why", "brides", "gowns", "things", "block")


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
        "can_add_bride": may(request, "add", model="customer"),
        "can_overbook": may(request, "overbook"),
        "can_block": may(request, "add", model="claim"),
        "most_gowns": MOST_GOWNS,
        "settings": {
            "location": _home(request, locations),
            "canChange": may(request, "change"),
            "canAdd": may(request, "add"),
            "canOverbook": may(request, "overbook"),
            "eventsUrl": reverse("admin:core_appointment_board_events"),
            "panelUrl": reverse("admin:core_appointment_board_panel", args=[0]),
            "blockedUrl": reverse("admin:core_appointment_board_blocked", args=[0]),
            "mostGowns": MOST_GOWNS,
            "urls": {name: reverse(f"admin:core_appointment_board_{name}") for name in ADDRESSES},
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
    first, last = reading.day(request, "from"), reading.day(request, "to")
    if last < first or last - first > LONGEST:
        raise BadInput(f"Choose at most {LONGEST.days} days.")
    location = Location.objects.filter(slug=request.GET.get("location", "")).first()
    if location is None:
        raise BadInput("This location is not there any more. Reload the board.")
    found = board_of.board(location, first, last, _read_filters(request))
    return JsonResponse(shapes.board(found, can_change=may(request, "change")))


def _read_filters(request: HttpRequest) -> board_of.Filters:
    statuses = request.GET.getlist("status")
    if "all" in statuses:
        statuses = list(Status.values)
    elif not set(statuses) <= set(Status.values):
        raise BadInput("This status is not known.")
    return board_of.Filters(
        stylist_ids=reading.numbers(request, "stylist"),
        type_ids=reading.numbers(request, "type"),
        statuses=statuses,
    )


@door.answers_json(*LOOKERS, method="GET")
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = (
        board_of.on_board()
        .select_related("group")
        .prefetch_related("try_ons__product", "try_ons__sample")
        .get(pk=pk)
    )
    can_change = may(request, "change")
    zone, wedding_on = appointment.location.zone, appointment.customer.wedding_on
    today = board_of.now_at(appointment.location).date()
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
        "can_stretch": can_change and stretching.is_running(appointment),
        "linked": [
            {"it": row, "when": words.moment(row.starts_at, row.location.zone)}
            for row in board_of.linked_with(appointment)
        ],
    }
    return render(request, "core/board_panel.html", context)
