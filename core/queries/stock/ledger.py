"""The ledger as a bank statement: lines with their cause, and the balance after each."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce

from core.models import StockLevel, StockMovement


def statement(lines: QuerySet[StockMovement]) -> QuerySet[StockMovement]:
    """With everything that a line shows, in a fixed number of queries."""
    return lines.select_related(
        "variant__product",
        "location",
        "actor",
        "sheet",
        "sample",
        "undoes",
        "undone_by",
        "came_from__location",
        "went_to__location",
    ).prefetch_related("reservations__customer")


def balances(variant: int, location: int, keys: Collection[int]) -> dict[int, int]:
    """What was on hand after each of these lines of one level.

    Added up backwards from what is on hand now, so the newest page reads its own lines only,
    however long the ledger is. The level is read in the same statement.
    """
    if not keys:
        return {}
    on_hand = StockLevel.objects.filter(variant=variant, location=location).values("on_hand")
    newer: Any = Window(Sum("quantity"), order_by=F("pk").desc())
    rows = (
        StockMovement.objects.filter(variant=variant, location=location, pk__gte=min(keys))
        .order_by("-pk")
        .annotate(balance=Coalesce(Subquery(on_hand[:1]), Value(0)) - newer + F("quantity"))
        .values_list("pk", "balance")
    )
    wanted = set(keys)
    return {pk: int(balance) for pk, balance in rows.iterator(chunk_size=2000) if pk in wanted}
