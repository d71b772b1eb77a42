"""Files that are no table: told by how they begin, and what to do with them instead."""

from core.exchange.reading.encodings import Open
from core.exchange.reading.limits import Unreadable

SAVE_AS = (
    "Open it and save it as “CSV UTF-8” or as an Excel workbook (.xlsx), then choose that file."
)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BEGINNINGS = (
    (b"%PDF", "This is a PDF. Ask for the list as CSV or Excel workbook (.xlsx)."),
    (b"\x89PNG", "This is a picture. Choose a CSV file or an Excel workbook (.xlsx)."),
    (b"\xff\xd8\xff", "This is a picture. Choose a CSV file or an Excel workbook (.xlsx)."),
    (b"GIF8", "This is a picture. Choose a CSV file or an Excel workbook (.xlsx)."),
    (b"{\\rtf", f"This is a text document. {SAVE_AS}"),
    (b"\x1f\x8b", "This file is packed (gzip). Unpack it and choose the file inside."),
    (b"Rar!", "This file is packed (RAR). Unpack it and choose the file inside."),
    (b"7z\xbc\xaf", "This file is packed (7z). Unpack it and choose the file inside."),
)
WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def refuse(opened: Open) -> bytes:
    """How the file begins; raises Unreadable where it is something else than text or a workbook."""
    with opened() as file:
        start = file.read(1024)
        is_old = start.startswith(OLD_WORKBOOK)
        rest = start + file.read() if is_old else b""
    if is_old:
        raise Unreadable(
            "This workbook is protected by a password. Open it and save it without one."
            if ENCRYPTED in rest
            else f"This is an old Excel workbook (.xls). {SAVE_AS}"
        )
    for beginning, sentence in BEGINNINGS:
        if start.startswith(beginning):
            raise Unreadable(sentence)
    _refuse_marked_up(start.lstrip(b"\xef\xbb\xbf \t\r\n").lower())
    return start


def _refuse_marked_up(start: bytes) -> None:
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        raise Unreadable(
            f"This is a web page, whatever its name says; Excel shows it as a table. {SAVE_AS}"
        )
    if start.startswith(b"<?xml"):
        raise Unreadable(f"This is an XML file. {SAVE_AS}")
    if start.startswith((b"{", b"[{", b"[\n")) and b'":' in start:
        raise Unreadable("This is a JSON file. Choose a CSV file or an Excel workbook (.xlsx).")
