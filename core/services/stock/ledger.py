"""The ledger's own hands: lock the levels in one order, write the lines, keep the sums true."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import history
from core.errors import NotPossible, OutOfStock
from core.models import Location, Reservation, StockLevel, StockMovement, Variant

Reason = StockMovement.Reason
MOST_PIECES = 1_000_000
BATCH = 500

Key = tuple[int, int]
"""Variant and location: what a level is for, and the order in which levels are locked."""

Levels = dict[Key, StockLevel]


def check(quantity: int) -> None:
    if not 1 <= quantity <= MOST_PIECES:
        raise NotPossible(f"Write a quantity between 1 and {MOST_PIECES:,}.", field="quantity")


def key(row: StockMovement | Reservation) -> Key:
    return row.variant_id, row.location_id


def line(
    variant: Variant,
    location: Location,
    quantity: int,
    reason: str,
    *,
    by: Any,
    reference: str = "",
    note: str = "",
    **links: Any,
) -> StockMovement:
    """An unwritten line; `links` say what caused it."""
    person: Any = by or history.acting_user()
    return StockMovement(
        variant=variant,
        location=location,
        quantity=quantity,
        reason=reason,
        reference=reference.strip()[:120],
        note=note.strip()[:250],
        actor=person,
        door=history.current_door(),
        **links,
    )


def write(lines: Sequence[StockMovement]) -> list[StockMovement]:
    """Lock, check and write in one transaction. Raises OutOfStock."""
    with transaction.atomic():
        return apply(lines, lock(map(key, lines)))


def lock(keys: Iterable[Key]) -> Levels:
    """The levels of those keys, made where missing, locked in the order of their keys.

    What is missing is made before anything is locked: the other way round, two who need each
    other's new row would wait for each other. Reservations that have expired are let go.
    """
    wanted = sorted(set(keys))
    if len(wanted) == 1:
        levels = _locked(wanted)
        if not levels:
            _make(wanted)
            levels = _locked(wanted)
    else:
        for part in _parts(wanted):
            there = set(_rows(part).values_list("variant_id", "location_id"))
            _make([place for place in part if place not in there])
        levels = {}
        for part in _parts(wanted):
            levels |= _locked(part)
    if any(level.reserved for level in levels.values()):
        _let_go(levels)
    return levels


def _parts(keys: Sequence[Key]) -> Iterable[Sequence[Key]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def _rows(part: Sequence[Key]) -> Any:
    return StockLevel.objects.filter(
        variant_id__in={variant for variant, _ in part},
        location_id__in={location for _, location in part},
    ).order_by("variant_id", "location_id")


def _make(missing: Sequence[Key]) -> None:
    # Two at the same moment may both find it missing: the second one's row is dropped.
    StockLevel.objects.bulk_create(
        [StockLevel(variant_id=variant, location_id=location) for variant, location in missing],
        ignore_conflicts=True,
    )


def _locked(part: Sequence[Key]) -> Levels:
    rows = _rows(part).select_for_update(no_key=True)
    return {(level.variant_id, level.location_id): level for level in rows}


def _let_go(levels: Levels) -> None:
    """End the reservations on these locked levels whose time is over."""
    kept = [place for place, level in levels.items() if level.reserved]
    late = Reservation.objects.filter(
        ended_at__isnull=True,
        expires_at__lte=timezone.now(),
        variant_id__in={variant for variant, _ in kept},
        location_id__in={location for _, location in kept},
    )
    end([row for row in late if key(row) in levels], levels, ending=Reservation.Ending.EXPIRED)


def end(
    rows: Sequence[Reservation], levels: Levels, *, ending: str, by: Any = None, sale: Any = None
) -> None:
    """Write how these live reservations ended, and give their pieces free; the levels are locked."""
    if not rows:
        return
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(
        ended_at=timezone.now(), ending=ending, ended_by=by, sale=sale
    )
    touched = {}
    for row in rows:
        level = levels[key(row)]
        level.reserved -= row.quantity
        touched[key(row)] = level
    save(touched)


def apply(lines: Sequence[StockMovement], levels: Levels) -> list[StockMovement]:
    """Write the lines and what they make of the locked levels."""
    for one in lines:
        level = levels[key(one)]
        if one.quantity < 0 and level.available + one.quantity < 0:
            raise out_of_stock(one, level)
        if level.on_hand + one.quantity > MOST_PIECES:
            raise NotPossible(
                f"More than {MOST_PIECES:,} pieces of {one.variant.sku} cannot be on hand.",
                field="quantity",
            )
        level.on_hand += one.quantity
    save({key(one): levels[key(one)] for one in lines})
    return StockMovement.objects.bulk_create(lines, batch_size=BATCH)


def save(touched: Mapping[Key, StockLevel]) -> None:
    """Write the sums of locked levels."""
    if len(touched) == 1:  # the daily case, at half the cost
        (level,) = touched.values()
        StockLevel.objects.filter(pk=level.pk).update(
            on_hand=level.on_hand, reserved=level.reserved
        )
        return
    StockLevel.objects.bulk_update(touched.values(), ["on_hand", "reserved"], batch_size=BATCH)


def out_of_stock(one: StockMovement, level: StockLevel) -> OutOfStock:
    left = level.available
    sentence = (
        f"Only {left} of {one.variant.sku} left at {one.location}"
        if left
        else (f"No {one.variant.sku} left at {one.location}")
    )
    if level.reserved:
        sentence += f"; {level.reserved} more reserved"
    return OutOfStock(
        f"{sentence}.", field="quantity", on_hand=level.on_hand, available=level.available
    )
