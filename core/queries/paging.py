"""Pages of a long list by key: as quick at the end of a million rows as at the beginning.

A page begins after (or before) a row, known by what it is sorted by. What comes after a row is cut
into segments that an index can walk: the rest of its equals first, then what is greater, then what
has no value, where the database puts that last. Each segment stops at the size of a page.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist, ValidationError
from django.db import connections
from django.db.models import F, Field, Model, OneToOneRel, Q, QuerySet
from django.db.models.expressions import OrderBy

from core.queries import driving


@dataclass(frozen=True)
class Column:
    """A column the list is sorted by; `path` leads there from the row."""

    path: str
    is_descending: bool
    is_nullable: bool
    field: Any
    is_carded: bool = False  # on a card, which every row has

    def flipped(self) -> "Column":
        return replace(self, is_descending=not self.is_descending)

    @property
    def order(self) -> OrderBy:
        return F(self.path).desc() if self.is_descending else F(self.path).asc()

    @property
    def is_joined(self) -> bool:
        return "__" in self.path


@dataclass(frozen=True)
class Page:
    keys: list[Any]
    has_more: bool  # in the direction it was read


Values = Sequence[Any]
"""What a row is sorted by, one for each column."""


def columns(model: type[Model], ordering: Iterable[Any]) -> list[Column]:
    """The columns of an ordering, ended by the key, which makes every place a single one.

    Raises FieldDoesNotExist for what is no field, like an annotation.
    """
    found: list[Column] = []
    for part in ordering:
        for column in _expand(model, *_plain(part)):
            found.append(column)
            if _is_key(model, column):
                return found
    backwards = bool(found) and found[0].is_descending
    return [*found, _key(model, found, backwards)]


def _plain(part: Any) -> tuple[str, bool]:
    is_backwards = False
    if isinstance(part, OrderBy):
        part, is_backwards = part.expression, part.descending
    if isinstance(part, F):
        return str(getattr(part, "name")), is_backwards  # noqa: B009  the stubs know no name
    if not isinstance(part, str):
        raise FieldDoesNotExist(f"{part} is no field")
    return part.removeprefix("-"), part.startswith("-")


def _expand(
    model: type[Model], path: str, is_descending: bool, is_nullable: bool = False
) -> Iterator[Column]:
    """A relation is sorted by as its own model is."""
    at: Any = model
    field: Any = None
    was_carded = False
    steps = path.split("__")
    for number, step in enumerate(steps):
        field = at._meta.pk if step == "pk" else at._meta.get_field(step)
        is_last = number == len(steps) - 1
        is_carded = isinstance(field, OneToOneRel) and field.name == "card"
        is_nullable |= not is_carded and (bool(field.null) or isinstance(field, OneToOneRel))
        was_carded |= is_carded
        if not is_last:
            at = field.related_model
    if field.is_relation and step not in {"pk", field.attname}:
        for part in field.related_model._meta.ordering or ["pk"]:
            name, backwards = _plain(part)
            yield from _expand(model, f"{path}__{name}", is_descending ^ backwards, is_nullable)
        return
    while field.is_relation:
        field = field.target_field
    yield Column(path, is_descending, is_nullable, field, was_carded)


def _is_key(model: type[Model], column: Column) -> bool:
    pk: Any = model._meta.pk
    return column.path in {"pk", pk.name, pk.attname}


def _key(model: type[Model], found: Sequence[Column], is_descending: bool) -> Column:
    """The row's own key; said through its card where that is sorted by, so that one index does."""
    path = "pk"
    if found and found[0].is_joined:
        relation = found[0].path.partition("__")[0]
        is_card = isinstance(model._meta.get_field(relation), OneToOneRel)
        path = f"{relation}__pk" if is_card else path
    field: Any = model._meta.pk
    while field.is_relation:
        field = field.target_field
    return Column(path, is_descending, is_nullable=False, field=field)


