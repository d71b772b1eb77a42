"""Pages of a search with thousands of hits: from the cards, or along the list's own order.

The usual way finds all hits, fetches their rows and sorts them. Cards carry what most lists are
sorted by, so there the cards are sorted and only the rows of one page are fetched. In any other
order the first rows of the list are looked at one by one: where hits are many, some are soon met.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections
from django.db.models import OuterRef, QuerySet, Subquery

from core.queries import paging
from core.queries.finding.fields import KINDS, Found, Kind, Way
from core.queries.finding.matching import beginning
from core.queries.finding.terms import read
from core.queries.paging import Column, Page, Values

LED = 100
"""So many cards lead to their rows; they fill a page unless most of them have none."""
LOOKED_AT = 8000


@dataclass(frozen=True)
class Place:
    """Where in the list a page begins or ends."""

    after: Values | None = None
    before: Values | None = None
    is_last: bool = False
    offset: int = 0

    @property
    def is_backwards(self) -> bool:
        return self.before is not None or self.is_last


def page(
    rows: QuerySet[Any], typed: str, found: Found, by: Sequence[Column], size: int, place: Place
) -> Page | None:
    """A page of all hits among `rows`, which nothing else narrows; None where no short way leads."""
    kind = KINDS[rows.model]
    if found.cards is None:
        return None
    carried = _carried(found.cards, kind, by)
    if len(carried) == len(by):
        return _sorted(found, typed, carried, size, place)
    if place.offset:
        return None
    if carried and carried[-1].path == "pk":
        return _led(rows, typed, found, kind, by, carried, size, place)
    return _walked(rows, kind.ways[0], kind.attr, typed, by, size, place)


def _carried(cards: QuerySet[Any], kind: Kind, by: Sequence[Column]) -> list[Column]:
    """As many columns of the order, from the first on, as the cards carry."""
    found = []
    for column in by:
        if column.path not in kind.order:
            break
        path = kind.order[column.path]
        meta = cards.model._meta
        field: Any = meta.get_field(path) if path != "pk" else column.field
        found.append(replace(column, path=path, is_nullable=False, field=field))
    return found


def _sorted(found: Found, typed: str, by: Sequence[Column], size: int, place: Place) -> Page:
    cards: Any = found.cards
    near = None
    if not found.is_together:
        every = cards.model._default_manager.all()
        near = _walked(every, Way(cards.model, "text"), "pk", typed, by, size, place)
    return near or paging.page(cards, by, size, **vars(place), is_narrow=True)


def _led(
    rows: QuerySet[Any],
    typed: str,
    found: Found,
    kind: Kind,
    by: Sequence[Column],
    carried: Sequence[Column],
    size: int,
    place: Place,
) -> Page | None:
    """Rows that are sorted by their card first of all: the next cards, and then their rows."""
    leading = _sorted(found, typed, carried, LED, _including(place, carried))
    led = rows.filter(**{f"{kind.attr}__in": leading.keys})
    page = paging.page(led, by, size, **vars(place), is_narrow=True)
    return page if page.has_more or not leading.has_more else None


def _including(place: Place, carried: Sequence[Column]) -> Place:
    """The same place among cards; the card of the row that stands there may have more rows."""
    step = 1 if place.is_backwards != carried[-1].is_descending else -1

    def first(values: Values | None) -> Values | None:
        if values is None:
            return None
        return [*values[: len(carried) - 1], values[len(carried) - 1] + step]

    return replace(place, after=first(place.after), before=first(place.before))


def _walked(
    rows: QuerySet[Any],
    way: Way,
    attr: str,
    typed: str,
    by: Sequence[Column],
    size: int,
    place: Place,
) -> Page | None:
    """The first or the last page, if the rows that stand there have enough hits."""
    connection = connections[rows.db]
    is_apart = by[0].is_joined and by[0].is_nullable
    is_inside = place.after or place.before or place.offset
    if connection.vendor != "postgresql" or is_inside or is_apart:
        return None
    order = [(column.flipped() if place.is_last else column).order for column in by]
    near = rows.order_by(*order)
    if rows.model is way.card:
        near = near.values_list("pk", way.column)
    else:
        card = way.card._default_manager.filter(pk=OuterRef(attr)).values(way.column)[:1]
        near = near.annotate(words=Subquery(card)).values_list("pk", "words")
    sql, params = near[:LOOKED_AT].query.get_compiler(connection=connection).as_sql()
    words = [beginning(" ".join(parts)) for parts in read(typed).words]
    hit = " AND ".join("near.text LIKE %s" for _ in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pk FROM ({sql}) AS near(pk, text) WHERE {hit} LIMIT {size + 1}",  # noqa: S608
            [*params, *words],
        )
        keys = [pk for (pk,) in cursor.fetchall()]
    if len(keys) <= size:
        return None
    return Page(keys[:size][:: -1 if place.is_last else 1], has_more=True)
