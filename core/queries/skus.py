"""SKUs proposed for sizes and colours that a product does not have yet."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.db.models.functions import Lower

from core.models import Product, Variant

LONGEST = 80
SPECIAL = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"})

Place = tuple[str, str]
"""Size and colour: where a variant stands in the matrix of its product."""


def propose(product: Product, places: Sequence[Place]) -> dict[Place, str]:
    """A SKU for each place, like those the product has already, and taken by nobody."""
    there = list(product.variants.all())
    stems = _stems(product, there, [color for _, color in places])
    wished = {place: _join(stems[place[1]], code(place[0])) for place in places}
    return free(wished)


def free(wished: dict[Place, str]) -> dict[Place, str]:
    """The wished SKUs, numbered where somebody has them already or two would be alike."""
    found: dict[Place, str] = {}
    given: set[str] = set()
    waiting, number = dict(wished), 1
    while waiting:
        tries = {place: _numbered(sku, number) for place, sku in waiting.items()}
        taken = _taken(tries.values()) | given
        for place, sku in tries.items():
            if sku.lower() not in taken and sku.lower() not in given:
                found[place] = sku
                given.add(sku.lower())
                del waiting[place]
        number += 1
    return {place: found[place] for place in wished}


def _taken(skus: Iterable[str]) -> set[str]:
    lowered = {sku.lower() for sku in skus}
    rows = Variant.objects.annotate(low=Lower("sku")).filter(low__in=lowered)
    return set(rows.order_by().values_list("low", flat=True))


def _numbered(sku: str, number: int) -> str:
    ending = f"-{number}" if number > 1 else ""
    return sku[: LONGEST - len(ending)] + ending


def _join(*parts: str) -> str:
    return "-".join(part.strip("-") for part in parts if part.strip("-"))


def code(text: str) -> str:
    """Capital letters and digits of a text, as far as a scanner can read them: `S/M` is `SM`."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(SPECIAL))
    return re.sub(r"[^A-Z0-9.]", "", plain.encode("ascii", "ignore").decode().upper()).strip(".")


def _stems(product: Product, there: Sequence[Variant], colors: Iterable[str]) -> dict[str, str]:
    """What comes before the size, by colour: learned from the variants there are, else made up."""
    known: dict[str, str] = {}
    for variant in there:
        size = code(variant.size)
        if not variant.other and size and variant.sku.upper().endswith(size):
            known.setdefault(variant.color, variant.sku[: len(variant.sku) - len(size)].rstrip("-"))
    used = {part for stem in known.values() for part in stem.upper().split("-")}
    for color in dict.fromkeys(colors):
        if color not in known:
            known[color] = _like(known, color, used) or _made_up(product, color, used)
            used |= set(known[color].upper().split("-"))
    return known


def _like(known: dict[str, str], color: str, used: set[str]) -> str:
    """`AUR-IV` is known for Ivory, so Blush becomes `AUR-BL`."""
    for other, stem in known.items():
        parts = stem.split("-")
        for index, part in enumerate(parts):
            if index and len(part) > 1 and code(other).startswith(part.upper()):
                mine = _short(color, len(part), used)
                return _join(*parts[:index], mine, *parts[index + 1 :])
    return ""


def _made_up(product: Product, color: str, used: set[str]) -> str:
    brand = product.designer.name if product.designer else ""
    words = [word for word in map(code, brand.split()) if word]
    designer = "".join(word[0] for word in words)[:4] if len(words) > 1 else "".join(words)[:3]
    names = [word for word in map(code, product.name.split()) if word]
    name = "".join(names)[:8] if len("".join(names)) <= 8 else "".join(names[:1])[:8]
    return _join(designer, name or f"P{product.pk}", _short(color, 3, used))


def _short(color: str, length: int, used: set[str]) -> str:
    """A few letters of a colour that no other colour of the product has."""
    letters = code(color)
    for end in range(length, len(letters)):
        if letters[:end] not in used:
            return letters[:end]
    return letters