def page(
    found: QuerySet[Any],
    by: Sequence[Column],
    size: int,
    *,
    after: Values | None = None,
    before: Values | None = None,
    is_last: bool = False,
    offset: int = 0,
    is_narrow: bool = False,
) -> Page:
    """The keys of one page, in order, with one query. Where few rows are left, they are sorted."""
    is_backwards = before is not None or is_last
    by = [column.flipped() for column in by] if is_backwards else list(by)
    values = before if is_backwards else after
    nulls_are_high = connections[found.db].vendor == "postgresql"
    parts = [
        found.filter(condition).order_by(*(column.order for column in rest))
        for condition, rest in segments(by, values, nulls_are_high=nulls_are_high)
    ]
    keys = _read(found, parts, size + 1, offset, is_narrow)
    shown = keys[:size]
    return Page(shown[::-1] if is_backwards else shown, len(keys) > size)


def segments(
    by: Sequence[Column], values: Values | None, *, nulls_are_high: bool
) -> list[tuple[Q, list[Column]]]:
    """Conditions that part what comes after `values`, in order, each with its own sorting."""
    first = by[0]
    if values is None:
        if not (first.is_nullable and first.is_joined):
            # Said so, the join to the card is an inner one, and may lead.
            there = Q(**{f"{first.path}__isnull": False}) if first.is_carded else Q()
            return [(there, list(by))]
        # Apart, the join is an inner one, and the index on the other side gives the order.
        some = (Q(**{f"{first.path}__isnull": False}), list(by))
        none = (Q(**{f"{first.path}__isnull": True}), list(by[1:]))
        return [some, none] if first.is_descending != nulls_are_high else [none, some]
    found: list[tuple[Q, list[Column]]] = []
    for depth in reversed(range(len(by))):
        same = Q()
        for column, value in zip(by[:depth], values[:depth], strict=True):
            same &= _is(column, value)
        column, value, rest = by[depth], values[depth], list(by[depth:])
        nulls_come_last = column.is_descending != nulls_are_high
        if value is not None:
            way = "lt" if column.is_descending else "gt"
            found.append((same & Q(**{f"{column.path}__{way}": value}), rest))
            if column.is_nullable and nulls_come_last:
                found.append((same & Q(**{f"{column.path}__isnull": True}), rest[1:]))
        elif not nulls_come_last:
            found.append((same & Q(**{f"{column.path}__isnull": False}), rest))
    return found


def _is(column: Column, value: Any) -> Q:
    return Q(**{f"{column.path}__isnull": True} if value is None else {column.path: value})


def _read(
    found: QuerySet[Any], parts: Sequence[QuerySet[Any]], most: int, offset: int, is_narrow: bool
) -> Any:
    selects: list[str] = []
    params: list[Any] = []
    for part in parts:
        try:
            sql, given = driving.statement(
                part.values_list("pk"), most, offset, is_narrow=is_narrow
            )
        except EmptyResultSet:
            continue
        selects.append(sql)
        params += given
    if not selects:
        return []
    if len(selects) > 1:  # SQLite takes a LIMIT inside a union only in brackets of this kind
        bracketed = (f"SELECT * FROM ({sql}) AS part{n}" for n, sql in enumerate(selects))  # noqa: S608
        selects = [f"{' UNION ALL '.join(bracketed)} LIMIT {most}"]
    with connections[found.db].cursor() as cursor:
        cursor.execute(selects[0], params)
        return [row[0] for row in cursor.fetchall()]


# A row's place in an address --------------------------------------------------------------------


def token(values: Values) -> str:
    plain = [value if _is_plain(value) else str(value) for value in values]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | bool)


def place(text: str, by: Sequence[Column]) -> Values | None:
    """The values in a token; None for one that was made up or belongs to another order."""
    try:
        given = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(given, list) or len(given) != len(by):
        return None
    try:
        return [_value(column, one) for column, one in zip(by, given, strict=True)]
    except (ValidationError, TypeError, ValueError, OverflowError):
        return None


def _value(column: Column, given: Any) -> Any:
    if not _is_plain(given) or (given is None and not column.is_nullable):
        raise ValueError(given)
    if isinstance(given, str) and "\x00" in given:
        raise ValueError(given)
    field: Field[Any, Any] = column.field
    value = field.to_python(given)
    for validator in field.validators if isinstance(given, int) else ():
        validator(value)  # a number beyond its column would be an error of the database
    return value
