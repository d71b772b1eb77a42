"""The clock of the house: what has no location of its own shows the first location's time."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.models import Location


class HouseClockMiddleware:
    """Times typed and shown in the admin are local to the boutique, never UTC."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/admin/"):
            return self.get_response(request)
        first = next(iter(locations(request)), None)
        with timezone.override(first.zone if first else None):
            return self.get_response(request)


def locations(request: HttpRequest) -> list[Location]:
    """Those in use, in their order; asked for once a request."""
    if not hasattr(request, "locations_in_use"):
        found = Location.objects.filter(is_active=True).order_by("position", "name", "pk")
        request.locations_in_use = list(found)
    return list(request.locations_in_use)
