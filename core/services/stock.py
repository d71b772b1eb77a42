"""Stock: the only acts that write the ledger, and the cached levels with it."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from core import history
from core.errors import NotPossible, OutOfStock
from core.models import Location, StockLevel, StockMovement, Variant

Reason = StockMovement.Reason
MOST_PIECES = 1_000_000
BATCH = 500
REASONS_TO_ADJUST = {Reason.ADJUSTED, Reason.RETURNED, Reason.DAMAGED, Reason.SAMPLE_RELEASED}

Key = tuple[int, int]
"""Variant and location: what a level is for, and the order in which levels are locked."""


class Count(NamedTuple):
    """So many pieces of a variant lie on the shelf of a location."""

    variant: Variant
    location: Location
    counted: int


def receive(
    variant: Variant,
    *,
    location: Location,
    quantity: int,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> StockMovement:
    """Pieces came in. Raises NotPossible for a quantity below one."""
    _check(quantity)
    line = _line(variant, location, quantity, Reason.RECEIVED, by, reference, note)
    return _write([line])[0]


def sell(
    variant: Variant,
    *,
    location: Location,
    quantity: int = 1,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> StockMovement:
    """Pieces went to a bride. Raises OutOfStock with what is left; reserved pieces are not left."""
    _check(quantity)
    line = _line(variant, location, -quantity, Reason.SOLD, by, reference, note)
    return _write([line])[0]


def adjust(
    variant: Variant,
    *,
    location: Location,
    quantity: int,
    note: str,
    reason: str = Reason.ADJUSTED,
    by: Any = None,
    reference: str = "",
) -> StockMovement:
    """Add (or, below zero, take away) pieces for a reason that is told. Raises OutOfStock."""
    _check(abs(quantity))
    if reason not in REASONS_TO_ADJUST:
        raise NotPossible("Choose why the stock is corrected.", field="reason")
    if not note.strip():
        raise NotPossible("Say in a few words why the stock is corrected.", field="note")
    return _write([_line(variant, location, quantity, reason, by, reference, note)])[0]


def transfer(
    variant: Variant,
    *,
    origin: Location,
    destination: Location,
    quantity: int,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> tuple[StockMovement, StockMovement]:
    """Bring pieces from one location to another: what left, what arrived. Raises OutOfStock."""
    _check(quantity)
    if origin.pk == destination.pk:
        raise NotPossible("Choose two different locations.", field="destination")
    reference = reference or f"transfer {secrets.token_hex(4)}"
    why = (Reason.TRANSFERRED, by, reference, note)
    left, arrived = _write(
        [_line(variant, origin, -quantity, *why), _line(variant, destination, quantity, *why)]
    )
    return left, arrived


def count(
    variant: Variant,
    *,
    location: Location,
    counted: int,
    by: Any = None,
    reference: str = "",
    note: str = "",
) -> StockMovement | None:
    """Somebody counted the shelf; the difference becomes a movement, None when there is none."""
    lines = count_many([Count(variant, location, counted)], by=by, reference=reference, note=note)
    return lines[0] if lines else None


def count_many(
    counts: Iterable[Count], *, by: Any = None, reference: str = "", note: str = ""
) -> list[StockMovement]:
    """A whole stocktake in one transaction. Raises OutOfStock where more is reserved than found."""
    found = {(c.variant.pk, c.location.pk): c for c in counts}
    for item in found.values():
        if not 0 <= item.counted <= MOST_PIECES:
            raise NotPossible(f"Count between 0 and {MOST_PIECES:,} pieces.", field="counted")
    with transaction.atomic():
        levels = _lock(found)
        lines = [
            _line(c.variant, c.location, difference, Reason.COUNTED, by, reference, note)
            for key, c in sorted(found.items(), key=lambda pair: pair[0])
            if (difference := c.counted - levels[key].on_hand)
        ]
        return _apply(lines, levels)


def undo(movement: StockMovement, *, by: Any = None, note: str = "") -> StockMovement:
    """Reverse a movement, once; the other half of a transfer goes back with it.

    Raises NotPossible when it is undone already, OutOfStock when the pieces are gone.
    """
    if movement.undoes_id is not None:
        raise NotPossible("This line takes back another one. Record the movement again instead.")
    with transaction.atomic():
        halves = [movement, *_other_half(movement)]
        levels = _lock(_key(half) for half in halves)
        if StockMovement.objects.filter(undoes__in=halves).exists():
            raise NotPossible("This movement has been undone already.")
        lines = [
            _line(m.variant, m.location, -m.quantity, Reason.UNDONE, by, m.reference, note)
            for m in halves
        ]
        for line, half in zip(lines, halves, strict=True):
            line.undoes = half
        return _apply(lines, levels)[0]


def _check(quantity: int) -> None:
    if not 1 <= quantity <= MOST_PIECES:
        raise NotPossible(f"Write a quantity between 1 and {MOST_PIECES:,}.", field="quantity")


def _key(line: StockMovement) -> Key:
    return line.variant_id, line.location_id


def _line(
    variant: Variant,
    location: Location,
    quantity: int,
    reason: str,
    by: Any,
    reference: str,
    note: str,
) -> StockMovement:
    person: Any = by or history.acting_user()
    return StockMovement(
        variant=variant,
        location=location,
        quantity=quantity,
        reason=reason,
        reference=reference[:120],
        note=note.strip()[:250],
        actor=person,
        door=history.current_door(),
    )


def _write(lines: Sequence[StockMovement]) -> list[StockMovement]:
    with transaction.atomic():
        return _apply(lines, _lock(map(_key, lines)))


def _lock(keys: Iterable[Key]) -> dict[Key, StockLevel]:
    """The levels of those keys, made where missing, locked in the order of their keys."""
    wanted = sorted(set(keys))
    locked: dict[Key, StockLevel] = {}
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        rows = StockLevel.objects.filter(
            variant_id__in={variant for variant, _ in part},
            location_id__in={location for _, location in part},
        ).order_by("variant_id", "location_id")
        there = set(rows.values_list("variant_id", "location_id"))
        # Two at the same moment may both find it missing: the second one's row is dropped.
        StockLevel.objects.bulk_create(
            [
                StockLevel(variant_id=variant, location_id=location)
                for variant, location in part
                if (variant, location) not in there
            ],
            ignore_conflicts=True,
        )
        locked |= {
            (level.variant_id, level.location_id): level
            for level in rows.select_for_update(no_key=True)
        }
    return locked


def _apply(lines: Sequence[StockMovement], levels: dict[Key, StockLevel]) -> list[StockMovement]:
    """Write the lines and what they make of the locked levels."""
    for line in lines:
        level = levels[_key(line)]
        if line.quantity < 0 and level.available + line.quantity < 0:
            raise _out_of_stock(line, level)
        level.on_hand += line.quantity
    touched = {_key(line): levels[_key(line)] for line in lines}
    StockLevel.objects.bulk_update(touched.values(), ["on_hand"], batch_size=BATCH)
    return StockMovement.objects.bulk_create(lines, batch_size=BATCH)


def _out_of_stock(line: StockMovement, level: StockLevel) -> OutOfStock:
    left = level.available
    sentence = (
        f"Only {left} of {line.variant.sku} left at {line.location}"
        if left
        else (f"No {line.variant.sku} left at {line.location}")
    )
    if level.reserved:
        sentence += f"; {level.reserved} more reserved"
    return OutOfStock(
        f"{sentence}.", field="quantity", on_hand=level.on_hand, available=level.available
    )


def _other_half(movement: StockMovement) -> list[StockMovement]:
    """Of a transfer, the line written with this one; the leaving half is always written first."""
    if movement.reason != Reason.TRANSFERRED:
        return []
    halves = StockMovement.objects.filter(
        variant=movement.variant_id,
        reason=Reason.TRANSFERRED,
        reference=movement.reference,
        quantity=-movement.quantity,
    )
    if movement.quantity < 0:
        return list(halves.filter(pk__gt=movement.pk).order_by("pk")[:1])
    return list(halves.filter(pk__lt=movement.pk).order_by("-pk")[:1])
