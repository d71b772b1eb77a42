"""The life of one export: asked for, written under a lease, ready for a week.

A worker writes under a token of its own and says each second that it is alive. When it is silent
for a minute another one takes over and begins anew; after the third try the owner is told why.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.errors import NotPossible
from core.models import Export

State, Way = Export.State, Export.Way
SILENCE = timedelta(seconds=60)
MOST_ATTEMPTS = 3
MOST_OPEN = 5
DIED = "The worker stopped three times while it wrote this file. Choose fewer rows, or ask again."

bells: list[Callable[[], None]] = []
"""Rung after the commit; core/apps.py puts the worker's in."""


def begin(export: Export, *, by: Any) -> Export:
    """Write down what leaves the house right now."""
    export.owner, export.owner_name = by, by.get_full_name() or by.get_username()
    export.state = State.WORKING
    export.save()
    return export


def ask(export: Export, *, by: Any) -> Export:
    """Let the worker write it. Raises NotPossible while five of hers are open."""
    if (
        Export.objects.filter(owner=by, state__in=[State.WAITING, State.WORKING])
        .exclude(way=Way.DIRECT)
        .count()
        >= MOST_OPEN
    ):
        raise NotPossible(f"{MOST_OPEN} exports of yours are being written. Wait for one of them.")
    with transaction.atomic():
        export.owner, export.owner_name = by, by.get_full_name() or by.get_username()
        export.way, export.state = Way.WORKER, State.WAITING
        export.save()
        for bell in bells:
            transaction.on_commit(bell)
    return export


def waiting() -> QuerySet[Export]:
    """What nobody writes: not begun, or left by a worker that fell silent."""
    silent = Q(state=State.WORKING, beat_at__lt=timezone.now() - SILENCE)
    return Export.objects.filter(Q(state=State.WAITING) | silent, way=Way.WORKER)


def claim() -> Export | None:
    """Take the oldest for this worker; None where nothing is to do."""
    for key in waiting().order_by("pk").values_list("pk", flat=True)[:10]:
        token = uuid.uuid4().hex
        mine = (
            waiting()
            .filter(pk=key)
            .update(
                state=State.WORKING,
                claim_token=token,
                beat_at=timezone.now(),
                attempts=F("attempts") + 1,
                rows=0,
            )
        )
        if not mine:
            continue
        export = Export.objects.select_related("owner").get(pk=key)
        if export.attempts <= MOST_ATTEMPTS:
            return export
        fail(export, DIED)
    return None


def _mine(export: Export) -> QuerySet[Export]:
    return Export.objects.filter(pk=export.pk, claim_token=export.claim_token, state=State.WORKING)


def beat(export: Export, *, rows: int) -> bool:
    """Alive, and so far; False where another worker has taken over."""
    return bool(_mine(export).update(beat_at=timezone.now(), rows=rows))


def finish(export: Export, *, rows: int, size: int = 0, file: str = "") -> bool:
    return bool(
        _mine(export).update(
            state=State.READY,
            rows=rows,
            rows_total=rows,
            size=size,
            file=file,
            reason="",
            ended_at=timezone.now(),
        )
    )


def fail(export: Export, reason: str) -> None:
    _mine(export).update(state=State.FAILED, reason=reason[:300], ended_at=timezone.now())


def broke_off(export: Export, *, rows: int) -> None:
    """The browser went away in the middle."""
    fail(export, "The download was broken off.")
    Export.objects.filter(pk=export.pk).update(rows=rows)


def restore(export: Export) -> None:
    """Give it back unfinished, because the worker was told to stop."""
    _mine(export).update(state=State.WAITING, claim_token="", attempts=F("attempts") - 1)
