"""The small parts of a workbook: which sheets it has, how numbers are shown, the shared texts."""

import posixpath
import re
import tempfile
import zipfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, NamedTuple
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from core.exchange.reading.limits import Unreadable
from core.exchange.reading.workbooks.judging import BROKEN, DAMAGED

PIECE = 64 * 1024
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
IN_MEMORY = 2 * 1024 * 1024

Attributes = dict[str, str]


class SheetPart(NamedTuple):
    title: str
    path: str
    is_hidden: bool


def parser() -> Any:
    """An XML parser that takes no document types, and with them no entities of its own."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _refuse_doctype
    return made


def _refuse_doctype(*_: Any) -> None:
    raise Unreadable(
        "This workbook declares entities of its own, which no spreadsheet program does. "
        "Save the list as “CSV UTF-8”, then choose that file."
    )


def fed(made: Any, part: IO[bytes]) -> Iterator[None]:
    """Feed the part to the parser, stopping after every piece. Raises Unreadable."""
    try:
        while data := part.read(PIECE):
            made.Parse(data, False)
            yield
        made.Parse(b"", True)
    except (*BROKEN, expat.ExpatError, ValueError) as error:
        raise Unreadable(DAMAGED) from error
    yield


def local(name: str) -> str:
    return name.rpartition(":")[2]


def _starts(archive: zipfile.ZipFile, path: str) -> list[tuple[str, Attributes]]:
    """Names and attributes of all elements of a small part, in their order."""
    found: list[tuple[str, Attributes]] = []
    made = parser()
    made.StartElementHandler = lambda name, given: found.append(
        (local(name), {local(key): value for key, value in given.items()})
    )
    try:
        with archive.open(path) as part:
            for _ in fed(made, part):
                pass
    except KeyError as error:
        raise Unreadable(DAMAGED) from error
    return found


def _target(archive: zipfile.ZipFile, base: str, target: str) -> str:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
    return (target if target.startswith("/") else path).lstrip("/")


def related(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """What a part points to inside the workbook: key to kind and path."""
    folder, name = posixpath.split(path)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    if rels not in archive.namelist():
        return {}
    return {
        given.get("Id", ""): (
            posixpath.basename(given.get("Type", "")),
            _target(archive, path, given.get("Target", "")),
        )
        for name, given in _starts(archive, rels)
        if name == "Relationship" and given.get("TargetMode") != "External"
    }


def main(archive: zipfile.ZipFile) -> str:
    """The part that lists the sheets."""
    for kind, path in related(archive, "").values():
        if kind == "officeDocument":
            return path
    return "xl/workbook.xml"


def sheets(archive: zipfile.ZipFile, path: str) -> tuple[list[SheetPart], bool]:
    """The sheets of cells, and whether days are counted from 1904."""
    targets = related(archive, path)
    found: list[SheetPart] = []
    is_1904 = False
    for name, given in _starts(archive, path):
        if name == "workbookPr":
            is_1904 = given.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            kind, target = targets.get(given.get("id", ""), ("", ""))
            if kind == "worksheet" and target in archive.namelist():
                hidden = given.get("state", "visible") != "visible"
                found.append(SheetPart(given.get("name", ""), target, hidden))
    return found, is_1904


# How numbers are shown -------------------------------------------------------------


class Shown(NamedTuple):
    """What a cell's style makes of a number."""

    is_date: bool = False
    is_span: bool = False
    zeros: int = 0
    """So many digits are shown, with zeros in front."""


def styles(archive: zipfile.ZipFile, path: str) -> list[Shown]:
    """For every style of a cell, in the order cells name them."""
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    found: list[Shown] = []
    inside = ""
    for name, given in _starts(archive, path) if path in archive.namelist() else []:
        if name in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            inside = name
        elif name == "numFmt" and inside != "dxfs":
            codes[_number(given.get("numFmtId"))] = given.get("formatCode", "")
        elif name == "xf" and inside == "cellXfs":
            found.append(_shown(codes.get(_number(given.get("numFmtId")), "")))
    return found


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _shown(code: str) -> Shown:
    zeros = len(code) if re.fullmatch("0{2,}", code) else 0
    if zeros or not code:
        return Shown(zeros=zeros)
    return Shown(bool(is_date_format(code)), bool(is_timedelta_format(code)))


# Shared texts ----------------------------------------------------------------------


@dataclass(slots=True)
class Texts:
    """Texts by number, in memory while they are few, else in a file of their own."""

    ends: "array[int]"
    file: Any

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self.ends) - 1:
            raise Unreadable(DAMAGED)
        begin = self.ends[number]
        self.file.seek(begin)
        return str(self.file.read(self.ends[number + 1] - begin), "utf-8", "surrogatepass")


@contextmanager
def texts(archive: zipfile.ZipFile, path: str) -> Iterator[Texts]:
    """The shared texts, for as long as the rows are read."""
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        found = Texts(array("Q", [0]), file)

        def take(text: str) -> None:
            data = unescaped(text).encode("utf-8", "surrogatepass")
            file.write(data)
            found.ends.append(found.ends[-1] + len(data))

        if path in archive.namelist():
            made = parser()
            collect_texts(made, take)
            with archive.open(path) as part:
                for _ in fed(made, part):
                    pass
        yield found


def collect_texts(made: Any, take: Callable[[str], None]) -> None:
    """Calls `take` with the text of each shared item, without the hints on how it is spoken."""
    pieces: list[str] = []
    spoken = False

    def start(name: str, _: Attributes) -> None:
        nonlocal spoken
        kind = local(name)
        if kind == "si":
            pieces.clear()
        elif kind == "rPh":
            spoken = True
        elif kind == "t" and not spoken:
            made.CharacterDataHandler = pieces.append

    def end(name: str) -> None:
        nonlocal spoken
        kind = local(name)
        if kind == "t":
            made.CharacterDataHandler = None
        elif kind == "rPh":
            spoken = False
        elif kind == "si":
            take("".join(pieces))

    made.StartElementHandler, made.EndElementHandler = start, end


def unescaped(text: str) -> str:
    """Letters that XML can't hold are written like _x000D_."""
    if "_x" not in text:
        return text
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\x00", "")
