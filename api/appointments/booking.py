"""Booking: the one thing a visitor can do without a token, and how she gets one."""

from typing import Annotated, Any

from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router

from api import finding, idempotency
from api.appointments.showing import AppointmentBooked, shown
from api.errors import declared
from api.idempotency import Attempt, Key
from api.strict import PLAIN, Body, Day, Gowns, Instant, People, Slug, by_rule, text
from core.models import Appointment, AppointmentType, Customer, Location, Stylist, base
from core.services import appointments

router = Router()

EMAIL = {"format": "email"}
Name = Annotated[str, text(160, least=1), PLAIN]
Email = Annotated[
    str, text(254, least=3), PLAIN, by_rule(validate_email), Field(json_schema_extra=EMAIL)
]
Phone = Annotated[str, text(32), PLAIN, by_rule(lambda phone: phone and base.PHONE(phone))]
Notes = Annotated[str, text(2000), PLAIN]


class NewGuest(Body):
    """The bride. Known by mail and name she is recognised, and nothing of hers is overwritten."""

    name: Name = Field(examples=["Anna Winter"])
    email: Email = Field(examples=["anna@example.org"])
    phone: Phone = Field("", examples=["+49 30 5550101"])
    wedding_on: Day | None = None


class NewAppointment(Body):
    type: Slug = Field(examples=["bridal-consultation"])
    location: Slug = Field(examples=["berlin"])
    starts_at: Instant = Field(description="A start that /availability offers.")
    customer: NewGuest
    stylist: Slug | None = Field(None, description="Slug; anybody who is free otherwise.")
    products: Gowns = Field(
        [], description="Slugs of gowns to try on; a sample of each is kept for her."
    )
    party_size: People = Field(finding.USUAL_PARTY, description="People with the bride counted.")
    notes: Notes = ""


@router.post(
    "/appointments",
    response={201: AppointmentBooked, **declared(400, 409, 413, 422)},
    summary="Book an appointment",
)
def book_appointment(request: HttpRequest, wish: NewAppointment, key: Key = None) -> HttpResponse:
    """Books a free slot, sends the confirmation, and answers with the bride's `manage_token`.

    Send an Idempotency-Key: after a lost answer the same request can be sent again without fear.
    """
    type_, location = (finding.type_named(wish.type), finding.location_named(wish.location))
    stylist = finding.stylist_named(wish.stylist) if wish.stylist else None
    products = finding.products_named(wish.products, field="products")
    request.zone = location.zone  # type: ignore[attr-defined]  # for the alternatives

    def act(attempt: Attempt) -> dict[str, Any]:
        appointment = _unsaved(wish, type_, location, stylist)
        appointment.manage_token = attempt.token
        appointments.book(appointment, products=products)
        return {**shown(appointment), "manage_token": appointment.manage_token}

    return idempotency.once(request, key, wish.model_dump(mode="json"), act, status=201)


def _unsaved(
    wish: NewAppointment, type_: AppointmentType, location: Location, stylist: Stylist | None
) -> Appointment:
    return Appointment(
        type=type_,
        location=location,
        starts_at=wish.starts_at,
        customer=Customer(**wish.customer.model_dump()),
        party_size=wish.party_size,
        notes=wish.notes,
        **({"stylist": stylist} if stylist else {}),
    )
