"""Pages by cursor: a page begins after a row, not after a number, so inserts do not shift it."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import orjson
from django.db.models import Q, QuerySet
from pydantic import Field

from api import errors
from api.strict import Filters

Kind = type[str] | type[int] | type[Decimal] | type[datetime]
BIGGEST = 2**63 - 1


class Paging(Filters):
    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 50
    cursor: Annotated[
        str | None,
        Field(max_length=1000, description="`next` of the page before; absent for the first."),
    ] = None


@dataclass(frozen=True)
class Order:
    """A sort order that ends in a unique column: its name, its columns and their kinds."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    is_descending: bool = False

    @property
    def by(self) -> list[str]:
        return [f"{'-' if self.is_descending else ''}{column}" for column, _ in self.columns]


def page(rows: QuerySet[Any, Any], order: Order, paging: Paging) -> tuple[list[Any], str | None]:
    """The rows of this page, and the cursor of the next one if there is one."""
    if paging.cursor is not None:
        rows = rows.filter(_after(order, _read(order, paging.cursor)))
    found = list(rows.order_by(*order.by)[: paging.limit + 1])
    if len(found) <= paging.limit:
        return found, None
    found.pop()
    return found, _write(order, found[-1])


def _after(order: Order, values: list[Any]) -> Q:
    """(a, b) > (x, y), written so that any database can use an index on (a, b)."""
    step = "lt" if order.is_descending else "gt"
    names = [name for name, _ in order.columns]
    condition = Q(**{f"{names[-1]}__{step}": values[-1]})
    for name, value in reversed(list(zip(names[:-1], values[:-1], strict=True))):
        condition = Q(**{f"{name}__{step}e": value}) & (
            Q(**{f"{name}__{step}": value}) | Q(**{name: value}) & condition
        )
    return condition


def _write(order: Order, row: Any) -> str:
    values = [row[n] if isinstance(row, dict) else getattr(row, n) for n, _ in order.columns]
    text = orjson.dumps([order.name, *values], default=str)
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def _read(order: Order, cursor: str) -> list[Any]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        name, *values = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if name != order.name or len(values) != len(order.columns):
            raise ValueError
        return [_value(value, kind) for value, (_, kind) in zip(values, order.columns, strict=True)]
    except (ValueError, TypeError, binascii.Error, InvalidOperation) as error:
        raise errors.invalid(
            "cursor", "This cursor does not belong to this list and order.", "cursor"
        ) from error


def _value(value: Any, kind: Kind) -> Any:
    """What a cursor says is input like any other."""
    if kind is int:
        if type(value) is not int or not -BIGGEST <= value <= BIGGEST:
            raise ValueError
        return value
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    if kind is str:
        return value
    if kind is datetime:
        moment = datetime.fromisoformat(value)
        if moment.utcoffset() is None or not 1000 < moment.year < 9000:
            raise ValueError
        return moment
    amount = Decimal(value)
    if not amount.is_finite() or not -(10**7) < amount < 10**7:
        raise ValueError
    return amount
