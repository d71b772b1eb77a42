"""What an import would do, before anything is written."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.exchange.cells import shown
from core.exchange.drafts import Refusal
from core.exchange.reading import Row
from core.models import Location

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
PLURALS = {"designer": "designers", "category": "categories", "collection": "collections"}


class Change(NamedTuple):
    """One field: what it says now and what it will say."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before or 'nothing'} → {self.after or 'nothing'}"

    @property
    def before(self) -> str:
        return shown(self.old)

    @property
    def after(self) -> str:
        return shown(self.new)


@dataclass(slots=True)
class Entry:
    """One product or variant of the file, with what would change."""

    kind: str
    state: str
    title: str
    row: Row
    changes: list[Change] = field(default_factory=list)
    key: int = 0
    parent: int | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    """The columns it would write, in plain form, and what they hold now."""


class Made(NamedTuple):
    """A designer, category or collection that would come into being besides."""

    subject: str
    key: int
    title: str
    after: dict[str, Any]


@dataclass(slots=True)
class Plan:
    """Everything the file would do; applied as a whole or not at all."""

    shape: str
    location: Location | None
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    """What comes into being besides: designers, categories, collections."""

    @property
    def created(self) -> dict[str, list[str]]:
        """Their names, by their plural."""
        found: dict[str, list[str]] = {}
        for one in self.made:
            found.setdefault(PLURALS[one.subject], []).append(one.title)
        return found

    @property
    def can_apply(self) -> bool:
        return not self.refusals and any(e.state != UNCHANGED for e in self.entries)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many products and variants are new, changed and unchanged."""
        found = Counter((entry.kind, entry.state) for entry in self.entries)
        return {
            kind: {state: found[kind, state] for state in (NEW, CHANGED, UNCHANGED)}
            for kind in ("product", "variant")
        }

    def of(self, state: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == state]

    def digest(self) -> str:
        """Equal for two plans that would do the same."""
        what = hashlib.sha256()
        for entry in self.entries:
            what.update(repr((entry.kind, entry.state, entry.title, entry.changes)).encode())
        return what.hexdigest()

    def summary(self) -> str:
        """The counts in one sentence."""
        parts = [
            f"{kind}s: {n[NEW]} new, {n[CHANGED]} changed, {n[UNCHANGED]} unchanged"
            for kind, n in self.counts().items()
        ]
        text = "; ".join(parts)
        return f"{text[0].upper()}{text[1:]}."
