"""Messages as staff look at them: what went wrong, what comes, and whether the worker is alive."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from core.models import Heartbeat, Message

OVERDUE_AFTER = timedelta(minutes=10)
LOOK_AHEAD = timedelta(days=7)


def heartbeat_age() -> timedelta | None:
    """How long ago the worker gave its last sign of life; None when it never did."""
    beat = Heartbeat.objects.filter(name="worker").first()
    return timezone.now() - beat.beat_at if beat else None


def troubled() -> QuerySet[Message]:
    """Messages a person should look at."""
    return Message.objects.filter(state__in=Message.TROUBLED)


def counts(*, now: datetime) -> dict[str, int]:
    """How many messages failed, wait although they are due, and come in the next seven days."""
    waiting, trouble = Q(state__in=Message.WAITING), Q(state__in=Message.TROUBLED)
    found: dict[str, Any] = Message.objects.filter(waiting | trouble).aggregate(
        failed=Count("pk", filter=trouble),
        overdue=Count("pk", filter=waiting & Q(due_at__lt=now - OVERDUE_AFTER)),
        coming=Count("pk", filter=waiting & Q(due_at__gte=now, due_at__lt=now + LOOK_AHEAD)),
    )
    return found
