"""The ledger of the last months: deliveries, sales, a count; levels are their sums."""

from datetime import datetime, timedelta

from core.models import Location, StockLevel, StockMovement, Variant
from core.services.demo import house
from core.services.demo.stage import Stage

Reason = StockMovement.Reason
BATCH = 500


def build(stage: Stage) -> None:
    movements: list[StockMovement] = []
    levels: list[StockLevel] = []
    for variant in stage.variants:
        is_gown = bool(variant.product.silhouette)
        for location in stage.locations.values():
            lines = _gown(stage, location) if is_gown else _accessory(stage)
            if not lines:
                continue
            written = [_movement(stage, variant, location, *line) for line in lines]
            movements += written
            on_hand = sum(movement.quantity for movement in written)
            low = _reorder_level(stage, is_gown=is_gown)
            levels.append(
                StockLevel(variant=variant, location=location, on_hand=on_hand, reorder_level=low)
            )
    _write(movements)
    StockLevel.objects.bulk_create(levels, batch_size=BATCH)


Line = tuple[int, str, int]
"""Quantity, reason, days ago."""


def _gown(stage: Stage, location: Location) -> list[Line]:
    """Most gowns are made to order; some hang ready for who is in a hurry."""
    if stage.dice.random() > (0.5 if location.slug == "berlin" else 0.3):
        return []
    pieces = stage.dice.choice([1, 1, 1, 2])
    lines: list[Line] = [(pieces, Reason.RECEIVED, stage.dice.choice([150, 95, 60]))]
    if stage.dice.random() < 0.12:
        lines.append((-1, Reason.SOLD, stage.dice.randint(1, 55)))
    return lines


def _accessory(stage: Stage) -> list[Line]:
    pieces = stage.dice.choice([5, 6, 8, 8, 10, 12])
    lines: list[Line] = [(pieces, Reason.RECEIVED, stage.dice.choice([120, 80]))]
    left = pieces
    for _ in range(stage.dice.randint(0, 4)):
        sold = min(left, stage.dice.choice([1, 1, 2]))
        if sold:
            lines.append((-sold, Reason.SOLD, stage.dice.randint(1, 75)))
            left -= sold
    if left and stage.dice.random() < 0.06:
        lines.append((-1, Reason.DAMAGED, stage.dice.randint(1, 20)))
    return lines


def _reorder_level(stage: Stage, *, is_gown: bool) -> int | None:
    if is_gown:
        return 0 if stage.dice.random() < 0.03 else None
    return stage.dice.choice([0, 0, 1, 1])


def _movement(
    stage: Stage, variant: Variant, location: Location, quantity: int, reason: str, days_ago: int
) -> StockMovement:
    moved_at = _moment(stage, location, days_ago)
    reference = {
        Reason.RECEIVED: f"Delivery {location.slug[:1].upper()}-{moved_at:%y%m}",
        Reason.SOLD: f"Receipt {stage.dice.randint(10_000, 99_999)}",
    }.get(Reason(reason), "")
    return StockMovement(
        variant=variant,
        location=location,
        quantity=quantity,
        reason=reason,
        reference=reference,
        note="Torn at the hem in the window." if reason == Reason.DAMAGED else "",
        door="job",
        moved_at=moved_at,
    )


def _moment(stage: Stage, location: Location, days_ago: int) -> datetime:
    """Some minute while the shop was open, by the clock of the location."""
    day = stage.now.astimezone(location.zone).date() - timedelta(days=days_ago)
    house_rules = next(one for one in stage.shop["locations"] if one["slug"] == location.slug)
    opens, closes = house.clock(stage.dice.choice(house_rules["hours"][str(day.weekday())]))
    minutes = (closes.hour - opens.hour) * 60 + closes.minute - opens.minute
    opened_at = datetime.combine(day, opens, tzinfo=location.zone)
    return opened_at + timedelta(minutes=stage.dice.randrange(minutes))


def _write(movements: list[StockMovement]) -> None:
    """Oldest first, as a ledger grows; it stamps its rows itself, so they are dated back."""
    movements.sort(key=lambda movement: movement.moved_at)
    dates = [movement.moved_at for movement in movements]
    StockMovement.objects.bulk_create(movements, batch_size=BATCH)
    for movement, moved_at in zip(movements, dates, strict=True):
        movement.moved_at = moved_at
    StockMovement.objects.bulk_update(movements, ["moved_at"], batch_size=BATCH)
