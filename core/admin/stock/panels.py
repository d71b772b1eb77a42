"""What other pages show of the stock: shelves with buttons, reservations, the last lines."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from core.admin import words
from core.admin.stock import acts
from core.admin.stock.forms import until
from core.history import Door
from core.models import Location, Reservation, StockLevel, StockMovement, Variant
from core.queries import stock as reading

LAST = 8
IN_A_CELL = ("receive", "sell", "reserve", "count", "transfer")


def of_variant(user: Any, variant: Variant) -> dict[str, Any]:
    return _panel(user, [reading.of_variant(variant)])


def of_product(user: Any, product_id: int) -> dict[str, Any]:
    return _panel(user, reading.of_product(product_id))


def _panel(user: Any, shelves: Sequence[Any]) -> dict[str, Any]:
    if not shelves or not user.has_perm("core.view_stocklevel"):
        return {}
    places: dict[int, Location] = {
        level.location_id: level.location for shelf in shelves for level in shelf.levels
    }
    kept = reading.live_reservations([shelf.variant.pk for shelf in shelves])
    return {
        "places": list(places.values()),
        "shelves": [
            {
                "variant": shelf.variant,
                "cells": [*_cells(user, shelf, places)],
                "total": shelf.on_hand,
            }
            for shelf in shelves
        ],
        "kept": reserved(user, kept) if user.has_perm("core.view_reservation") else [],
    }


def _cells(user: Any, shelf: Any, places: dict[int, Location]) -> Iterable[dict[str, Any]]:
    levels = {level.location_id: level for level in shelf.levels}
    for pk, place in places.items():
        level = levels.get(pk)
        yield {
            "level": level,
            "what": f"{shelf.variant.sku}, {place}",
            "buttons": acts.buttons(user, shelf.variant.pk, pk, _useful(level)),
        }


def _useful(level: StockLevel | None) -> tuple[str, ...]:
    """Where nothing lies, nothing can be sold, reserved or brought away."""
    return IN_A_CELL if level is not None and level.on_hand else ("receive", "count")


def reserved(user: Any, rows: Iterable[Reservation]) -> list[dict[str, Any]]:
    may_sell, may_release = (
        user.has_perm(f"core.{name}") for name in ("sell_stock", "reserve_stock")
    )
    return [
        {
            "it": row,
            "until": until(row),
            "sell": sell_to_her(row) if may_sell else "",
            "release": reverse("admin:core_reservation_release", args=[row.pk])
            if may_release
            else "",
        }
        for row in rows
    ]


def sell_to_her(row: Reservation) -> str:
    asked = f"?variant={row.variant_id}&location={row.location_id}&customer={row.customer_id}"
    return reverse("admin:core_stock_act", args=["sell"]) + f"{asked}&quantity={row.quantity}"


def last_lines(user: Any, level: StockLevel) -> list[dict[str, Any]]:
    rows = list(
        reading.statement(StockMovement.objects.all()).filter(
            variant=level.variant_id, location=level.location_id
        )[:LAST]
    )
    left = reading.balances(level.variant_id, level.location_id, [row.pk for row in rows])
    return [
        {
            "it": row,
            "change": change(row.quantity),
            "when": words.moment(row.moved_at, level.location.zone),
            "who": who(row),
            "balance": left.get(row.pk, words.NOTHING),
            "undo": undo_link(user, row),
        }
        for row in rows
    ]


def change(quantity: int) -> str:
    return f"{'+' if quantity > 0 else '−'}{abs(quantity)}"


def who(line: StockMovement) -> str:
    name = line.actor.get_full_name() or line.actor.get_username() if line.actor else ""
    door = dict(Door.choices).get(line.door, "")
    return name or door or words.NOTHING


def undo_link(user: Any, line: StockMovement) -> str:
    """Where it can be taken back: not a line that is one already, nor one that was."""
    if line.undoes_id is not None or hasattr(line, "undone_by"):
        return ""
    if not user.has_perm("core.undo_movement"):
        return ""
    return reverse("admin:core_stockmovement_undo", args=[line.pk])
