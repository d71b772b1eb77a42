"""The outbox: who may send a waiting message, and what became of it.

A worker claims rows for a while (the lease) under a token of its own. Whatever it writes later
counts only while the row still bears that token, so a worker that was thought dead, or a booking
that moved in between, never overwrites what happened since.
"""

import uuid
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.models import Heartbeat, Message

State = Message.State

LEASE = timedelta(minutes=5)
BATCH = 10


def due() -> QuerySet[Message]:
    """Messages whose time has come and that nobody holds; a lease also spaces out the retries."""
    now = timezone.now()
    return Message.objects.filter(
        Q(lease_until__isnull=True) | Q(lease_until__lte=now),
        state__in=Message.WAITING,
        due_at__lte=now,
    )


def claim() -> tuple[str, list[int]]:
    """Take the next few due messages; the token they bear, and their keys, oldest first."""
    token = uuid.uuid4().hex
    if not due().exists():
        return token, []
    # Rows that somebody else is writing are passed over: who never waits can't deadlock a booking.
    skip_locked = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        free = due().select_for_update(skip_locked=skip_locked).order_by("due_at", "pk")
        keys = list(free.values_list("pk", flat=True)[:BATCH])
        due().filter(pk__in=keys).update(
            state=State.CLAIMED, claim_token=token, lease_until=timezone.now() + LEASE
        )
    return token, keys


def read(key: int, token: str) -> Message | None:
    """The claimed message with its appointment as it is now; None when it is ours no longer."""
    related = ("rule", "appointment__customer", "appointment__location", "appointment__type")
    return (
        Message.objects.filter(pk=key, claim_token=token, state=State.CLAIMED)
        .select_related(*related, "appointment__stylist", "appointment__room")
        .prefetch_related("appointment__try_ons__product")
        .first()
    )


def start(message: Message) -> bool:
    """Mark it as being sent; False when a booking or another worker took it away in between."""
    changed = Message.objects.filter(
        pk=message.pk, claim_token=message.claim_token, state=State.CLAIMED
    ).update(
        state=State.SENDING,
        attempts=F("attempts") + 1,
        recipient=message.recipient,
        lease_until=timezone.now() + LEASE,
    )
    message.attempts += changed
    return bool(changed)


def settle(message: Message, state: str, **fields: Any) -> str:
    """Write down how it ended and give the claim back."""
    Message.objects.filter(pk=message.pk, claim_token=message.claim_token).update(
        **{"claim_token": "", "lease_until": None} | fields, state=state
    )
    return state


def release(token: str) -> None:
    """Give back what was claimed and not begun."""
    Message.objects.filter(claim_token=token, state=State.CLAIMED).update(
        state=State.PLANNED, claim_token="", lease_until=None
    )


def beat() -> None:
    """A sign of life of the worker."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name="worker", beat_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["beat_at"],
    )
