"""The worker's hand on an import: plan, apply or undo, whatever it waits for."""

from collections.abc import Callable

from core import history
from core.exchange.importing import planning
from core.models import ImportJob
from core.services import imports


def work(key: int, *, may_go_on: Callable[[], bool] = lambda: True) -> None:
    """Do what the job waits for; nothing when somebody is at it already."""
    turn = imports.take(key, may_go_on=may_go_on)
    if turn is not None:
        with history.acting(history.Door.IMPORT, turn.by):
            imports.work(turn, planning.plan)


def run(job: ImportJob) -> ImportJob:
    """The same here and now, for commands and short files."""
    work(job.pk)
    job.refresh_from_db()
    return job


def orphans(*, may_go_on: Callable[[], bool] = lambda: True) -> None:
    """Go on with what a worker has left behind, or what had to wait for another import."""
    for key in imports.waiting():
        if may_go_on():
            work(key, may_go_on=may_go_on)
