"""Pieces put aside for brides who fetch them soon, and some that were given free again."""

from datetime import datetime, time, timedelta

from core.models import Location, Reservation, StockLevel
from core.services.demo.stage import Bride, Stage

EACH = 5  # shop
NOTES = (
    "Fetches it after the last fitting.",
    "Her mother decides with her.",
    "Deposit paid in the shop.",
    "",
)


def build(stage: Stage) -> None:
    """Accessories of her own shop; two brides a shop thought better of it."""
    for location in stage.locations.values():
        brides = [bride for bride in stage.brides if bride.home == location.slug]
        levels = _levels(location)
        step = max(len(levels) // (EACH + 2), 1)
        for number, (bride, level) in enumerate(
            zip(brides[2:], levels[::step][: EACH + 2], strict=False)
        ):
            _promise(stage, bride, level, number, is_over=number >= EACH)


def _levels(location: Location) -> list[StockLevel]:
    found = StockLevel.objects.filter(
        location=location, on_hand__gte=3, variant__product__status="active"
    )
    return list(found.select_related("variant__product").order_by("variant__product__name", "pk"))


def _promise(stage: Stage, bride: Bride, level: StockLevel, number: int, *, is_over: bool) -> None:
    kept = Reservation.objects.create(
        variant=level.variant,
        location=level.location,
        customer=bride.customer,
        expires_at=_midnight(stage, level.location, in_days=3 + 4 * number),
        note=NOTES[number % len(NOTES)],
        door="job",
        ended_at=stage.now - timedelta(days=1, hours=number) if is_over else None,
        ending=Reservation.Ending.RELEASED if is_over else "",
    )
    made = stage.now - timedelta(days=2 + number, hours=number)
    Reservation.objects.filter(pk=kept.pk).update(reserved_at=made)
    if not is_over:
        StockLevel.objects.filter(pk=level.pk).update(reserved=kept.quantity)


def _midnight(stage: Stage, location: Location, *, in_days: int) -> datetime:
    day = stage.now.astimezone(location.zone).date() + timedelta(days=in_days)
    return datetime.combine(day, time.min, tzinfo=location.zone)
