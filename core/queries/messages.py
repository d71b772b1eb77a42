"""Messages as staff look at them: what came, what comes, and whether the worker is alive."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from core.models import Appointment, Heartbeat, Message

State = Message.State

WAITING = (State.PLANNED, State.CLAIMED, State.SENDING)


def heartbeat_age() -> timedelta | None:
    """How long ago the worker gave its last sign of life; None when it never did."""
    beat = Heartbeat.objects.filter(name="worker").first()
    return timezone.now() - beat.beat_at if beat else None


def failed_count() -> int:
    """Messages a person should look at: they failed, or nobody knows whether they arrived."""
    return Message.objects.filter(state__in=(State.FAILED, State.UNKNOWN)).count()


def due_count() -> int:
    """Messages that should be out by now and still wait."""
    return Message.objects.filter(state__in=WAITING, due_at__lte=timezone.now()).count()


def coming(limit: int = 10) -> QuerySet[Message]:
    """The next messages to go out, soonest first, with all that a list shows of them."""
    return _with_names().filter(state__in=WAITING).order_by("due_at", "pk")[:limit]


def of_appointment(appointment: Appointment) -> QuerySet[Message]:
    """Every message of the appointment, the newest first, skipped ones included."""
    return _with_names().filter(appointment=appointment).order_by("-due_at", "-pk")


def _with_names() -> QuerySet[Message]:
    return Message.objects.select_related(
        "rule", "appointment__customer", "appointment__location", "appointment__type"
    )
