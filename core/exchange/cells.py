"""What a single cell says: amounts, numbers, yes and no; formulas made harmless and taken back."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

CLEAR = "(empty)"
"""Written in a cell, it empties the field; an empty cell keeps what is there."""

YES = {"yes", "y", "true", "1", "x", "on", "ja", "oui", "si", "sí"}
NO = {"no", "n", "false", "0", "off", "nein", "non"}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_PLAIN = re.compile(r"[0-9]{1,12}\Z")
_DECIMAL = re.compile(r"([0-9]{1,12})[.,]([0-9]{1,2})0*\Z")
_GROUPED = re.compile(r"([1-9][0-9]{0,2})((?:[.,' ][0-9]{3})+)(?:([.,])([0-9]{1,2}))?\Z")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}\Z")


class Misread(ValueError):
    """The cell does not say what its column needs; the message says what to write instead."""


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; `original` takes it back."""
    return f"'{text}" if text.startswith(_DANGEROUS) or text == CLEAR else text


def original(cell: str) -> str:
    """The text before `harmless`."""
    rest = cell[1:]
    if cell.startswith("'") and (rest.startswith(_DANGEROUS) or rest == CLEAR):
        return rest
    return cell


def decimal_mark(cells: Iterable[str]) -> str:
    """The mark this column's amounts have before their cents, "" when they don't tell or differ."""
    marks = {
        found[1] for cell in cells if (found := re.search(r"[0-9]([.,])[0-9]{1,2}\Z", _bare(cell)))
    }
    return marks.pop() if len(marks) == 1 else ""


def amount(cell: str, mark: str = "") -> Decimal:
    """The amount in a cell, with decimal comma or point; `mark` settles 1.200 for the column."""
    return _amount(_bare(cell), mark).quantize(Decimal("0.01"))


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
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Sc")
    return re.sub(r"^[A-Z]{3}(?=[\s0-9-])|(?<=[\s0-9])[A-Z]{3}$", "", text.strip()).strip()


def pieces(cell: str) -> int:
    """A whole number of pieces, below zero where more was sold than there was."""
    text = cell.strip()
    if not re.fullmatch(r"-?[0-9]{1,7}(\.0+)?", text):
        raise Misread("This is no number of pieces. Write a whole number like 3.")
    return int(text.split(".")[0])


def yes(cell: str) -> bool:
    word = cell.strip().casefold()
    if word not in YES | NO:
        raise Misread("Write yes or no.")
    return word in YES


def words(cell: str) -> list[str]:
    """Words separated by commas, each once."""
    return list(dict.fromkeys(word for part in cell.split(",") if (word := part.strip())))


def web_address(cell: str) -> str:
    text = cell.strip()
    if not re.match(r"https?://[^\s/]", text, re.IGNORECASE):
        raise Misread("The address of a picture starts with http:// or https://.")
    return text


def shown(cell: str, most: int = 120) -> str:
    """A cell for people: one line, no more than `most` letters."""
    text = " ".join("".join(c if c.isprintable() else " " for c in cell).split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
