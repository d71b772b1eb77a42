"""What a file says, whichever shape it has: drafts of products, variants and pictures."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from core.exchange import cells
from core.exchange.reading import Row


class Refusal(NamedTuple):
    """A cell (or row) that cannot be taken: where, what it says, why and what to do."""

    row: Row
    column: str
    value: str
    reason: str

    @property
    def says(self) -> str:
        return cells.shown(self.value, 60)

    def __str__(self) -> str:
        place = f"{self.row.place}, {self.column}" if self.column else self.row.place
        value = f" “{self.says}”" if self.value else ""
        return f"{place[0].upper()}{place[1:]}{value}: {self.reason}"


class Given(NamedTuple):
    """A cell that says something: the value read from it (None clears), and where it stands."""

    value: Any
    column: str
    row: Row
    raw: str

    def refuse(self, reason: str) -> Refusal:
        return Refusal(self.row, self.column, self.raw, reason)


Values = dict[str, Given]


@dataclass(slots=True)
class VariantDraft:
    row: Row
    values: Values = field(default_factory=dict)


@dataclass(slots=True)
class ProductDraft:
    """A product with what each of its rows says: repeated cells are compared when it is planned."""

    row: Row
    slug: str = ""
    values: dict[str, list[Given]] = field(default_factory=dict)
    pictures: list[Values] = field(default_factory=list)
    variants: list[VariantDraft] = field(default_factory=list)
    """Empty for a product that has none."""
    key: tuple[str, ...] = ()
    """What the file knows the product by: drafts of one key are of one product."""

    def say(self, name: str, given: Given) -> None:
        self.values.setdefault(name, []).append(given)


@dataclass(slots=True)
class FlatDraft:
    """A row of a list in which each row is one thing: a bride, a count, an appointment."""

    row: Row
    values: Values = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """The whole file as read by its shape."""

    shape: str
    products: list[ProductDraft] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """Columns with content that nothing was taken from."""
