"""The letters on a label, and which names they can write."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

PLAIN, BOLD = "LabelPlain", "LabelBold"
ELLIPSIS = "…"
FILES = {PLAIN: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}


@cache
def _font(name: str) -> TTFont:
    font = TTFont(name, Path(__file__).parent / "letters" / FILES[name])
    pdfmetrics.registerFont(font)
    return font


def register() -> None:
    for name in FILES:
        _font(name)


def can_write(text: str) -> bool:
    """Latin, Greek and Cyrillic letters; of others a printer would make boxes."""
    known = _font(PLAIN).face.charToGlyph
    return all(ord(mark) in known for mark in text)


def width(text: str, font: str, size: float) -> float:
    register()
    return float(pdfmetrics.stringWidth(text, font, size))


def cut(text: str, font: str, size: float, room: float) -> str:
    """The text as far as there is room for it, with an ellipsis where it was cut."""
    if width(text, font, size) <= room:
        return text
    short = text
    while short and width(short.rstrip() + ELLIPSIS, font, size) > room:
        short = short[:-1]
    return short.rstrip() + ELLIPSIS


def lines(text: str, font: str, size: float, room: float, most: int) -> list[str]:
    """The text on at most so many lines, broken between words, the last one cut."""
    found: list[str] = []
    waiting = text.split()
    while waiting and len(found) < most - 1:
        line = waiting.pop(0)
        while waiting and width(f"{line} {waiting[0]}", font, size) <= room:
            line += f" {waiting.pop(0)}"
        found.append(cut(line, font, size, room))
    if waiting:
        found.append(cut(" ".join(waiting), font, size, room))
    return found


def pieces(code: str, font: str, size: float, room: float, most: int) -> list[str]:
    """A code on at most so many lines, broken anywhere: it has no words."""
    found: list[str] = []
    while code and len(found) < most - 1:
        end = len(code)
        while end > 1 and width(code[:end], font, size) > room:
            end -= 1
        found.append(code[:end])
        code = code[end:]
    return [*found, cut(code, font, size, room)] if code else found
