"""What a list is written as: its kind, its columns, and who may have which of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Func, Model, TextField
from django.db.models.functions import Cast

from core.exchange.export import values
from core.exchange.export.values import Write
from core.models import FieldDefinition
from core.queries import own_fields

Path = str | Func
COST, CONTACT = "core.see_cost", "core.view_customer"
VERSION = "version"


class Column(NamedTuple):
    """A column: its name, its header, where its values come from and how they are written.

    `guard` is the permission without which it is left out; `allowed` are the only words it takes.
    """

    key: str
    header: str
    paths: tuple[Path, ...]
    write: Write = values.text
    guard: str = ""
    example: str = ""
    allowed: tuple[str, ...] = ()


def as_text(path: str) -> Cast:
    """A JSON column unread: of thousands of rows most say nothing."""
    return Cast(path, TextField())


@dataclass(frozen=True, slots=True)
class Kind:
    """A list that can be exported; `then` orders the rows that one of the list spreads over."""

    name: str
    label: str
    model: type[Model]
    columns: tuple[Column, ...]
    version: tuple[str, ...] = ()
    own: tuple[tuple[str, str], ...] = ()  # path to the column of her own fields, and their kind
    then: tuple[str, ...] = ()
    is_imported: bool = True
    has_shopify: bool = False

    @property
    def page(self) -> str:
        return f"core.{self.name}"


def all_of(kind: Kind) -> list[Column]:
    """Every column there is now: the house's, hers, and the version at the end."""
    found = [*kind.columns]
    taken = {column.header.casefold() for column in found} | {VERSION}
    for path, name in kind.own:
        for definition in own_fields.definitions(name):
            column = _own(path, name, definition, taken)
            taken.add(column.header.casefold())
            found.append(column)
    if kind.is_imported:
        write = values.version if kind.version else values.made
        found.append(
            Column(VERSION, "Version", tuple(map(values.Stamp, kind.version)) or ("pk",), write)
        )
    return found


def _own(path: str, kind: str, definition: FieldDefinition, taken: set[str]) -> Column:
    """Under its name, or its short name where a column is called so already."""
    header = definition.label if definition.label.casefold() not in taken else definition.key
    if header.casefold() in taken:
        header = f"{kind} {definition.key}"
    write, key = values.own_field(definition), f"{kind}.{definition.name}"
    return Column(key, header, (as_text(path),), write, allowed=tuple(definition.choices))


def open_to(user: Any, kind: Kind) -> list[Column]:
    """Those this person may have."""
    return [c for c in all_of(kind) if not c.guard or user.has_perm(c.guard)]


def chosen(columns: Iterable[Column], keys: Sequence[str]) -> list[Column]:
    """Of these columns the chosen ones, in their own order; all where none is chosen."""
    return [column for column in columns if not keys or column.key in keys]


def may_export(user: Any, kind: Kind) -> bool:
    return bool(
        user.is_active
        and user.is_staff
        and user.has_perm(f"core.export_{kind.name}")
        and user.has_perm(f"core.view_{kind.name}")
    )
