"""Whose turn it is to work on an import: one worker at a time, and the next where one has died."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from core import history
from core.models import ImportJob

State = ImportJob.State
WORKING = (State.PLANNING, State.APPLYING, State.UNDOING)
WRITING = (State.APPLYING, State.UNDOING)
LEASE = timedelta(seconds=30)


class Lost(Exception):
    """Somebody else has the job by now, so nothing more may be written for it."""


class Stopped(Exception):
    """Somebody stopped the job, or the worker is told to end."""


@dataclass(slots=True)
class Turn:
    """The right to work on a job until the lease runs out; each piece of work prolongs it."""

    job: ImportJob
    by: Any
    may_go_on: Callable[[], bool] = lambda: True
    stands_for: dict[tuple[str, int], int] = field(default_factory=dict)
    """Of designers and the like: the planned key, and the key of one that was made meanwhile."""

    @contextmanager
    def piece(self) -> Iterator[ImportJob]:
        """One transaction of work, counted in it. Raises Lost and Stopped before anything is done."""
        if not self.may_go_on():
            raise Stopped
        done = self.job.rows_done
        try:
            with self._transaction() as job:
                yield job
        except BaseException:
            self.job.rows_done = done
            raise

    @contextmanager
    def _transaction(self) -> Iterator[ImportJob]:
        with transaction.atomic():
            row = ImportJob.objects.select_for_update(no_key=True).get(pk=self.job.pk)
            if row.fence != self.job.fence or row.state != self.job.state:
                raise Lost
            if row.is_stopping:
                raise Stopped
            yield self.job
            now = timezone.now()
            ImportJob.objects.filter(pk=row.pk).update(
                beat_at=now, lease_until=now + LEASE, rows_done=self.job.rows_done
            )

    @property
    def because(self) -> str:
        return f"Import {self.job.pk}: {self.job.file_name}"[:100]

    def end(self, state: str, **facts: Any) -> None:
        """The work is over: say how, and give the job free."""
        facts |= {"state": state, "lease_until": None, "is_stopping": False}
        facts |= {"ended_at": timezone.now()}
        mine = ImportJob.objects.filter(pk=self.job.pk, fence=self.job.fence)
        if mine.update(**facts):
            self.job.refresh_from_db()

    def leave(self) -> None:
        """Give the job free as it is, for the next worker."""
        mine = ImportJob.objects.filter(pk=self.job.pk, fence=self.job.fence)
        mine.update(lease_until=None)


def take(key: int, *, may_go_on: Callable[[], bool] = lambda: True) -> Turn | None:
    """The turn, for the first who asks while nobody holds it and nothing goes before it."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    with transaction.atomic():
        if not _is_next(key):
            return None
        taken = ImportJob.objects.filter(free, pk=key, state__in=WORKING).update(
            lease_until=now + LEASE, fence=F("fence") + 1, beat_at=now
        )
    if not taken:
        return None
    job = ImportJob.objects.select_related("created_by", "applied_by", "location").get(pk=key)
    return Turn(job, job.applied_by or job.created_by, may_go_on)


def _is_next(key: int) -> bool:
    """Those that write go one after the other, as they began: the shop ends as if in that order."""
    rows = ImportJob.objects.select_for_update(no_key=True).filter(state__in=WRITING)
    first = {row.pk: row for row in rows.order_by("pk")}
    mine = first.pop(key, None)
    if mine is None or mine.began_at is None:
        return True
    now = timezone.now()
    return not any(
        (other.lease_until is not None and other.lease_until > now)
        or ((other.began_at or now), other.pk) < (mine.began_at, mine.pk)
        for other in first.values()
    )


@contextmanager
def acting(turn: Turn) -> Iterator[None]:
    """What is changed inside was done by an import, for whoever pressed the button."""
    with history.acting(history.Door.IMPORT, turn.by):
        yield


def waiting() -> list[int]:
    """Jobs with work to do that nobody is at."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())
    rows = ImportJob.objects.filter(free, state__in=WORKING)
    return list(rows.order_by("began_at", "pk").values_list("pk", flat=True))
