"""A stocktake: scanned piece by piece, kept on the way, applied in one act."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core import history
from core.errors import NotPossible
from core.models import (
    Category,
    Designer,
    Location,
    SheetLine,
    StockMovement,
    StockSheet,
    Variant,
)
from core.queries import stock as reading
from core.services.stock import ledger
from core.services.stock.ledger import MOST_PIECES, Reason

State = StockSheet.State


def open_stocktake(
    location: Location,
    *,
    designer: Designer | None = None,
    category: Category | None = None,
    note: str = "",
    by: Any = None,
) -> StockSheet:
    """Begin to count the shelves of a location, or those of a designer or category there."""
    person: Any = by or history.acting_user()
    return StockSheet.objects.create(
        kind=StockSheet.Kind.STOCKTAKE,
        location=location,
        designer=designer,
        category=category,
        note=note.strip()[:250],
        actor=person,
        after_movement=_newest(),
    )


def scan(sheet: StockSheet, variant: Variant, *, quantity: int = 1, by: Any = None) -> SheetLine:
    """So many pieces more of it lie on the shelf. Raises NotPossible for what does not belong here."""
    with transaction.atomic():
        line = _line(_open(sheet), variant)
        return _write(line, line.quantity + quantity)


def set_counted(sheet: StockSheet, variant: Variant, *, quantity: int, by: Any = None) -> SheetLine:
    """Exactly so many pieces of it lie on the shelf."""
    with transaction.atomic():
        return _write(_line(_open(sheet), variant), quantity)


def apply(
    sheet: StockSheet, *, with_unscanned: bool = False, by: Any = None
) -> list[StockMovement]:
    """The differences become movements, all or none; what moved since a scan is kept.

    With `with_unscanned`, what nobody scanned is taken to be gone. Raises OutOfStock where more is
    reserved than found, NotPossible when it has been applied already.
    """
    with transaction.atomic():
        current = _open(sheet)
        if not (with_unscanned or current.lines.exists()):
            raise NotPossible("Nothing has been scanned yet.")
        lines = _movements(current, with_unscanned, by)
        current.state, current.done_at = State.APPLIED, timezone.now()
        current.save(update_fields=["state", "done_at"])
    sheet.refresh_from_db()
    return lines


def drop(sheet: StockSheet, *, by: Any = None) -> StockSheet:
    """Throw an open stocktake away; nothing is counted. Raises NotPossible once it is done."""
    with transaction.atomic():
        current = _open(sheet)
        current.state = State.DROPPED
        current.save(update_fields=["state"])
    sheet.refresh_from_db()
    return sheet


def _movements(sheet: StockSheet, with_unscanned: bool, by: Any) -> list[StockMovement]:
    targets = list(sheet.lines.values_list("variant_id", flat=True))
    if with_unscanned:
        targets += reading.unscanned(sheet).values_list("variant_id", flat=True)
    levels = ledger.lock((pk, sheet.location_id) for pk in targets)
    # Read again under the locks: what is sold from here on waits.
    found = reading.sheet_differences(sheet, with_unscanned=with_unscanned)
    for one in found:
        if one.becomes < 0:
            raise NotPossible(
                f"More of {one.variant.sku} was sold since it was scanned than was counted. "
                "Count it again."
            )
    why = {"by": by, "note": sheet.note or "Stocktake", "sheet": sheet}
    location = sheet.location
    lines = [ledger.line(one.variant, location, one.change, Reason.COUNTED, **why) for one in found]
    return ledger.apply(sorted(lines, key=ledger.key), levels) if lines else []


def _open(sheet: StockSheet) -> StockSheet:
    current = StockSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    if current.kind != StockSheet.Kind.STOCKTAKE or not current.is_open:
        raise NotPossible("This stocktake is finished. Begin a new one.")
    return current


def _line(sheet: StockSheet, variant: Variant) -> SheetLine:
    if reading.outside(sheet, variant):
        what = " and ".join(str(part) for part in (sheet.designer, sheet.category) if part)
        raise NotPossible(
            f"{variant.product} ({variant.sku}) is not part of this stocktake, which is about {what}. "
            "Put it aside, or begin another one.",
            field="code",
        )
    known = SheetLine.objects.filter(sheet=sheet, variant=variant).first()
    return known or SheetLine(sheet=sheet, variant=variant)


def _write(line: SheetLine, quantity: int) -> SheetLine:
    if not 0 <= quantity <= MOST_PIECES:
        raise NotPossible(f"Count between 0 and {MOST_PIECES:,} pieces.", field="quantity")
    line.quantity = quantity
    line.after_movement = _newest(variant=line.variant, location=line.sheet.location_id)
    line.save()
    return line


def _newest(**level: Any) -> int:
    newest = StockMovement.objects.filter(**level).aggregate(newest=Max("pk"))["newest"]
    return newest or 0
