"""Applying a plan: in small pieces, each compared with what stands in the shop at that moment."""

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, OperationalError

from core.models import ImportRow
from core.services.imports import lines, shelves, turns, writing
from core.services.imports.lines import Line
from core.services.imports.subjects import ORDER, SUBJECTS
from core.services.imports.turns import State, Turn

AT_ONCE = "Somebody wrote the same at this very moment, so this was left out. Import it again."
TRIES = 3
Verdict, Outcome = ImportRow.Verdict, ImportRow.Outcome


def run(turn: Turn) -> None:
    """Write what is left of the plan. Raises Lost and Stopped."""
    writing.remember_stand_ins(turn)
    with turns.acting(turn):
        while chunk := lines.next_to_apply(turn.job):
            _write(turn, chunk)
    turn.end(State.DONE, counts=turn.job.counts | {"outcomes": lines.outcomes(turn.job)})


def _write(turn: Turn, chunk: Sequence[Line]) -> None:
    """One transaction; where its rows clash with somebody else's, smaller and smaller ones."""
    try:
        _in_one_piece(turn, chunk)
    except IntegrityError:
        halves = _halves(chunk)
        if len(halves) == 1:
            with turn.piece():
                for line in chunk:
                    line.problem = AT_ONCE
                _settle(turn, chunk)
            return
        for half in halves:
            _write(turn, half)


def _in_one_piece(turn: Turn, chunk: Sequence[Line]) -> None:
    for left in reversed(range(TRIES)):
        try:
            with turn.piece():
                _apply(turn, chunk)
                _settle(turn, chunk)
        except OperationalError as error:  # two who waited for each other: one begins again
            if not left or getattr(error.__cause__, "pgcode", "") not in {"40P01", "40001"}:
                raise
        else:
            return


def _halves(chunk: Sequence[Line]) -> list[Sequence[Line]]:
    """Two parts that keep a product with its variants; one where there is nothing to part."""
    groups = lines.groups(chunk)
    if len(groups) == 1:
        return [chunk]
    middle = len(groups) // 2
    return [
        [line for group in part for line in group] for part in (groups[:middle], groups[middle:])
    ]


def _apply(turn: Turn, chunk: Iterable[Line]) -> None:
    of: dict[str, list[Line]] = {}
    for line in chunk:
        line.problem, line.stands_for = "", None  # it may be the second try
        of.setdefault(line.subject, []).append(line)
    for name in ORDER:
        mine = of.get(name, [])
        # A category may sit inside one that is new as well: one after the other.
        for part in [[line] for line in mine] if name == "category" else [mine] if mine else []:
            writing.write(turn, SUBJECTS[name], part)
    shelves.level(turn, of.get("level", []))


def _settle(turn: Turn, chunk: Sequence[Line]) -> None:
    """The receipt, in the transaction of what it tells of."""
    lines.settle(turn.job, chunk, Outcome.APPLIED, Outcome.CONFLICT)
    turn.job.rows_done += len(chunk)
