"""Plans as rows in the database: one for each thing, and one for each cell that is refused."""

from collections.abc import Iterable, Sequence
from typing import Any

from core.exchange import cells
from core.exchange.drafts import ProductDraft, Refusal
from core.exchange.plan import UNCHANGED, Entry, Made, Plan
from core.exchange.reading import Row
from core.models import ImportJob, ImportRow
from core.services.imports import Turn, tables

COLUMNS = (
    "job_id", "number", "line", "sheet_row", "subject", "object_id", "parent_id", "verdict",
    "outcome", "title", "changes", "before", "after", "reason", "column", "value",
)  # fmt: skip
MOST_LETTERS = 300
MOST_NAMES = 200
Verdict = ImportRow.Verdict


class Receipts:
    """Numbers the rows of a plan and writes them, piece by piece."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.number = 0
        self.counts: dict[str, Any] = {"refused": 0, "waiting": 0, "wanted": 0}
        self.created: dict[str, list[str]] = {}
        self.refused_rows: set[int] = set()
        """Rows of the file with a refused cell, also of pieces before: their product waits."""
        self.rows: list[tuple[Any, ...]] = []

    def expect(self, rows: int) -> None:
        """So many rows are to be read: for the bar."""
        self.turn.job.rows_total = rows
        with self.turn.piece() as job:
            ImportJob.objects.filter(pk=job.pk).update(rows_total=rows)

    def add(self, plan: Plan, drafts: Sequence[ProductDraft]) -> None:
        """The rows of one piece of the file."""
        self.made(plan.made)
        self.refused_rows |= {refusal.row.row for refusal in plan.refusals}
        whose = _rows_of(drafts) if self.refused_rows else {}
        for group in _groups(plan.entries):
            rows = whose.get(group[0].row.row, set()) | {entry.row.row for entry in group}
            if len(group) == 1 and rows <= self.refused_rows:
                continue  # the refusal itself tells of it
            if rows & self.refused_rows:
                self.wait(group)
            else:
                for entry in group:
                    self.entry(entry)
        for refusal in plan.refusals:
            self.refusal(refusal)
        for kind, names in plan.created.items():
            known = self.created.setdefault(kind, [])
            known += names[: max(MOST_NAMES - len(known), 0)]

    def made(self, made: Iterable[Made]) -> None:
        for one in made:
            changes = [["Name", "", cells.shown(one.title)]]
            self.put(None, one.subject, Verdict.NEW, one.key, title=one.title, changes=changes, after=one.after)  # fmt: skip
            self.counts["wanted"] += 1

    def entry(self, entry: Entry) -> None:
        count = self.counts.setdefault(entry.kind, {"new": 0, "changed": 0, "unchanged": 0})
        count[entry.state] += 1
        self.counts["wanted"] += entry.state != UNCHANGED
        self.put(
            entry.row,
            entry.kind,
            entry.state,
            entry.key,
            parent=entry.parent,
            title=entry.title,
            changes=[_short(change) for change in entry.changes],
            before=entry.before,
            after=entry.after,
        )

    def wait(self, group: Sequence[Entry]) -> None:
        """What has nothing wrong itself, but belongs to something that has."""
        for entry in group:
            if entry.row.row not in self.refused_rows:
                reason = "Another row of the same product is refused."
                self.counts["waiting"] += 1
                self.put(entry.row, "", Verdict.REFUSED, None, title=entry.title, reason=reason)

    def refusal(self, refusal: Refusal) -> None:
        self.counts["refused"] += 1
        self.refused_rows.add(refusal.row.row)
        self.put(
            refusal.row,
            "",
            Verdict.REFUSED,
            None,
            reason=refusal.reason,
            column=refusal.column[:200],
            value=cells.shown(refusal.value, MOST_LETTERS),
        )

    def put(
        self,
        row: Row | None,
        subject: str,
        verdict: str,
        key: int | None,
        *,
        parent: int | None = None,
        title: str = "",
        changes: Sequence[Any] = (),
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
        column: str = "",
        value: str = "",
    ) -> None:
        self.number += 1
        place = (row.line, row.row) if row else (0, 0)
        self.rows.append(
            (
                self.turn.job.pk, self.number, *place, subject, key, parent, verdict, "",
                _line(title), changes, before or {}, after or {},
                reason, column, value,
            )
        )  # fmt: skip

    def flush(self, done: int) -> None:
        """Write what there is in one transaction; `done` rows of the file are behind us."""
        with self.turn.piece() as job:
            tables.insert(ImportRow, COLUMNS, self.rows)
            job.rows_done = done
        self.rows = []


def _groups(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Products with their variants; anything else by itself."""
    found: list[list[Entry]] = []
    for entry in entries:
        if entry.kind != "variant" or not found:
            found.append([])
        found[-1].append(entry)
    return found


def _rows_of(drafts: Iterable[ProductDraft]) -> dict[int, set[int]]:
    """All rows of the file that speak of a product, by its first one."""
    found = {}
    for draft in drafts:
        given = [one for several in draft.values.values() for one in several]
        rows = {variant.row.row for variant in draft.variants} | {one.row.row for one in given}
        found[draft.row.row] = rows | {draft.row.row}
    return found


def _short(change: Any) -> list[str]:
    label, old, new = change
    return [label, _line(old), _line(new)]


def _line(text: str) -> str:
    """One line for people; most texts are one already."""
    if len(text) <= MOST_LETTERS and text.isprintable():
        return text
    return cells.shown(text, MOST_LETTERS)
