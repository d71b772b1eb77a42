"""Amounts and measures as people write them: decimal comma or point, thousands, currency signs."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from core.exchange.cells.texts import Misread

MARKS = [("", "Find out"), (".", "1,200.50"), (",", "1.200,50")]
_CENTS = Decimal("0.01")
_QUICK = re.compile(r"[0-9]{1,12}(\.[0-9]{2})?\Z", re.ASCII)
_QUICK_COMMA = re.compile(
    r"(?:€ ?)?([1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]{1,9}),([0-9]{2})(?:[ \xa0]?€)?\Z"
)
_TELLING = re.compile(r"[0-9]([.,])[0-9]{1,2}\Z")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3}){2,}\Z")
_PLAIN = re.compile(r"[0-9]{1,12}\Z")
_DECIMAL = re.compile(r"([0-9]{1,12})[.,]([0-9]{1,2})0*\Z")
_GROUPED = re.compile(r"([1-9][0-9]{0,2})((?:[.,' ][0-9]{3})+)(?:([.,])([0-9]{1,2}))?\Z")
_INDIAN = re.compile(r"([1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3})(?:\.([0-9]{1,2}))?\Z")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}\Z")
_NO_CENTS = re.compile(r"[.,](-{1,2}|–|—)\Z")
_UNIT = re.compile(
    r"^(?:[A-Z]{3}(?=[\s0-9-])|(?:fr|sfr|rs|kr)\.?(?=[\s0-9]))"
    r"|(?:(?<=[\s0-9])[A-Z]{3}|(?<=[\s0-9,.–-])(?:kr|zł|kč|ft|lei|fr)\.?)\Z",
    re.IGNORECASE,
)


def decimal_mark(cells: Iterable[str]) -> str:
    """The mark this column's amounts have before their cents, "" when they don't tell or differ."""
    marks = set()
    for cell in cells:
        if cell and (mark := mark_in(cell)):
            marks.add(mark)
            if len(marks) > 1:
                return ""
    return marks.pop() if marks else ""


def mark_in(cell: str) -> str:
    """What one amount tells about the mark before the cents."""
    if "." not in cell and "," not in cell:
        return ""
    text = cell if _QUICK.match(cell) else _bare(cell)
    if found := _TELLING.search(text):
        return found[1]
    if found := _GROUPS.match(text):
        return "," if found[1] == "." else "."
    return ""


def amount(cell: str, mark: str = "") -> Decimal:
    """The amount in a cell, with decimal comma or point; `mark` settles 1.200 for the column."""
    if quick := _QUICK.match(cell):
        return Decimal(cell) if quick[1] else Decimal(cell).quantize(_CENTS)
    if quick := _QUICK_COMMA.match(cell):
        return Decimal(f"{quick[1].replace('.', '')}.{quick[2]}")
    return _amount(_bare(cell), mark).quantize(_CENTS)


def _amount(bare: str, mark: str) -> Decimal:
    if _PLAIN.match(bare):
        return Decimal(bare)
    if _AMBIGUOUS.match(bare):
        return _ambiguous(bare, mark)
    if found := _DECIMAL.match(bare):
        return Decimal(f"{found[1]}.{found[2]}")
    found = _GROUPED.match(bare)
    if found and len(marks := set(re.findall(r"[^0-9]", found[2]))) == 1 and found[3] not in marks:
        return Decimal(f"{found[1]}{re.sub('[^0-9]', '', found[2])}.{found[4] or 0}")
    if found := _INDIAN.match(bare):
        return Decimal(f"{found[1].replace(',', '')}.{found[2] or 0}")
    if bare.startswith("-") and re.fullmatch(r"-[0-9.,]+", bare):
        raise Misread("An amount is never below zero.")
    raise Misread("This is no amount. Write it like 1200.00.")


def _ambiguous(bare: str, mark: str) -> Decimal:
    digits = re.sub("[.,]", "", bare)
    if not mark:
        whole, part = re.split("[.,]", bare)
        raise Misread(f"This can mean {digits} or {whole}.{part}. Write {digits}.00 instead.")
    if mark in bare:
        raise Misread("An amount has at most two places after the decimal mark.")
    return Decimal(digits)


def _bare(cell: str) -> str:
    """The cell without currency signs and codes, with plain spaces."""
    text = unicodedata.normalize("NFKC", cell).strip().replace("\u2019", "'")
    if not text.isascii() or "$" in text:
        text = re.sub(r"[A-Z]{1,3}(?=\$)", "", text)
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Sc")
    return _NO_CENTS.sub("", _UNIT.sub("", text.strip()).strip())


def measure(cell: str) -> Decimal:
    """Centimetres with at most one place after the decimal mark."""
    text = cell.strip().casefold().removesuffix("cm").strip().replace(",", ".")
    if re.search(r"(\"|''|″|in|inch|inches|ft)\Z", text):
        raise Misread("This is in inches. Write centimetres, like 92.5.")
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9])?0*", text):
        raise Misread("This is no measure. Write centimetres, like 92.5.")
    return Decimal(text).quantize(Decimal("0.1"))
