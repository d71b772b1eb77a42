"""What an import would do, before anything is written."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from core.exchange.cells import shown
from core.exchange.drafts import Refusal
from core.exchange.reading import Row
from core.models import Location
from core.services.catalog import Batch

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


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


@dataclass(slots=True)
class Plan:
    """Everything the file would do; applied as a whole or not at all."""

    shape: str
    location: Location | None
    entries: list[Entry] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    created: dict[str, list[str]] = field(default_factory=dict)
    """What comes into being besides, by its plural: designers, categories, collections."""
    batch: Batch = field(default_factory=Batch)

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
