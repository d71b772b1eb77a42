"""Planning a job: its file is read in a stream, and what each row would do is written down."""

from core.exchange.importing import kinds
from core.exchange.importing.receipts import Receipts
from core.exchange.importing.spool import Scattered
from core.models import ImportRow
from core.services.imports import Turn
from core.services.imports.turns import State


def plan(turn: Turn) -> None:
    """Write the plan's rows anew. Raises Unreadable for a file as a whole, Lost and Stopped."""
    try:
        _plan(turn, is_scattered=False)
    except Scattered:
        _plan(turn, is_scattered=True)


def _plan(turn: Turn, *, is_scattered: bool) -> None:
    job = turn.job
    with turn.piece():
        rows = ImportRow.objects.filter(job=job)
        rows._raw_delete(rows.db)
        job.rows_done = 0
    receipts = Receipts(turn)
    facts = kinds.KINDS[job.kind](turn, receipts, is_scattered=is_scattered)
    receipts.flush(job.rows_total)
    turn.end(
        State.PLANNED,
        counts=receipts.counts,
        created=receipts.created,
        last_number=receipts.number,
        **facts,
    )
