"""Texts in cells: formulas made harmless and taken back, words, yes and no, codes, numbers of pieces."""

import re

CLEAR = "(empty)"
"""Written in a cell, it empties the field; an empty cell keeps what is there."""

YES = {
    "yes", "y", "true", "1", "x", "on", "ja", "j", "oui", "si", "sí", "wahr", "vrai",
    "verdadero", "✓", "✔",
}  # fmt: skip
NO = {"no", "n", "false", "0", "off", "nein", "non", "falsch", "faux", "falso"}
AGREED = YES | {"subscribed", "opted in", "opted-in", "opt-in", "granted", "accepted"}
REFUSED = NO | {"unsubscribed", "not subscribed", "not_subscribed", "opted out", "opted-out"}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,2}\Z", re.IGNORECASE)


class Misread(ValueError):
    """The cell does not say what its column needs; the message says what to write instead."""


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; `original` takes it back."""
    return f"'{text}" if text.startswith(_DANGEROUS) or text == CLEAR else text


def original(cell: str) -> str:
    """The text before `harmless`."""
    if not cell.startswith("'"):
        return cell
    rest = cell[1:]
    return rest if rest.startswith(_DANGEROUS) or rest == CLEAR else cell


def pieces(cell: str) -> int:
    """A whole number of pieces, below zero where more was sold than there was."""
    text = cell.strip()
    if text.isdecimal() and text.isascii() and len(text) < 8:
        return int(text)
    if not re.fullmatch(r"-?[0-9]{1,7}([.,]0+)?", text):
        raise Misread("This is no number of pieces. Write a whole number like 3.")
    return int(re.split("[.,]", text)[0])


def whole(cell: str) -> int:
    """A whole number that counts something: weeks, people, a year."""
    text = cell.strip()
    if not re.fullmatch(r"[0-9]{1,6}([.,]0+)?", text):
        raise Misread("This is no whole number. Write it like 16.")
    return int(re.split("[.,]", text)[0])


def yes(cell: str) -> bool:
    word = cell.strip().casefold()
    if word not in YES | NO:
        raise Misread("Write yes or no.")
    return word in YES


def agreed(cell: str) -> bool | None:
    """Consent, which only an explicit yes gives; None where the word says neither yes nor no."""
    word = " ".join(cell.split()).casefold()
    if word in AGREED:
        return True
    return False if word in REFUSED else None


def words(cell: str) -> list[str]:
    """Words separated by commas, each once."""
    return list(dict.fromkeys(word for part in cell.split(",") if (word := part.strip())))


def code(cell: str) -> str:
    """A SKU or barcode, with its zeros in front."""
    text = cell.strip()
    if _SHORTENED.match(text):
        raise Misread(
            "A spreadsheet has shortened this number. Give the column the format “Text”, "
            "enter the code again and save."
        )
    return text


def shown(cell: str, most: int = 120) -> str:
    """A cell for people: one line, no more than `most` letters."""
    text = " ".join("".join(c if c.isprintable() else " " for c in cell).split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
