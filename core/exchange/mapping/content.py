"""What the cells of a column look like, whatever its name says."""

import re
from collections.abc import Callable, Iterable

from core.exchange import cells

FEW = 0.8
"""So many of the filled cells must look alike."""
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}\Z")
PHONE = re.compile(r"(?=(?:.*[0-9]){6})(?:\+|00|0|\()[0-9 ()./-]{5,24}\Z")
LINK = re.compile(r"https?://\S+\Z", re.IGNORECASE)
PICTURE = re.compile(r"https?://\S+\.(?:jpe?g|png|webp|gif|avif)(?:\?\S*)?", re.IGNORECASE)
AMOUNT = re.compile(r"(?:[€$£]\s?)?[0-9][0-9.,' ]*[.,][0-9]{2}(?:\s?(?:[€$£]|[A-Z]{3}))?\Z")
CODE = re.compile(r"[0-9]{8}(?:[0-9]{4,6})?\Z")


def is_ean(cell: str) -> bool:
    """Eight, twelve, thirteen or fourteen digits of which the last one checks the others."""
    if not CODE.match(cell) or len(cell) not in (8, 12, 13, 14):
        return False
    digits = [int(digit) for digit in reversed(cell)]
    return (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0


def is_date(cell: str) -> bool:
    return bool(cells.date_styles([cell]))


def is_moment(cell: str) -> bool:
    return is_date(cell) and bool(re.search(r"[0-9]:[0-9]{2}", cell))


LOOKS: dict[str, Callable[[str], object]] = {
    "mail": MAIL.match,
    "picture": PICTURE.match,
    "link": LINK.match,
    "ean": is_ean,
    "moment": is_moment,
    "date": is_date,
    "amount": AMOUNT.match,
    "phone": PHONE.match,
}
"""The most telling first."""

MEANT = {
    "mail": ("email",),
    "picture": ("pictures",),
    "link": ("website",),
    "ean": ("barcode",),
    "moment": ("starts_at",),
    "date": ("day", "wedding_on"),
    "amount": ("price", "budget"),
    "phone": ("phone",),
}
"""The fields that a column of that look can be."""


def look(values: Iterable[str]) -> str:
    """What the filled cells look like, "" for nothing in particular."""
    filled = [value.strip().lstrip("'") for value in values if value.strip()]
    if not filled:
        return ""
    for name, fits in LOOKS.items():
        if sum(1 for value in filled if fits(value)) >= FEW * len(filled):
            return name
    return ""
