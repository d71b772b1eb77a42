"""Appointments: booked by anybody, managed by who holds the token."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from api.appointments import booking, managing

Run = Callable[..., HttpResponseBase]


def private(run: Run) -> Run:
    """Whatever is said about an appointment stays out of caches and of Referer headers."""

    @wraps(run)
    def wrapped(request: HttpRequest, **values: Any) -> HttpResponseBase:
        response = run(request, **values)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return wrapped


router = Router(tags=["Appointments"])
for part in (booking.router, managing.router):
    part.add_decorator(private, mode="view")
    router.add_router("", part)
