"""How an appointment looks to the bride: her own words, and of the shop what she needs to come."""

from typing import Any

from ninja import Field, Schema

from api.shapes import Named
from api.strict import Day
from core.models import Appointment


class Place(Named):
    timezone: str = Field(examples=["Europe/Berlin"])
    address: str = Field(examples=["Lindenstraße 4, 10969 Berlin, Germany"])
    phone: str


class Guest(Schema):
    name: str
    email: str
    phone: str
    wedding_on: Day | None


class Gown(Named):
    has_sample: bool = Field(description="A sample is kept for her.")


class AppointmentOut(Schema):
    reference: str = Field(examples=["7KQ2M9XA"])
    status: Appointment.Status
    type: Named
    location: Place
    stylist: Named
    starts_at: str = Field(examples=["2026-06-02T10:00:00+02:00"])
    ends_at: str = Field(examples=["2026-06-02T11:30:00+02:00"])
    party_size: int
    products: list[Gown]
    notes: str
    customer: Guest
    is_open: bool = Field(description="It can still be moved or cancelled.")


class AppointmentBooked(AppointmentOut):
    manage_token: str = Field(
        description="The key to this appointment. Keep it: nobody can show it again."
    )


def shown(appointment: Appointment) -> dict[str, Any]:
    location, customer = appointment.location, appointment.customer
    gowns = appointment.try_ons.select_related("product")
    return {
        "reference": appointment.reference,
        "status": str(appointment.status),
        "type": {"slug": appointment.type.slug, "name": appointment.type.name},
        "location": {
            "slug": location.slug,
            "name": location.name,
            "timezone": location.timezone,
            "address": location.address,
            "phone": location.phone,
        },
        "stylist": {"slug": appointment.stylist.slug, "name": appointment.stylist.name},
        "starts_at": appointment.local_start.isoformat(),
        "ends_at": appointment.local_end.isoformat(),
        "party_size": appointment.party_size,
        "products": [
            {
                "slug": gown.product.slug,
                "name": gown.product.name,
                "has_sample": gown.sample_id is not None,
            }
            for gown in gowns
        ],
        "notes": appointment.notes,
        "customer": {
            "name": customer.name,
            "email": customer.email,
            "phone": customer.phone,
            "wedding_on": customer.wedding_on and customer.wedding_on.isoformat(),
        },
        "is_open": appointment.is_open and not appointment.has_begun,
    }
