"""What a bride does with her appointment: read it, move it, cancel it, say that she will come."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from api import finding, idempotency
from api.appointments.showing import AppointmentOut, shown
from api.auth import ManageToken, hers
from api.errors import declared
from api.idempotency import Key
from api.strict import PLAIN, Body, Instant, Slug, text
from core.models import Appointment
from core.services import appointments, messages

router = Router(auth=ManageToken())

Reason = Annotated[str, text(250), PLAIN]


class Move(Body):
    starts_at: Instant = Field(description="A start that /availability offers.")
    stylist: Slug | None = Field(None, description="Slug; hers if she is free otherwise.")


class Leave(Body):
    reason: Reason = ""


@router.get(
    "/appointments/{reference}",
    response={200: AppointmentOut, **declared(401, 404)},
    summary="Read an appointment",
)
def get_appointment(request: HttpRequest, reference: str) -> dict[str, Any]:
    """The appointment as it stands now."""
    return shown(hers(request))


@router.get(
    "/appointments/{reference}/calendar.ics",
    response={200: None, **declared(401, 404)},
    summary="Download the calendar entry",
    openapi_extra={
        "responses": {200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}}
    },
)
def get_calendar_file(request: HttpRequest, reference: str) -> HttpResponse:
    """For the bride's own calendar; a newer one replaces it, a cancelled one takes it away."""
    appointment = hers(request)
    response = HttpResponse(
        messages.calendar_file(appointment), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{appointment.reference}.ics"'
    return response


@router.post(
    "/appointments/{reference}/reschedule",
    response={200: AppointmentOut, **declared(400, 401, 404, 409, 413, 422)},
    summary="Move an appointment",
)
def reschedule_appointment(
    request: HttpRequest, reference: str, move: Move, key: Key = None
) -> HttpResponse:
    """Moves it to another free slot; if that is refused, it keeps the time it had."""
    appointment = hers(request)
    stylist = finding.stylist_named(move.stylist) if move.stylist else None
    request.zone = appointment.location.zone  # type: ignore[attr-defined]  # for the alternatives

    def act() -> Appointment:
        return appointments.reschedule(appointment, starts_at=move.starts_at, stylist=stylist)

    return _changed(request, key, move, act)


@router.post(
    "/appointments/{reference}/cancel",
    response={200: AppointmentOut, **declared(400, 401, 404, 409, 413, 422)},
    summary="Cancel an appointment",
)
def cancel_appointment(
    request: HttpRequest, reference: str, leave: Leave | None = None, key: Key = None
) -> HttpResponse:
    """Cancels it for good and gives its time to others. The body may be left out."""
    appointment, reason = hers(request), leave.reason if leave else ""
    return _changed(request, key, leave, lambda: appointments.cancel(appointment, reason=reason))


@router.post(
    "/appointments/{reference}/confirm",
    response={200: AppointmentOut, **declared(401, 404, 409, 413, 422)},
    summary="Confirm an appointment",
)
def confirm_appointment(request: HttpRequest, reference: str, key: Key = None) -> HttpResponse:
    """She will be there. Confirming what is confirmed changes nothing."""
    appointment = hers(request)
    return _changed(request, key, None, lambda: appointments.confirm(appointment))


def _changed(request: HttpRequest, key: str | None, body: Body | None, act: Any) -> HttpResponse:
    content = body.model_dump(mode="json") if body else None
    return idempotency.once(request, key, content, lambda _attempt: shown(act()))
