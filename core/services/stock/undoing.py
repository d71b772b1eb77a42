"""Undoing: a movement is taken back by a reversing line, once; a sheet by all of its lines."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import NotPossible
from core.models import Reservation, StockMovement, StockSheet
from core.services.stock import ledger, samples
from core.services.stock.ledger import Reason


def undo(movement: StockMovement, *, by: Any = None, note: str = "") -> StockMovement:
    """Reverse a movement, once; the other half of a transfer goes back with it.

    A sale gives its bride back what was reserved for her, while that still lasts; a sample that was
    released for sale becomes a sample again. Raises NotPossible when it is undone already,
    OutOfStock when the pieces are gone.
    """
    if movement.undoes_id is not None:
        raise NotPossible("This line takes back another one. Record the movement again instead.")
    with transaction.atomic():
        if movement.sample_id is not None:
            samples.lock(movement)
        return _reverse([movement, *_other_half(movement)], by=by, note=note)[0]


def undo_sheet(sheet: StockSheet, *, by: Any = None, note: str = "") -> StockSheet:
    """Take back a packing list or a stocktake as a whole, or nothing of it.

    Raises NotPossible the second time or where a line was undone alone, OutOfStock when pieces
    are gone.
    """
    with transaction.atomic():
        current = StockSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
        if current.state != StockSheet.State.APPLIED:
            raise NotPossible("This sheet has been undone already, or was never applied.")
        lines = current.movements.select_related("variant", "location")
        written = list(lines.filter(undoes__isnull=True).order_by("pk"))
        _reverse(written, by=by, note=note)
        current.state, current.undone_at = StockSheet.State.UNDONE, timezone.now()
        current.save(update_fields=["state", "undone_at"])
    sheet.refresh_from_db()
    return sheet


def _reverse(written: Sequence[StockMovement], *, by: Any, note: str) -> list[StockMovement]:
    levels = ledger.lock(map(ledger.key, written))
    gone = StockMovement.objects.filter(undoes__in=written).values_list("undoes", flat=True)
    if gone:
        what = "This movement has" if len(written) == 1 else "A line of this has"
        raise NotPossible(f"{what} been undone already.")
    lines = [
        ledger.line(
            one.variant,
            one.location,
            -one.quantity,
            Reason.UNDONE,
            by=by,
            reference=one.reference,
            note=note,
            undoes=one,
            sheet=one.sheet,
            sample=one.sample,
        )
        for one in written
    ]
    lines = ledger.apply(lines, levels)
    _reserve_again(written, levels)
    samples.take_back(written)
    return lines


def _reserve_again(written: Sequence[StockMovement], levels: ledger.Levels) -> None:
    """What was reserved for the bride of a sale is hers again, unless its time is over."""
    sold = [one for one in written if one.reason == Reason.SOLD]
    if not sold:
        return
    now = timezone.now()
    rows = list(Reservation.objects.filter(sale__in=sold, expires_at__gt=now))
    if not rows:
        return
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(
        ended_at=None, ending="", ended_by=None, sale=None
    )
    for row in rows:
        levels[ledger.key(row)].reserved += row.quantity
    ledger.save({ledger.key(row): levels[ledger.key(row)] for row in rows})


def _other_half(movement: StockMovement) -> list[StockMovement]:
    """Of a transfer, the line written with this one."""
    if movement.reason != Reason.TRANSFERRED:
        return []
    if movement.came_from_id is not None:
        return [movement.came_from]  # type: ignore[list-item]
    linked = StockMovement.objects.filter(came_from=movement)
    return list(linked) or _half_of_old(movement)


def _half_of_old(movement: StockMovement) -> list[StockMovement]:
    """Transfers of before the halves knew each other; the leaving half was always written first."""
    halves = StockMovement.objects.filter(
        variant=movement.variant_id,
        reason=Reason.TRANSFERRED,
        reference=movement.reference,
        quantity=-movement.quantity,
    )
    if movement.quantity < 0:
        return list(halves.filter(pk__gt=movement.pk).order_by("pk")[:1])
    return list(halves.filter(pk__lt=movement.pk).order_by("-pk")[:1])
