"""The clock of the house: what has no location of its own shows the first location's time."""

import zoneinfo
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
        names = Location.objects.filter(is_active=True).values_list("timezone", flat=True)
        name = names.order_by("position", "name", "pk").first()
        with timezone.override(zoneinfo.ZoneInfo(name) if name else None):
            return self.get_response(request)
