"""How many rows a list has: exactly while they are few, about when they are many."""

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet

EXACT = 10_000
"""Up to so many rows of a whole table are counted one by one."""


@dataclass(frozen=True)
class Count:
    """A number of rows, and how sure it is."""

    number: int
    is_about: bool = False  # an estimate
    is_least: bool = False  # there are more than this

    @property
    def said(self) -> str:
        if self.is_about:
            digits = max(len(str(self.number)) - 3, 1)
            return f"about {round(self.number, -digits):,}"
        return f"more than {self.number:,}" if self.is_least else f"{self.number:,}"


def whole(model: type[Model]) -> Count:
    """All rows of a table, in one query that reads no more than EXACT of them."""
    connection = connections["default"]
    table = connection.ops.quote_name(model._meta.db_table)
    if connection.vendor == "postgresql":
        guess = f"SELECT reltuples::bigint FROM pg_class WHERE oid = '{table}'::regclass"  # noqa: S608
    else:
        # One select of both ends would read the whole table.
        guess = f"(SELECT max(rowid) FROM {table}) - (SELECT min(rowid) FROM {table}) + 1"  # noqa: S608
    few = f"SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {EXACT + 1}) AS part"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({few}), ({guess})")
        counted, guessed = cursor.fetchone()
    if counted <= EXACT:
        return Count(counted)
    return Count(max(guessed or 0, counted), is_about=True)


def upto(found: QuerySet[Any], most: int) -> int:
    """The number of rows, or `most` where there are as many or more."""
    return found.order_by().values("pk")[:most].count()
