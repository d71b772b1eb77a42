"""The rows of a plan on their way: read in pieces, and told what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from core.models import ImportJob, ImportRow

PIECE = 500
Verdict, Outcome = ImportRow.Verdict, ImportRow.Outcome
WANTED = (Verdict.NEW, Verdict.CHANGED)
NAMES = ("number", "subject", "object_id", "parent_id", "verdict", "before", "after", "title")


@dataclass(slots=True)
class Line:
    """One row of the plan while it is applied or undone; `problem` says why it was not."""

    number: int
    subject: str
    object_id: int
    parent_id: int | None
    verdict: str
    before: dict[str, Any]
    after: dict[str, Any]
    title: str = ""
    problem: str = ""
    stands_for: int | None = None
    """The key of what somebody else made meanwhile, used in its place."""

    @property
    def is_new(self) -> bool:
        return self.verdict == Verdict.NEW


def next_to_apply(job: ImportJob) -> list[Line]:
    rows = ImportRow.objects.filter(job=job, verdict__in=WANTED, outcome="")
    return _read(rows.order_by("number"))


def next_to_undo(job: ImportJob) -> list[Line]:
    rows = ImportRow.objects.filter(job=job, outcome=Outcome.UNDOING)
    return _read(rows.order_by("-number"))


def _read(rows: Any) -> list[Line]:
    """At most 500, and no product parted from its variants unless it has more of them."""
    found = [Line(*values) for values in rows.values_list(*NAMES)[: PIECE + 1]]
    if len(found) <= PIECE:
        return found
    whole = groups(found)[:-1]
    return [line for group in whole for line in group] or found[:PIECE]


def groups(chunk: Sequence[Line]) -> list[list[Line]]:
    """The lines, those of one product together."""
    found: list[list[Line]] = []
    last: Any = None
    for line in chunk:
        key = (line.subject, line.object_id)
        if line.subject == "variant":
            key = ("product", line.parent_id or 0)
        if key != last:
            found.append([])
        last = key
        found[-1].append(line)
    return found


def settle(job: ImportJob, chunk: Sequence[Line], well: str, ill: str) -> None:
    """Note what became of these lines."""
    first, last = (pick(line.number for line in chunk) for pick in (min, max))
    left = [line for line in chunk if line.problem]
    good = ImportRow.objects.filter(
        job=job,
        number__range=(first, last),
        outcome="" if well == Outcome.APPLIED else Outcome.UNDOING,
    )
    if well == Outcome.APPLIED:
        good = good.filter(verdict__in=WANTED)
    if len(left) < len(chunk):
        good.exclude(number__in=[line.number for line in left]).update(outcome=well)
    for line in left:
        ImportRow.objects.filter(job=job, number=line.number).update(
            outcome=ill, reason=line.problem, object_id=line.stands_for or line.object_id
        )


def outcomes(job: ImportJob) -> dict[str, int]:
    """How many rows ended how."""
    rows = ImportRow.objects.filter(job=job, verdict__in=WANTED).order_by()
    return {name or "left": n for name, n in rows.values_list("outcome").annotate(Count("pk"))}
