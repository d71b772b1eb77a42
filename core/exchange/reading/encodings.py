"""Which encoding a text file has, found by decoding all of it once, a piece at a time."""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from core.exchange.reading import limits
from core.exchange.reading.limits import Unreadable

Open = Callable[[], BinaryIO]

PIECE = 256 * 1024
CHOICES = [
    ("", "Find out"),
    ("utf-8", "Unicode (UTF-8)"),
    ("utf-16", "Unicode (UTF-16)"),
    ("cp1252", "Western European (Windows)"),
    ("iso-8859-15", "Western European (ISO)"),
    ("mac-roman", "Western European (Mac)"),
    ("cp1250", "Central European (Windows)"),
    ("cp1251", "Cyrillic (Windows)"),
    ("cp1253", "Greek (Windows)"),
    ("cp1254", "Turkish (Windows)"),
]
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
UTF16 = {"utf-16", "utf-16-le", "utf-16-be"}
WINDOWS = (
    "The file is not in UTF-8; it was read as Western European (Windows). "
    "Check letters like ä, é and ß below."
)


@dataclass(slots=True)
class Text:
    """What the first walk over a text file found out."""

    encoding: str
    skip: int = 0
    """Bytes of the byte order mark."""
    lines: int = 1
    has_quotes: bool = False
    notice: str = ""


def find(opened: Open, chosen: str = "") -> Text:
    """The encoding, `chosen` or found out; raises Unreadable naming line and byte."""
    with opened() as file:
        start = file.read(400)
    mark, marked = next(((m, e) for m, e in MARKS if start.startswith(m)), (b"", ""))
    if chosen:
        known = _known(chosen, marked, start)
        return _walked(opened, Text(known, len(mark) if known == marked else 0))
    if encoding := marked or _looks_like_utf16(start):
        return _walked(opened, Text(encoding, len(mark)))
    try:
        return _walked(opened, Text("utf-8"))
    except _Broken as broken:
        if _is_mostly_utf8(opened):
            raise
        try:
            found = _walked(opened, Text("cp1252"))
        except _Broken as neither:
            raise neither from broken
    found.notice = WINDOWS
    return found


class _Broken(Unreadable):
    """A byte that is no letter in this encoding."""


def _known(chosen: str, marked: str, start: bytes) -> str:
    name = chosen.strip().lower()
    if name not in {known for known, _ in CHOICES} | {known for _, known in MARKS} | UTF16:
        raise Unreadable(f"The encoding “{chosen[:40]}” is not known. Choose one of the list.")
    if name in UTF16:
        return marked if marked in UTF16 else _looks_like_utf16(start) or "utf-16-le"
    return name


def _looks_like_utf16(start: bytes) -> str:
    """UTF-16 without its mark gives itself away by a zero in every second byte."""
    start = start[:200]
    zeros = start[::2].count(0), start[1::2].count(0)
    if len(start) % 2 == 0 and max(zeros) > len(start) / 4 and min(zeros) == 0:
        return "utf-16-be" if zeros[0] else "utf-16-le"
    return ""


def _walked(opened: Open, found: Text) -> Text:
    run, before, filled = 0, "", False
    for text in _decoded(opened, found):
        if "\x00" in text:
            _count(found, before, text[: text.index("\x00")])
            raise Unreadable(
                f"Line {found.lines} holds a zero byte, so this is no text file. "
                "Export it again as CSV."
            )
        filled = filled or not text.isspace()
        found.has_quotes = found.has_quotes or '"' in text
        last = max(text.rfind("\n"), text.rfind("\r"))
        run = run + len(text) if last < 0 else len(text) - last - 1
        _count(found, before, text)
        if run > limits.MOST_LINE:
            raise Unreadable(
                f"Line {found.lines} is longer than 1 MB, so its columns can't be told apart. "
                "Export the file again as CSV, with each record on a line of its own."
            )
        before = text
    if not filled:
        raise Unreadable("The file is empty.")
    found.lines -= before.endswith(("\n", "\r"))
    return found


def _count(found: Text, before: str, text: str) -> None:
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    found.lines += ends - (before.endswith("\r") and text.startswith("\n"))


def _decoded(opened: Open, found: Text) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(found.encoding)()
    at = found.skip
    with opened() as file:
        file.seek(at)
        while True:
            data = file.read(PIECE)
            held = decoder.getstate()[0]
            try:
                if text := decoder.decode(data, final=not data):
                    yield text
            except UnicodeDecodeError as error:
                _count(found, "", error.object[: error.start].decode(found.encoding, "ignore"))
                raise _undecodable(found, error, at - len(held) + error.start) from error
            if not data:
                return
            at += len(data)


def _undecodable(found: Text, error: UnicodeDecodeError, at: int) -> _Broken:
    names = {"cp1252": "Windows text", "utf-8": "UTF-8"}
    name = names.get(found.encoding, dict(CHOICES).get(found.encoding, found.encoding.upper()))
    return _Broken(
        f"Line {found.lines} holds a byte that is no letter in {name} "
        f"(byte {at + 1}: {error.object[error.start]:02X}). Save the file as “CSV UTF-8”."
    )


def _is_mostly_utf8(opened: Open) -> bool:
    """More of its letters are whole in UTF-8 than broken: it was UTF-8 and got damaged."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    broken = foreign = 0
    with opened() as file:
        while data := file.read(PIECE):
            text = decoder.decode(data)
            broken += text.count("\ufffd")
            foreign += len(text) - len(text.encode("ascii", "ignore"))
    return broken < foreign - broken
