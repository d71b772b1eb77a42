"""The buttons of an appointment: each a POST, each with its permission, each an act."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse

from core.admin import limits, words
from core.admin.appointments.forms import (
    MoveForm,
    ReasonForm,
    in_words_of_the_form,
    offer,
    offers,
)
from core.admin.base import BoutiqueAdmin
from core.admin.refusals import reasons
from core.errors import DomainError
from core.models import Appointment
from core.queries import diary
from core.services import appointments
from core.services.appointments import finding

FREE_TIMES = 8


def advance(page: BoutiqueAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment = page.subject(request, object_id)
    to = request.POST.get("to", "")
    if to not in Appointment.Status.values:
        raise PermissionDenied
    page.act(
        request,
        lambda: appointments.advance(
            appointment, to=to, by=request.user, version=_version(request)
        ),
        f"{appointment.customer}: {Appointment.Status(to).label.lower()}.",
    )
    return page.to_page(appointment)


def cancel(page: BoutiqueAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment = page.subject(request, object_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        page.message_user(request, "Give the reason in at most 250 characters.", messages.ERROR)
        return page.to_page(appointment)
    given = form.cleaned_data
    page.act(
        request,
        lambda: appointments.cancel(
            appointment, by=request.user, reason=given["reason"], version=given["version"]
        ),
        f"{appointment.customer}'s appointment is cancelled. Her time is free again.",
    )
    return page.to_page(appointment)


def reschedule(page: BoutiqueAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """A page of its own: the form, and the next free times beside it."""
    appointment = page.subject(request, object_id)
    request.page_title = "Move"
    form = MoveForm(appointment, request.POST if request.method == "POST" else None)
    alternatives: list[dict[str, str]] = []
    if form.is_valid():
        try:
            return _move(page, request, appointment, form.cleaned_data)
        except (DomainError, ValidationError) as refusal:
            alternatives = offers(refusal, appointment.location)
            for field, message in reasons(in_words_of_the_form(refusal)):
                form.add_error(field if field in form.fields else None, message)
    context = page.admin_site.each_context(request) | {
        "title": f"Move {appointment.customer}",
        "opts": page.opts,
        "original": appointment,
        "appointment": appointment,
        "form": form,
        "media": page.media + form.media,
        "alternatives": alternatives,
        "free": _free(appointment),
    }
    return TemplateResponse(request, "core/appointments/move.html", context)


def _move(
    page: BoutiqueAdmin, request: HttpRequest, appointment: Appointment, given: dict[str, Any]
) -> HttpResponseRedirect:
    appointments.reschedule(
        appointment,
        starts_at=given["starts_at"],
        stylist=given["stylist"],
        room=given["room"],
        by=request.user,
        version=given["version"],
    )
    when = words.moment(appointment.starts_at, appointment.location.zone)
    said = f"{appointment.customer} now comes on {when}, with {appointment.stylist}."
    page.message_user(request, said, messages.SUCCESS)
    return page.to_page(appointment)


def _free(appointment: Appointment) -> list[dict[str, str]]:
    """With her stylist, nearest to the time she has."""
    products = [row.product for row in appointment.try_ons.select_related("product")]
    wishes = finding.wishes(appointment, products) | {"room_id": None}
    near = diary.alternatives(
        appointment.type,
        appointment.location,
        appointment.starts_at,
        most=FREE_TIMES + 1,
        online=False,
        **wishes,
    )
    others = [moment for moment in near if moment != appointment.starts_at]
    return [offer(moment, appointment.location) for moment in sorted(others[:FREE_TIMES])]


def _version(request: HttpRequest) -> int | None:
    return limits.key(request.POST.get("version"))
