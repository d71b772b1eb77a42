"""What Today does: the next step of an appointment, and how she liked each gown; each a POST."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from core.admin import limits
from core.admin.board import door
from core.admin.board.door import BadInput
from core.admin.today import pages
from core.models import Appointment, Product, TryOn
from core.services import appointments


@door.answers_json("change")
def step(request: HttpRequest, pk: int) -> HttpResponse:
    body = door.read_body(request)
    to = body.get("to")
    if to not in Appointment.Status.values:
        raise BadInput("This status is not known.")
    appointment = Appointment.objects.select_related("customer").get(pk=pk)
    appointments.advance(appointment, to=to, version=door.read_version(body), by=request.user)
    return _done(request, f"{appointment.customer}: {Appointment.Status(to).label.lower()}.")


@door.answers_json("change")
def record(request: HttpRequest, pk: int, gown: int) -> HttpResponse:
    """How she liked a gown of her list: rating (or none), yes, note, and what she saw."""
    body = door.read_body(request)
    tried = _gown(pk, gown)
    wanted, seen = _verdict(body), _verdict(body.get("seen"))
    appointments.record_try_on(tried, **vars(wanted), seen=seen, by=request.user)
    return _done(request, _told(tried))


def _verdict(given: Any) -> appointments.Verdict:
    if not isinstance(given, dict):
        raise BadInput("This request does not say what it saw. Reload the page and try again.")
    rating, said_yes, note = (given.get(name) for name in ("rating", "said_yes", "note"))
    if not (rating is None or type(rating) is int):
        raise BadInput("A rating has one to five stars.")
    if type(said_yes) is not bool or not isinstance(note, str):
        raise BadInput("This request could not be read. Reload the page and try again.")
    return appointments.Verdict(rating, said_yes, note.strip())


@door.answers_json("change")
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A gown she tried that was not on the list."""
    key = door.read_body(request).get("product")
    product = Product.objects.filter(pk=key).first() if limits.is_key(key) else None
    if product is None:
        raise BadInput("This gown is not there any more. Search again.")
    appointment = Appointment.objects.get(pk=pk)
    known = appointment.try_ons.filter(product=product).exists()
    if known:
        return _done(request, f"{product} is on the list already.")
    appointments.record_try_on(TryOn(appointment=appointment, product=product), by=request.user)
    return _done(request, f"{product} is on the list.")


@door.answers_json("change")
def remove(request: HttpRequest, pk: int, gown: int) -> HttpResponse:
    """Take back a gown that was put on the list by mistake."""
    tried = _gown(pk, gown)
    others = tried.appointment.try_ons.exclude(pk=tried.pk).select_related("product")
    left = [row.product for row in others]
    version = door.read_version(door.read_body(request))
    appointments.amend(tried.appointment, products=left, version=version, by=request.user)
    return _done(request, f"{tried.product} is off the list.")


def _gown(pk: int, key: int) -> TryOn:
    found = TryOn.objects.select_related("appointment", "product").filter(appointment=pk, pk=key)
    tried = found.first()
    if tried is None:
        raise BadInput("This gown is no longer on the list. Reload the page.")
    return tried


def _told(tried: TryOn) -> str:
    if tried.said_yes:
        return f"{tried.product}: she said yes!"
    stars: Any = tried.rating and f"{tried.rating} of 5 stars"
    return f"{tried.product}: {stars or 'noted'}."


def _done(request: HttpRequest, message: str) -> JsonResponse:
    return JsonResponse({"message": message, "sheet": pages.drawn(request)})
