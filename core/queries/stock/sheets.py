"""What a stocktake found: counted, expected, the difference; nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from core.models import Category, SheetLine, StockLevel, StockMovement, StockSheet, Variant

Sheet = StockSheet


@dataclass(slots=True)
class Difference:
    """A variant whose shelf and ledger do not say the same."""

    variant: Variant
    expected: int
    counted: int
    later: int = 0
    reserved: int = 0
    is_scanned: bool = True

    @property
    def becomes(self) -> int:
        """What will be on hand: what was counted, and what has moved since."""
        return self.counted + self.later

    @property
    def change(self) -> int:
        return self.becomes - self.expected


def totals(sheet: Sheet) -> dict[str, int]:
    """How many pieces of how many variants are on the sheet."""
    added = sheet.lines.aggregate(pieces=Sum("quantity"), variants=Count("pk"))
    return {"pieces": added["pieces"] or 0, "variants": added["variants"]}


def within(sheet: Sheet) -> dict[str, Any]:
    """The filter on variants that the sheet is about; a category brings what is inside it."""
    asked: dict[str, Any] = {}
    if sheet.designer_id:
        asked["product__designer"] = sheet.designer_id
    if sheet.category_id:
        asked["product__category__in"] = _inside(sheet.category_id)
    return asked


def outside(sheet: Sheet, variant: Variant) -> bool:
    """Whether the sheet is about other designers or categories."""
    asked = within(sheet)
    return bool(asked) and not Variant.objects.filter(pk=variant.pk, **asked).exists()


def _inside(category: int) -> set[int]:
    parents = dict(Category.objects.values_list("pk", "parent_id"))
    found = {category}
    while more := {pk for pk, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def unscanned(sheet: Sheet) -> QuerySet[StockLevel]:
    """Levels with pieces that the sheet is about and nobody scanned."""
    asked = {f"variant__{name}": value for name, value in within(sheet).items()}
    scanned = sheet.lines.values("variant")
    return (
        StockLevel.objects.filter(location=sheet.location_id, on_hand__gt=0, **asked)
        .exclude(variant__in=scanned)
        .select_related("variant__product")
        .order_by("variant__product__name", "variant__position", "variant_id")
    )


def later(sheet: Sheet, after: dict[int, int]) -> dict[int, int]:
    """What has moved since each variant of `after` was counted, by the ledger's keys."""
    moved: dict[int, int] = {}
    if not after:
        return moved
    lines = StockMovement.objects.filter(location=sheet.location_id, pk__gt=min(after.values()))
    for pk, variant, quantity in lines.order_by().values_list("pk", "variant_id", "quantity"):
        if variant in after and pk > after[variant]:
            moved[variant] = moved.get(variant, 0) + quantity
    return moved


def differences(sheet: Sheet, *, with_unscanned: bool = False) -> list[Difference]:
    """Line by line what applying the sheet would change; what agrees is left out."""
    lines = list(sheet.lines.select_related("variant__product"))
    levels = {
        level.variant_id: level
        for level in StockLevel.objects.filter(
            location=sheet.location_id, variant__in=sheet.lines.values("variant")
        )
    }
    moved = later(sheet, {line.variant_id: line.after_movement for line in lines})
    found = [_difference(line, levels.get(line.variant_id), moved) for line in lines]
    if with_unscanned:
        found += _missing(sheet)
    wrong = [one for one in found if one.change]
    return sorted(wrong, key=lambda one: (one.variant.product.name, one.variant.position))


def _difference(line: SheetLine, level: StockLevel | None, moved: dict[int, int]) -> Difference:
    return Difference(
        line.variant,
        level.on_hand if level else 0,
        line.quantity,
        moved.get(line.variant_id, 0),
        level.reserved if level else 0,
    )


def _missing(sheet: Sheet) -> Iterable[Difference]:
    levels = list(unscanned(sheet))
    moved = later(sheet, {level.variant_id: sheet.after_movement for level in levels})
    for level in levels:
        yield Difference(
            level.variant,
            level.on_hand,
            0,
            moved.get(level.variant_id, 0),
            level.reserved,
            is_scanned=False,
        )
