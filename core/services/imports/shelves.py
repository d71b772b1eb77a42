"""Pieces on the shelf: what a file counts becomes movements, never a written number."""

from collections.abc import Sequence
from typing import Any

from core.models import Location, StockLevel, StockMovement, Variant
from core.services import stock
from core.services.imports.lines import Line
from core.services.imports.turns import Turn
from core.services.stock import ledger


def note(turn: Turn) -> str:
    return f"Counted by import {turn.job.pk}"


def count(turn: Turn, lines: Sequence[Line]) -> None:
    """The counts of variants at the job's location."""
    lines = [line for line in lines if not line.problem]
    if turn.job.location is None:
        return
    place = turn.job.location.pk
    _count(turn, [(line, (line.object_id, place)) for line in lines])


def level(turn: Turn, lines: Sequence[Line]) -> None:
    """Rows of a stock file: each names its own location, and may set when to order again."""
    lines = [line for line in lines if not line.problem]
    keyed = [(line, (line.object_id, int(line.parent_id or 0))) for line in lines]
    _count(turn, [pair for pair in keyed if "on_hand" in pair[0].after])
    _set_reorder(keyed, "before", "after")


def _count(
    turn: Turn,
    lines: Sequence[tuple[Line, ledger.Key]],
    *,
    was: str = "before",
    will: str = "after",
    told: str = "",
) -> None:
    if not lines:
        return
    variants = Variant.objects.in_bulk({key[0] for _, key in lines})
    places = Location.objects.in_bulk({key[1] for _, key in lines})
    there = [(line, key) for line, key in lines if key[0] in variants and key[1] in places]
    for line, key in lines:
        if (line, key) not in there:
            line.problem = "The variant or the location is no longer there."
    levels = ledger.lock(key for _, key in there)
    counts = []
    for line, key in there:
        now, wished = levels[key].on_hand, getattr(line, will)["on_hand"]
        if now == wished:
            continue
        if now != getattr(line, was).get("on_hand", 0):
            line.problem = f"The stock was changed since: {now} are on hand now."
        elif levels[key].reserved > wished:
            line.problem = f"{levels[key].reserved} are reserved by now; count at least those."
        else:
            counts.append(stock.Count(variants[key[0]], places[key[1]], wished))
    stock.count_many(
        counts, by=turn.by, reference=turn.job.file_name[:120], note=told or note(turn)
    )


def _set_reorder(lines: Sequence[tuple[Line, ledger.Key]], was: str, will: str) -> None:
    """When to order again is the level's own column, with a history of its own."""
    for line, (variant, place) in lines:
        wished: dict[str, Any] = getattr(line, will)
        if line.problem or "reorder_level" not in wished:
            continue
        row, _ = StockLevel.objects.get_or_create(variant_id=variant, location_id=place)
        if row.reorder_level not in (
            getattr(line, was).get("reorder_level"),
            wished["reorder_level"],
        ):
            line.problem = "The reorder level was changed since."
            continue
        row.reorder_level = wished["reorder_level"]
        row.save(update_fields=["reorder_level"])


# Back -------------------------------------------------------------------------


def count_back(turn: Turn, lines: Sequence[Line]) -> None:
    """Counts of variants that stay go back to what was on the shelf before."""
    if turn.job.location is not None:
        place = turn.job.location.pk
        keyed = [(line, (line.object_id, place)) for line in lines if not line.problem]
        _count(turn, keyed, was="after", will="before", told=f"Import {turn.job.pk} undone")


def level_back(turn: Turn, lines: Sequence[Line]) -> None:
    keyed = [
        (line, (line.object_id, int(line.parent_id or 0))) for line in lines if not line.problem
    ]
    _count(
        turn,
        [pair for pair in keyed if "on_hand" in pair[0].before],
        was="after",
        will="before",
        told=f"Import {turn.job.pk} undone",
    )
    _set_reorder(keyed, "after", "before")


def clear(turn: Turn, lines: Sequence[Line]) -> None:
    """The ledger of variants that go again, as far as this import alone has written it."""
    keys = [line.object_id for line in lines if not line.problem]
    others = StockMovement.objects.filter(variant_id__in=keys).exclude(note=note(turn))
    moved = set(others.values_list("variant_id", flat=True))
    used = set(
        StockLevel.objects.filter(variant_id__in=keys, reserved__gt=0).values_list(
            "variant_id", flat=True
        )
    )
    for line in lines:
        if not line.problem and line.object_id in moved | used:
            line.problem = "Pieces of it were moved or reserved since."
    gone = [line.object_id for line in lines if not line.problem]
    for rows in (
        StockMovement.objects.filter(variant_id__in=gone),
        StockLevel.objects.filter(variant_id__in=gone),
    ):
        rows._raw_delete(rows.db)
