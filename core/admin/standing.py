"""What still stands on a day that has just been closed, and the way to rearrange it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.models import ClosedDay, Location, Rearrangement
from core.queries import closing
from core.services import rearranging


def warn(page: Any, request: HttpRequest, closed: ClosedDay) -> None:
    """One warning for each closed day with appointments, leading to the plan where she may go."""
    number = closing.standing_count(closed)
    if not number:
        return
    many = "1 appointment stands" if number == 1 else f"{number} appointments stand"
    said = f"{many} on that day all the same. Move or cancel them; the bride gets a letter."
    found = closing.booked_on({closed.closed_on}, closed.location).get(closed.closed_on, {})
    links = [
        (plan_url(location, closed.closed_on.isoformat(), closed.reason), count(there), location)
        for location, there in found.items()
        if rearranging.may_apply(Rearrangement(location=location), request.user)
    ]
    page.message_user(request, _with_links(said, links), messages.WARNING)


def count(number: int) -> str:
    return f"{number} appointment{'' if number == 1 else 's'}"


def plan_url(location: Location, day: str, reason: str) -> str:
    """The proposals for that location and day, everything filled in."""
    asked = {"who": f"location-{location.pk}", "first_on": day, "last_on": day}
    asked["reason"] = reason[:120]
    return f"{reverse('admin:core_rearrangement_plan')}?{urlencode(asked)}"


def _with_links(said: str, links: list[tuple[str, str, Location]]) -> SafeString:
    shown = format_html_join(", ", '<a class="nx-link" href="{}">Rearrange {} in {}</a>', links)
    return format_html("{} {}", said, shown) if links else format_html("{}", said)
