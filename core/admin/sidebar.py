"""What the sidebar and the header ask for on every page: each answer is one cheap query at most."""

from django.conf import settings
from django.http import HttpRequest

from core.queries import messages, overview


def environment(_request: HttpRequest) -> list[str]:
    return ["Development", "warning"] if settings.DEBUG else ["Production", "success"]


def todays(_request: HttpRequest) -> int | None:
    """How many appointments are still to come or going on today."""
    return overview.open_today_count() or None


def low_stock(_request: HttpRequest) -> int | None:
    return overview.low_stock().count() or None


def failed_messages(_request: HttpRequest) -> int | None:
    return messages.troubled().count() or None
