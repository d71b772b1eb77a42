"""The ledger as a CSV, written row by row: memory does not grow with it."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import F, QuerySet, Sum, Window
from django.utils import timezone

from core.exchange.cells import harmless
from core.history import Door
from core.models import StockMovement

CHUNK = 2000
HEADERS = [
    "When",
    "Location",
    "SKU",
    "Product",
    "Variant",
    "Reason",
    "Pieces",
    "Reference",
    "Note",
    "By",
    "Through",
    "Undoes line",
    "Line",
]
VALUES = (
    "moved_at",
    "location__name",
    "variant__sku",
    "variant__product__name",
    "variant__color",
    "variant__size",
    "reason",
    "quantity",
    "reference",
    "note",
    "actor__first_name",
    "actor__last_name",
    "actor__username",
    "door",
    "undoes_id",
    "pk",
)
REASONS = dict(StockMovement.Reason.choices)
DOORS = dict(Door.choices)


class _Echo:
    """Gives back what the CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def lines(found: QuerySet[StockMovement], *, with_balance: bool = False) -> Iterator[str]:
    """The CSV line by line, newest first; `with_balance` where all lines of one level are asked."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow([*HEADERS, *(["On hand then"] if with_balance else [])])
    rows = found.order_by("-pk").prefetch_related(None).select_related(None)
    names = [*VALUES]
    if with_balance:
        balance: Any = Window(Sum("quantity"), order_by=F("pk").asc())
        rows = rows.annotate(balance=balance)
        names.append("balance")
    for row in rows.values_list(*names).iterator(chunk_size=CHUNK):
        yield writer.writerow(_cells(row))


def _cells(row: tuple[Any, ...]) -> list[Any]:
    moved_at, place, sku, product, color, size, reason, quantity, reference, note = row[:10]
    first, last, user, door, undoes, key, *balance = row[10:]
    texts = [place, sku, product, " / ".join(filter(None, (color, size))), REASONS[reason]]
    by = f"{first} {last}".strip() if first or last else user or ""
    return [
        f"{timezone.localtime(moved_at):%Y-%m-%d %H:%M:%S%z}",
        *map(harmless, texts),
        quantity,
        *map(harmless, (reference, note, by, DOORS.get(door, ""))),
        undoes or "",
        key,
        *balance,
    ]
