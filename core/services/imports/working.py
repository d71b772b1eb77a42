"""What the worker does with a job whose turn it has: apply or undo, and say how it ended."""

from collections.abc import Callable

from django.db import transaction

from core.errors import DomainError
from core.models import ImportJob, ImportRow
from core.services.imports import applying, lines, undoing
from core.services.imports.turns import Lost, State, Stopped, Turn

FAULT = "Something went wrong on our side. What was written is listed below; try again to go on."


def work(turn: Turn, plan: Callable[[Turn], None]) -> None:
    """Do what the job's state asks for; `plan` reads files, which is above these rooms."""
    acts = {State.PLANNING: plan, State.APPLYING: applying.run, State.UNDOING: undoing.run}
    try:
        acts[State(turn.job.state)](turn)
    except Lost:
        return
    except Stopped:
        stop(turn)
    except DomainError as problem:
        turn.end(State.FAILED, failure=problem.message)
    except BaseException:
        turn.end(State.FAILED, failure=FAULT)
        raise


def stop(turn: Turn) -> None:
    """Stopped by a person it is over; by a worker that has to end, it waits for the next one."""
    job = ImportJob.objects.get(pk=turn.job.pk)
    if not job.is_stopping:
        turn.leave()
    elif job.state != State.UNDOING:
        turn.end(State.CANCELLED, counts=job.counts | {"outcomes": lines.outcomes(job)})
    else:
        with transaction.atomic():
            ImportRow.objects.filter(job=job, outcome=ImportRow.Outcome.UNDOING).update(
                outcome=ImportRow.Outcome.APPLIED
            )
            turn.end(State.DONE, counts=job.counts | {"outcomes": lines.outcomes(job)})
