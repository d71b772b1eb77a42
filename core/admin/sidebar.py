"""What the sidebar and the header ask for on every page: each answer is one cheap query at most."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from core.admin import clock
from core.admin.lists import saved
from core.queries import counting, messages, overview

MOST_LOW = 100


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The theme's sidebar, with the saved views of whoever looks at it."""
    from project.unfold import NAVIGATION

    return saved.navigation(request, NAVIGATION)


def environment(_request: HttpRequest) -> list[str]:
    return ["Development", "warning"] if settings.DEBUG else ["Production", "success"]


def know(request: HttpRequest, name: str, number: int) -> None:
    """A number that the page has asked for already."""
    request.known_numbers = getattr(request, "known_numbers", {}) | {name: number}


def few(number: int) -> str:
    return str(number) if number < MOST_LOW else f"{MOST_LOW - 1}+"


def _number(request: HttpRequest, name: str, ask: Callable[[], int]) -> int:
    known: dict[str, int] = getattr(request, "known_numbers", {})
    return known[name] if name in known else ask()


def todays(request: HttpRequest) -> int | None:
    """How many appointments are still to come or going on today."""
    where = clock.locations(request)
    return _number(request, "todays", lambda: overview.open_today_count(where)) or None


def low_stock(request: HttpRequest) -> str | None:
    low = _number(request, "low_stock", lambda: counting.upto(overview.low_stock(), MOST_LOW))
    return few(low) if low else None


def failed_messages(request: HttpRequest) -> int | None:
    return _number(request, "failed_messages", messages.troubled().count) or None
