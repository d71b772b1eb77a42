"""The next free times of a location, by themselves: the dashboard asks for them once it is drawn."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.admin import dashboard
from core.admin.board import door
from core.models import Location
from core.queries import overview


@door.signed_in
@require_GET
def times(request: HttpRequest, pk: int) -> HttpResponse:
    if not door.may(request, "view", "change"):
        raise PermissionDenied
    location = get_object_or_404(Location, pk=pk, is_active=True)
    usual = overview.usual_type()
    slots = overview.next_slots(usual, location, now=timezone.now()) if usual else []
    shown = {
        "usual_type": usual,
        "location": location,
        "free": [dashboard.free(slot, location) for slot in slots],
    }
    return render(request, "core/dashboard/free.html", shown)


urls: list[URLPattern] = [path("free/<int:pk>/", times, name="core_free")]
"""It comes before the admin's own, below the same address and with the same namespace."""
