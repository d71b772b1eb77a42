"""What the board's dialogs ask while somebody types: brides, gowns, and why a time is refused."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.admin.board import door, reading, shapes
from core.errors import NotAllowed
from core.models import Appointment, AppointmentType, Customer, Location, Product
from core.queries import diary, search
from core.services.appointments import finding, twice

LOOKERS = ("view", "change")
# What binds only brides who book by themselves.
ONLINE = {"too-soon", "too-far", "off-grid", "not-online"}


@door.answers_json("add", method="GET")
def brides(request: HttpRequest) -> HttpResponse:
    if not door.may(request, *LOOKERS, model="customer"):
        raise NotAllowed("You may not look at brides.")
    found = search.brides(request.GET.get("q", "")[:200].replace("\0", ""))
    return JsonResponse({"found": [_bride(row) for row in found]})


def _bride(row: Customer) -> dict[str, Any]:
    wedding = f"wedding {row.wedding_on.day} {row.wedding_on:%b %Y}" if row.wedding_on else ""
    about = " · ".join(filter(None, [row.email, row.phone, wedding]))
    return {"id": row.pk, "title": row.name, "about": about}


@door.answers_json("add", method="GET")
def gowns(request: HttpRequest) -> HttpResponse:
    if not door.may(request, *LOOKERS, model="product"):
        raise NotAllowed("You may not look at gowns.")
    here = reading.location(request.GET.get("location"))
    type_ = reading.type_(reading.one(request, "type"))
    starts_at = reading.moment(request.GET.get("starts_at"), here)
    text = request.GET.get("q", "")[:200].replace("\0", "")
    found = search.gowns(here, *_span(type_, starts_at, type_.duration), text=text)
    return JsonResponse({"found": [_gown(row) for row in found]})


def _gown(row: Product) -> dict[str, Any]:
    state = "free" if row.is_free else "taken" if row.has_sample else "none"
    about = row.designer.name if row.designer else ""
    return {"id": row.pk, "title": row.name, "about": about, "state": state}


def _span(
    type_: AppointmentType, starts_at: datetime, length: timedelta
) -> tuple[datetime, datetime]:
    """With the buffers, as a booking would claim it."""
    return starts_at - type_.buffer_before, starts_at + length + type_.buffer_after


@door.answers_json(*LOOKERS, method="GET")
def why(request: HttpRequest) -> HttpResponse:
    """Every rule that says no to a start, and the free times around it; nothing is written."""
    here = reading.location(request.GET.get("location"))
    moved = _moved(request)
    starts_at = reading.moment(
        request.GET.get("starts_at"), here, keep=moved.starts_at if moved else None
    )
    type_ = moved.type if moved else reading.type_(reading.one(request, "type"))
    wishes = _wishes(request, here, moved, type_)
    found = diary.explain(type_, here, starts_at, online=True, **wishes)
    hard = [refusal for refusal in found if refusal.code not in ONLINE]
    hard += _twice(request, moved, starts_at, starts_at + wishes["length"])
    near = diary.alternatives(type_, here, starts_at, online=False, **wishes) if hard else []
    ends_at = starts_at + wishes["length"]
    return JsonResponse(
        {
            "is_free": not hard,
            "reasons": [_reason(refusal) for refusal in hard],
            "online": [] if moved else [_reason(one) for one in found if one.code in ONLINE],
            "alternatives": [shapes.wall(moment, here.zone) for moment in near],
            "others": _others(type_, here, starts_at, wishes) if hard else [],
            "until": f"{ends_at.astimezone(here.zone):%H:%M}",
            "gowns": _states(type_, here, starts_at, wishes),
        }
    )


def _twice(
    request: HttpRequest, moved: Appointment | None, starts_at: datetime, ends_at: datetime
) -> list[diary.Refusal]:
    """Whether the bride chosen, or she who is to be moved, is expected elsewhere then."""
    key = moved.customer_id if moved else reading.one(request, "customer")
    if key is None or not (moved or door.may(request, *LOOKERS, model="customer")):
        return []
    wanted = Appointment(
        pk=moved.pk if moved else None,
        customer_id=key,
        starts_at=starts_at,
        ends_at=ends_at,
        group_id=moved.group_id if moved else None,
    )
    other = twice.elsewhere(wanted)
    return [diary.Refusal("booked-already", twice.said(other))] if other else []


def _reason(refusal: diary.Refusal) -> dict[str, str]:
    message, *detail = refusal.lines
    return {"code": refusal.code, "message": message, "detail": " ".join(detail)}


def _others(
    type_: AppointmentType, here: Location, starts_at: datetime, wishes: dict[str, Any]
) -> list[dict[str, Any]]:
    """Free times that day with somebody else, where one stylist was asked for; nearest first."""
    if wishes["stylist_id"] is None:
        return []
    found = diary.with_others(type_, here, starts_at, **wishes)
    return [
        {"starts_at": shapes.wall(moment, here.zone), "stylist": who.pk, "name": who.name}
        for moment, who in found
    ]


def _moved(request: HttpRequest) -> Appointment | None:
    key = reading.one(request, "appointment")
    rows = Appointment.objects.select_related("type", "location")
    return rows.get(pk=key) if key else None


def _wishes(
    request: HttpRequest, here: Location, moved: Appointment | None, type_: AppointmentType
) -> dict[str, Any]:
    """What is asked of a plan: by the appointment that is to be moved, else by the form."""
    stylist = reading.stylist(reading.one(request, "stylist"))
    room = reading.room(reading.one(request, "room"), here)
    length = reading.length(reading.one(request, "minutes"))
    if moved is None:
        asked: dict[str, Any] = {
            "party": reading.people(reading.one(request, "party") or 1),
            "length": length or type_.duration,
            "products": reading.gowns(list(reading.numbers(request, "gown"))),
        }
    else:
        rows = moved.try_ons.select_related("product")
        asked = finding.wishes(moved, [row.product for row in rows])
        asked["length"] = length or asked["length"]
        asked["stylist_id"], asked["room_id"] = moved.stylist_id, None
    asked["stylist_id"] = stylist.pk if stylist else asked.get("stylist_id")
    asked["room_id"] = room.pk if room else None
    return asked


def _states(
    type_: AppointmentType, here: Location, starts_at: datetime, wishes: dict[str, Any]
) -> list[dict[str, Any]]:
    products = wishes["products"]
    if not products:
        return []
    span = _span(type_, starts_at, wishes["length"])
    own = [wishes["without_appointment"]] if wishes.get("without_appointment") else []
    found = search.fitting(here, *span, without=own).filter(pk__in=[row.pk for row in products])
    return [_gown(row) for row in found]
