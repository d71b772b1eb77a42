"""The sizes and colours of a product, filled in one go."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.db.models.functions import Lower
from simple_history.utils import bulk_create_with_history

from core import history
from core.errors import NotPossible, StaleVersion
from core.models import Product, Variant

MOST_CELLS = 300

Place = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class NewCell:
    """A size in a colour that the product is to have."""

    size: str
    color: str
    sku: str
    price: Decimal | None = None
    cost: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class PriceCell:
    """A variant that is there and gets another price; `seen` is the one that was shown."""

    variant_id: int
    price: Decimal | None
    seen: Decimal | None


@dataclass
class Filled:
    """What came of it."""

    new: list[Variant] = field(default_factory=list)
    changed: list[Variant] = field(default_factory=list)


class CellsRefused(NotPossible):
    """Some cells cannot be as they were wished; `facts["cells"]` has a sentence for each place."""

    code = "cells-refused"

    def __init__(self, cells: dict[Place, str]) -> None:
        first = "; ".join(f"{place_name(*place)}: {why}" for place, why in list(cells.items())[:3])
        more = f" And {len(cells) - 3} more." if len(cells) > 3 else ""
        super().__init__(f"Nothing was saved. {first}{more}", cells=cells)


def place_name(size: str, color: str) -> str:
    return ", ".join(part for part in (color, size and f"size {size}") if part) or "One size"


def fill(
    product: Product,
    *,
    new: Sequence[NewCell] = (),
    prices: Sequence[PriceCell] = (),
    by: Any = None,
) -> Filled:
    """Add all these variants and change these prices, or nothing.

    Raises CellsRefused, naming each cell that stands in the way.
    """
    if len(new) + len(prices) > MOST_CELLS:
        raise NotPossible(f"Fill at most {MOST_CELLS} cells at once.")
    try:
        with transaction.atomic():
            Product.objects.select_for_update(no_key=True).get(pk=product.pk)
            there = {
                v.pk: v for v in product.variants.select_for_update(no_key=True).order_by("pk")
            }
            wrong: dict[Place, str] = {}
            made = _made(product, new, there, wrong)
            changed = _repriced(prices, there, wrong)
            if wrong:
                raise CellsRefused(wrong)
            return _write(made, changed, by)
    except IntegrityError as error:
        raise StaleVersion("Somebody took one of these SKUs just now. Save once more.") from error


def _made(
    product: Product, new: Sequence[NewCell], there: dict[int, Variant], wrong: dict[Place, str]
) -> list[Variant]:
    last = product.variants.aggregate(last=Max("position"))["last"]
    places = {(v.size, v.color) for v in there.values() if not v.other}
    skus: dict[str, Place] = {}
    taken = _owners([cell.sku for cell in new])
    made = []
    for number, cell in enumerate(new, 0 if last is None else last + 1):
        place = (cell.size, cell.color)
        variant = Variant(
            product=product,
            size=cell.size,
            color=cell.color,
            sku=cell.sku.strip(),
            price=cell.price,
            cost=cell.cost,
            position=min(number, 32767),
        )
        low = variant.sku.lower()
        if why := _trouble(variant):
            wrong[place] = why
        elif place in places:
            wrong[place] = "the product has this variant already."
        elif low in taken:
            wrong[place] = f"the SKU {variant.sku} belongs to {taken[low]}."
        elif low in skus:
            wrong[place] = f"the SKU {variant.sku} stands in {place_name(*skus[low])} as well."
        places.add(place)
        skus.setdefault(low, place)
        made.append(variant)
    return made


def _owners(skus: Sequence[str]) -> dict[str, str]:
    """Whose these SKUs are, by their small letters; one query."""
    rows = Variant.objects.annotate(low=Lower("sku")).filter(
        low__in={sku.strip().lower() for sku in skus}
    )
    return {
        low: " ".join(part for part in (name, color, size) if part)
        for low, name, color, size in rows.order_by().values_list(
            "low", "product__name", "color", "size"
        )
    }


def _trouble(variant: Variant) -> str:
    """What its fields say, without asking the database once a cell."""
    try:
        variant.clean_fields(exclude=["product"])
    except ValidationError as error:
        return " ".join(
            f"{getattr(Variant._meta.get_field(name), 'verbose_name', name)}: {' '.join(said)}"
            for name, said in error.message_dict.items()
        )
    return ""


def _repriced(
    prices: Sequence[PriceCell], there: dict[int, Variant], wrong: dict[Place, str]
) -> list[Variant]:
    changed = []
    for cell in prices:
        if cell.price == cell.seen:
            continue
        variant = there.get(cell.variant_id)
        if variant is None:
            raise StaleVersion("Somebody deleted one of these variants. Open the page again.")
        if variant.price != cell.seen:
            wrong[variant.size, variant.color] = (
                f"somebody set the price to {variant.price} meanwhile."
            )
            continue
        variant.price = cell.price
        if why := _trouble(variant):
            wrong[variant.size, variant.color] = why
        changed.append(variant)
    return changed


def _write(made: list[Variant], changed: list[Variant], by: Any) -> Filled:
    person = by or history.acting_user()
    bulk_create_with_history(made, Variant, default_user=person)
    for variant in changed:
        history.sign(variant, by)
        variant.save(update_fields=["price", "updated_at"])
    return Filled(new=made, changed=changed)
