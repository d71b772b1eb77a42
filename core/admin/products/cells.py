"""The cells of the grid of sizes and colours: read from what was typed, ordered, proposed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.admin import limits
from core.models import Variant
from core.services.catalog import NewCell, PriceCell

LETTERS = ["XXS", "XS", "S", "M", "L", "XL", "XXL", "2XL", "XXXL", "3XL", "4XL"]
PRICE = forms.DecimalField(max_digits=9, decimal_places=2, min_value=0, required=False)

Place = tuple[str, str]


class Unreadable(Exception):
    """What was typed into some cells is no price."""

    def __init__(self, places: dict[Place, str]) -> None:
        super().__init__()
        self.places = places


def several(text: str) -> list[str]:
    return [word.strip() for word in re.split(r"[,;\n]", text) if word.strip()]


def in_order(sizes: Iterable[str]) -> list[str]:
    """Numbers by their value, letters from small to large, the rest as it came."""

    def place(size: str) -> tuple[int, float, int]:
        number = re.match(r"\d+([.,]\d+)?", size)
        if number:
            return 1, float(number[0].replace(",", ".")), 0
        return (2, 0, LETTERS.index(size.upper())) if size.upper() in LETTERS else (3, 0, 0)

    return sorted(dict.fromkeys(sizes), key=place)


def chips(words: Iterable[str], chosen: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"value": word, "label": word or "None", "is_chosen": word in chosen}
        for word in dict.fromkeys(words)
    ]


def read(
    sizes: Sequence[str], colors: Sequence[str], typed: Mapping[str, str]
) -> tuple[list[NewCell], list[PriceCell]]:
    """The cells that were ticked, and the prices of those that are there."""
    new, prices = [], []
    wrong: dict[Place, str] = {}
    for row, size in enumerate(sizes):
        for column, color in enumerate(colors):
            at = f"{row}-{column}"
            is_there = limits.key(typed.get(f"v-{at}"))
            if not is_there and f"c-{at}" not in typed:
                continue
            try:
                price = PRICE.clean(typed.get(f"p-{at}", "").strip())
                seen = PRICE.clean(typed.get(f"w-{at}", ""))
            except ValidationError as error:
                wrong[size, color] = " ".join(error.messages)
                continue
            if is_there:
                prices.append(PriceCell(variant_id=is_there, price=price, seen=seen))
            else:
                sku = typed.get(f"s-{at}", "")
                new.append(NewCell(size=size, color=color, sku=sku, price=price))
    if wrong:
        raise Unreadable(wrong)
    return new, prices


class Prices:
    """What a new cell would cost: as its colour does, else as its size does, else as all do."""

    def __init__(self, there: Mapping[Place, Variant]) -> None:
        self._of: dict[tuple[str, str], Counter[Decimal]] = {}
        for (size, color), variant in there.items():
            if variant.price is not None:
                for key in (("color", color), ("size", size), ("all", "")):
                    self._of.setdefault(key, Counter())[variant.price] += 1

    def proposed(self, size: str, color: str) -> Decimal | str:
        for kind, word in (("color", color), ("size", size), ("all", "")):
            prices = self._of.get((kind, word))
            if prices and (len(prices) == 1 or not word):
                return prices.most_common(1)[0][0]
        return ""
