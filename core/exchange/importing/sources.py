"""A job's file, opened: its shape, what its columns mean, and what its rows say."""

from collections.abc import Iterator
from typing import Any

from core.errors import NotPossible
from core.exchange import mapping, reading, shapes
from core.exchange.drafts import FlatDraft, ProductDraft, Refusal
from core.exchange.mapping import Mapping, Recognised
from core.exchange.reading import Row, Sheet, Table, Unreadable
from core.models import ImportJob, ImportKind
from core.services import imports

STYLES = {
    "ISO": "year-month-day",
    "DD.MM.YYYY": "day.month.year",
    "DD/MM/YYYY": "day/month/year",
    "MM/DD/YYYY": "month/day/year",
}


class Source:
    """The rows of a file whose columns are known."""

    def __init__(self, sheet: Sheet, meant: Mapping) -> None:
        self.sheet = sheet
        self.mapping = meant
        self.shape = meant.shape
        self.silent = set(meant.unused)
        """Columns that mean nothing, as long as they are empty."""
        self.reader: shapes.Reader | None = None

    @property
    def unused(self) -> list[str]:
        """Columns with content that nothing was taken from; complete when all drafts were seen."""
        return [header for header in self.mapping.unused if header not in self.silent]

    def rows(self) -> Iterator[Row]:
        for row in self.sheet.rows():
            if self.silent:
                self.silent -= {header for header in self.silent if row.cells.get(header)}
            yield row

    def marks(self) -> dict[str, str]:
        """How each column writes amounts and days. Raises NotPossible where that must be chosen."""
        learned = mapping.learn(self.sheet.rows(), self.mapping)
        if learned.undecided:
            asked = "; ".join(
                f"“{header}” can be {' or '.join(STYLES.get(one, one) for one in styles)}"
                for header, styles in learned.undecided.items()
            )
            raise NotPossible(f"Say how the days are written: {asked}.", field="mapping")
        return learned.marks

    def drafts(self) -> Iterator[Any]:
        self.reader = shapes.reader(self.shape, self.mapping.used, self.marks())
        return self.reader.drafts(self.rows())

    def flat_drafts(self) -> Iterator[FlatDraft | ProductDraft | Refusal]:
        kind, rows = self.mapping.kind, self.rows()
        return shapes.drafts(kind, self.shape, rows, self.mapping.used, self.marks())

    def notices(self) -> list[str]:
        """What was odd; complete when all drafts were seen."""
        return self.reader.notices if self.reader else []


def opened(job: ImportJob) -> Sheet:
    return reading.open_sheet(imports.find(job.file), name=job.file_name)


def source(job: ImportJob) -> Source:
    """Raises Unreadable, and NotPossible where the columns cannot be read as they are meant."""
    sheet = opened(job)
    meant = proposed(job, sheet)
    mapping.require_sound(meant)
    return Source(sheet, meant)


def proposed(job: ImportJob, sheet: Sheet) -> Mapping:
    """What was chosen for the columns, else what can be told. Raises Unreadable."""
    if job.mapping:
        return Mapping.from_json(job.mapping).over(sheet.headers)
    sample = sheet.sample()
    found = mapping.recognise(sheet.headers, sample)
    if (job.shape or "auto") != "auto":
        found = _in_shape(job, sheet)
    elif found.kind != job.kind:
        _require_no_stranger(job, found)
        found = Recognised(job.kind, "columns", 0.0, "")
    return mapping.propose(found, sheet.headers, sample)


def _in_shape(job: ImportJob, sheet: Sheet) -> Recognised:
    known = shapes.KNOWN.get(job.shape)
    if known is None and job.shape not in {"native", "columns"}:
        raise Unreadable(f"The shape “{job.shape}” cannot be read. {shapes.UNDERSTOOD}")
    if known is not None and known.kind != job.kind:
        raise Unreadable(
            f"{known.label[:1].upper()}{known.label[1:]} brings {_kind(known.kind)}: choose that, "
            "or let the shape be found out."
        )
    if known is not None and known.kind == ImportKind.PRODUCTS:
        shapes.draft(Table(sheet.headers, []), job.shape)  # says which columns it lacks
    return Recognised(job.kind, job.shape, 1.0, "")


def _require_no_stranger(job: ImportJob, found: Recognised) -> None:
    """A known export of something else is no mistake of columns, but of the kind."""
    if found.shape in shapes.KNOWN:
        raise Unreadable(f"{found.says} Choose {_kind(found.kind)} as what it brings.")


def _kind(name: str) -> str:
    return f"“{ImportKind(name).label}”"


def needs_a_look(job: ImportJob) -> str:
    """Why somebody should say what the columns mean; nothing where that is plain. Raises Unreadable."""
    sheet = opened(job)
    meant = proposed(job, sheet)
    try:
        mapping.require_sound(meant)
        Source(sheet, meant).marks()
    except NotPossible as problem:
        return problem.message
    if meant.shape == "columns" and not job.mapping:
        return "Look whether each column is understood as you mean it."
    return ""
