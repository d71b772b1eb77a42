"""Who asks: a bride with the token of her one appointment. A session cookie counts for nothing."""

import hmac
import re
from typing import Any

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer

from core.models import Appointment
from core.services.appointments.booking import token_hash

REFERENCE = re.compile(r"[0-9A-Z]{1,12}", re.ASCII)
NOBODY = "0" * 64


class ManageToken(HttpBearer):
    """The `manage_token` that the booking answered with; it opens this appointment and no other.

    A wrong token, another appointment's and a reference nobody has are told apart by nothing.
    """

    def __call__(self, request: HttpRequest) -> Appointment | None:
        """Ninja's own would write what is no bearer token into the log."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme or not token.strip():
            return None
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Appointment:
        match = request.resolver_match
        appointment = _found(match.kwargs["reference"] if match else "")
        expected = (appointment.manage_token_hash if appointment else "") or NOBODY
        is_hers = hmac.compare_digest(token_hash(token), expected)
        if appointment is None or not is_hers:
            raise Http404
        return appointment


def _found(reference: str) -> Appointment | None:
    reference = reference.upper()
    if not REFERENCE.fullmatch(reference):
        return None
    return (
        Appointment.objects.filter(reference=reference)
        .select_related("type", "location", "customer", "stylist", "room")
        .first()
    )


def hers(request: HttpRequest) -> Appointment:
    """The appointment that the token of this request has opened."""
    opened: Any = getattr(request, "auth", None)
    if not isinstance(opened, Appointment):
        raise Http404
    return opened
