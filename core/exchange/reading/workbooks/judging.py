"""A workbook judged before it is opened: what it unpacks to, and whether it is one at all."""

import struct
import zipfile
import zlib
from typing import BinaryIO

from core.exchange.reading.limits import Unreadable
from core.exchange.reading.strangers import SAVE_AS

MOST_PARTS = 2000
MOST_INDEX = 1024 * 1024
MOST_UNPACKED = 768 * 1024 * 1024
MOST_OF_ONE = {"styles": 16 * 1024 * 1024, "sharedstrings": 128 * 1024 * 1024}
"""Of the parts that are not rows."""
SUSPICIOUS = 10 * 1024 * 1024
MOST_RATIO = 100
END = b"PK\x05\x06"
DAMAGED = "This Excel workbook cannot be opened: it is damaged or not complete. Save it again."
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What a damaged archive raises while it is read; zipfile itself raises the last two."""
BOMB = (
    "This Excel workbook unpacks to far more than its size, so it was not opened. "
    "Save the list as “CSV UTF-8”, then choose that file."
)
OTHERS = (
    (
        "content.xml",
        f"This is an OpenDocument spreadsheet (.ods) or another office document. {SAVE_AS}",
    ),
    (
        "xl/workbook.bin",
        f"This is a binary Excel workbook (.xlsb). {SAVE_AS}",
    ),
    (
        "index/document.iwa",
        "This is an Apple document (.numbers). In Numbers choose File, Export to, CSV or Excel.",
    ),
    (
        "index.zip",
        "This is an Apple document (.numbers). In Numbers choose File, Export to, CSV or Excel.",
    ),
    (
        "word/document.xml",
        "This is a text document. Put the list into a spreadsheet and save that as “CSV UTF-8”.",
    ),
)


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """The workbook's archive, when it can be opened without harm. Raises Unreadable."""
    _require_index(file)
    try:
        archive = zipfile.ZipFile(file)
    except (*BROKEN, ValueError) as error:
        raise Unreadable(DAMAGED) from error
    try:
        _require_sane(archive)
    except Unreadable:
        archive.close()
        raise
    return archive


def _require_index(file: BinaryIO) -> None:
    """The list of parts is small; reading a long one would cost the memory already."""
    size = file.seek(0, 2)
    file.seek(max(size - 66_000, 0))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise Unreadable(DAMAGED)
    parts, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    if parts > MOST_PARTS or length > MOST_INDEX:
        raise Unreadable(
            f"This Excel workbook has more than {MOST_PARTS:,} parts, so it was not opened. "
            "Save the list as “CSV UTF-8”, then choose that file."
        )
    file.seek(0)


def _require_sane(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename.casefold() for part in parts}
    for name, sentence in OTHERS:
        if name in names and "xl/workbook.xml" not in names:
            raise Unreadable(sentence)
    if "[content_types].xml" not in names:
        raise Unreadable("This file is packed (ZIP). Unpack it and choose the file inside.")
    if len(names) < len(parts):
        raise Unreadable(DAMAGED)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(BOMB)
    for part in parts:
        _require_small(part)


def _require_small(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 1:
        raise Unreadable(
            "This workbook is protected by a password. Open it and save it without one."
        )
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable(DAMAGED)
    if part.file_size > SUSPICIOUS and part.file_size > MOST_RATIO * max(part.compress_size, 1):
        raise Unreadable(BOMB)
    kind = part.filename.rpartition("/")[2].partition(".")[0].casefold()
    if part.file_size > MOST_OF_ONE.get(kind, MOST_UNPACKED):
        raise Unreadable(BOMB)
