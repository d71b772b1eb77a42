"""Which choice is the size, which the colour, and what remains."""

import re

from core.exchange.drafts import Given, Values

SIZES = {
    "size", "sizes", "grösse", "größe", "groesse", "konfektionsgröße", "taille", "pointure",
    "talla", "taglia", "misura", "tamanho", "maat", "storlek", "størrelse", "koko", "rozmiar",
    "velikost", "méret", "размер", "beden", "サイズ", "尺码", "尺寸",
}  # fmt: skip
COLORS = {
    "color", "colors", "colour", "colours", "farbe", "couleur", "colore", "cor", "kleur",
    "färg", "farve", "farge", "väri", "kolor", "barva", "szín", "цвет", "renk", "カラー", "颜色",
}  # fmt: skip


def is_none(name: str, value: str) -> bool:
    """A product without choices has the option "Title: Default Title"."""
    return name.casefold() in {"", "title"} and value.casefold() == "default title"


def sort(given: list[tuple[str, Given]]) -> Values:
    """Named choices as size, color and other; a second size goes with the others, by its name."""
    values: Values = {}
    rest: list[tuple[str, Given]] = []
    for name, choice in given:
        words = set(re.findall(r"[^\W\d_]+", name.casefold()))
        if words & SIZES and "size" not in values:
            values["size"] = choice
        elif words & COLORS and "color" not in values:
            values["color"] = choice
        else:
            rest.append((name, choice))
    if rest:
        text = ", ".join(
            f"{name}: {choice.value}" if name else choice.value for name, choice in rest
        )
        values["other"] = rest[0][1]._replace(value=text)
    return values
