"""The rows of a list under chosen columns, read in chunks: memory and queries don't grow."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, QuerySet

from core.exchange.export.columns import Column, Kind
from core.exchange.export.values import How
from core.queries import paging

CHUNK = 1000
Row = tuple[Any, ...]


class Table:
    """A list as it is written; `count` says how many rows were read so far."""

    def __init__(
        self, kind: Kind, found: QuerySet[Any], columns: Sequence[Column], *, is_rich: bool = False
    ) -> None:
        self.kind = kind
        self.found = plain(kind, found)
        self.columns = columns
        self.is_rich = is_rich
        self.count = 0
        self.after_chunk: Callable[[], None] = lambda: None

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    def chunks(self) -> Iterator[list[Row]]:
        how = How(is_rich=self.is_rich)  # before the first row is read: no version is too new
        paths = list(dict.fromkeys(path for column in self.columns for path in column.paths))
        places = [[paths.index(path) for path in column.paths] for column in self.columns]
        read = self.found.values_list(*paths).iterator(chunk_size=CHUNK)
        while chunk := list(islice(read, CHUNK)):
            given = list(zip(*chunk, strict=True))
            self.count += len(chunk)
            self.after_chunk()
            yield list(
                zip(
                    *(
                        column.write(how, *(given[n] for n in place))
                        for column, place in zip(self.columns, places, strict=True)
                    ),
                    strict=True,
                )
            )

    def upto(self, most: int) -> int:
        """How many rows there are, or `most` where there are as many or more."""
        keys = self.found.order_by().values_list("pk", *self.kind.then)
        return int(keys[:most].count())


def plain(kind: Kind, found: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows in the same order, without what only the page shows of them."""
    given = found.query.order_by or kind.model._meta.ordering or ["pk"]
    try:
        order = [column.order for column in paging.columns(kind.model, given)]
    except FieldDoesNotExist:  # sorted by a number that the list itself reckons: small lists only
        return found.select_related(None).prefetch_related(None)
    rows = kind.model._default_manager.all()
    if found.query.where or found.query.is_sliced:
        rows = rows.filter(pk__in=found.order_by().values("pk"))
    return rows.order_by(*order, *(F(path).asc() for path in kind.then))
