"""Lists in which each row is one thing: matched, compared and written down in pieces."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from core.exchange import products
from core.exchange.checks import refused
from core.exchange.columns import as_text
from core.exchange.drafts import FlatDraft, Given, Refusal
from core.exchange.importing import sources
from core.exchange.importing.receipts import Receipts
from core.exchange.mapping import kinds
from core.exchange.own_columns import own_values
from core.exchange.plan import CHANGED, NEW, UNCHANGED, Change, Entry, Plan
from core.exchange.session import Seen
from core.exchange.shop import Keys, Thing, blank
from core.models import Location
from core.services.imports import Turn, tables
from core.services.imports.subjects import SUBJECTS

PIECE = 500


class Lister(Protocol):
    """What one kind of list knows: it plans a piece of it."""

    def __call__(self, drafts: Sequence[FlatDraft], plan: Plan) -> None: ...


def planned_by(make: Callable[[Location | None, Seen], Lister]) -> Any:
    """A kind of file, from what plans a piece of it."""

    def plan(turn: Turn, receipts: Receipts, *, is_scattered: bool) -> dict[str, Any]:
        source = sources.source(turn.job)
        receipts.expect(source.sheet.count())
        location = turn.job.location or products.default_location()
        lister = make(location, Seen())
        for drafts, refusals in _pieces(source.flat_drafts()):
            # A row with a cell that can't be read waits as a whole.
            bad = {refusal.row.row for refusal in refusals}
            one = Plan(source.shape, location, refusals=list(refusals))
            lister([draft for draft in drafts if draft.row.row not in bad], one)
            receipts.add(one, ())
            receipts.flush(max((one.row.row for one in (*drafts[-1:], *refusals[-1:])), default=0))
        return {
            "shape": source.shape,
            "mapping": source.mapping.to_json(),
            "unused": source.unused,
            "notices": list(source.sheet.notices),
            "location": location,
        }

    return plan


def _pieces(drafts: Iterable[Any]) -> Iterator[tuple[list[FlatDraft], list[Refusal]]]:
    piece: list[FlatDraft] = []
    refusals: list[Refusal] = []
    for one in drafts:
        if isinstance(one, Refusal):
            refusals.append(one)
            continue
        if len(piece) == PIECE:
            yield piece, refusals
            piece, refusals = [], []
        piece.append(one)
    if piece or refusals:
        yield piece, refusals


class Rows:
    """New and changed rows of one table, compared cell by cell."""

    def __init__(self, kind: str, subject: str) -> None:
        self.subject = SUBJECTS[subject]
        self.model: Any = self.subject.model
        self.keys = Keys(self.model, block=50)
        self.labels = {field.key: field.label for field in kinds.fields(kind)}
        self.columns = [
            field.key for field in kinds.fields(kind) if field.key in _columns(self.model)
        ]

    def read(self, keys: Iterable[int]) -> dict[int, Thing]:
        """The rows of those keys, as they are."""
        names = [*self.columns, "own"] if "own" in _columns(self.model) else self.columns
        rows = self.model._default_manager.filter(pk__in=list(keys)).values_list("pk", *names)
        return {key: Thing(pk=key, **dict(zip(names, there, strict=True))) for key, *there in rows}

    def entry(
        self, draft: FlatDraft, known: Thing | None, plan: Plan, **more: tuple[str, Any]
    ) -> Entry:
        """What the row would do; `more` are columns it sets besides: what to show, and the value."""
        thing = known or Thing(
            pk=self.keys.next(),
            is_new=True,
            **blank(
                self.model, [n for n in (*self.columns, *more, "own") if n in _columns(self.model)]
            ),
        )
        entry = Entry(self.subject.name, NEW if known is None else UNCHANGED, "", draft.row)
        entry.key = thing.pk
        changed = [
            name
            for name in self.columns
            if name in draft.values and self.put(name, draft.values[name], thing, entry)
        ]
        self.put_own(draft, thing, entry)
        for name, (_, value) in more.items():
            if known is None or getattr(thing, name, None) != value:
                if known is not None:
                    entry.before[name] = tables.plain(self.model, name, getattr(thing, name, None))
                entry.after[name] = value
        if known is not None and entry.after:
            entry.state = CHANGED
        wanted = changed if known is not None else sorted({*changed, "name"} & set(self.columns))
        plan.refusals += refused(self.model, thing, wanted, draft.values, draft.row)
        entry.title = str(getattr(thing, "name", ""))
        return entry

    def put(self, name: str, given: Given, thing: Thing, entry: Entry) -> bool:
        """Put the value into the thing; whether that changed anything."""
        field = self.model._meta.get_field(name)
        value = given.value
        if value is None and not field.null:
            value = field.get_default() if field.get_default() is not None else ""
        now = getattr(thing, name)
        if entry.state != NEW:
            if tables.plain(self.model, name, now) == tables.plain(self.model, name, value):
                return False
            entry.before[name] = tables.plain(self.model, name, now)
        elif value in (None, "") and now in (None, ""):
            return False
        entry.after[name] = tables.plain(self.model, name, value)
        old = "" if entry.state == NEW else as_text(name, now)
        entry.changes.append(Change(self.labels.get(name, name), old, as_text(name, value)))
        setattr(thing, name, value)
        return True

    def put_own(self, draft: FlatDraft, thing: Thing, entry: Entry) -> None:
        """The owner's own fields, which lie together in one column."""
        given = {key[4:]: one for key, one in draft.values.items() if key.startswith("own_")}
        if given:
            labels = {key[4:]: label for key, label in self.labels.items() if key[:4] == "own_"}
            own_values(given, thing, entry, labels)


def _columns(model: Any) -> set[str]:
    return {field.attname for field in model._meta.concrete_fields}


def again(draft: FlatDraft, place: str, what: str, column: str = "name") -> Refusal:
    """The same thing twice in the file: which one should hold?"""
    reason = f"{place.capitalize()} is the same {what}. Keep one of them."
    given = draft.values.get(column)
    return given.refuse(reason) if given else Refusal(draft.row, "", "", reason)
