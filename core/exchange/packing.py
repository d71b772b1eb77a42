"""Packing lists: SKUs and barcodes with quantities, pasted, scanned or from a file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from core.errors import NotPossible
from core.exchange import reading
from core.models import Variant
from core.queries import codes

MOST_LINES = 5000
MOST_PIECES = 100_000
CODES = ("sku", "barcode", "ean", "gtin", "code", "article", "item", "style", "variant sku")
AMOUNTS = ("quantity", "qty", "pieces", "amount", "units", "count", "menge", "pcs", "on hand")
AMOUNT = re.compile(r"[0-9]{1,7}(?:[.,]0+)?\Z")
LIKE_A_NUMBER = re.compile(r"[-+]?[\d.,]+\Z", re.ASCII)


@dataclass(slots=True)
class Line:
    """What one line asks for: the readings of it that are possible, the likeliest first."""

    number: int
    readings: list[tuple[str, int]]
    shown: str


@dataclass(slots=True)
class Packed:
    """So many pieces of a variant, from these lines."""

    variant: Variant
    quantity: int = 0
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Fault:
    """A line that cannot be taken, and what to do about it."""

    line: int
    shown: str
    cure: str


@dataclass(slots=True)
class PackingList:
    packed: list[Packed]
    faults: list[Fault]

    @property
    def pieces(self) -> int:
        return sum(one.quantity for one in self.packed)


def text_of(data: bytes) -> str:
    """A file as lines `code<tab>quantity`. Raises Unreadable or NotPossible with a sentence.

    A first line that names the columns is understood; without one the first column is the code
    and the second the quantity.
    """
    table = reading.read(data)
    code = _column(table.headers, CODES)
    if code is None:
        return _without_headers(table)
    amount = _column(table.headers, AMOUNTS)
    rows = [
        (row.line, row.cells.get(code, "").strip(), row.cells.get(amount or "", "").strip() or "1")
        for row in table.rows
    ]
    return _placed((line, f"{sku}\t{quantity}") for line, sku, quantity in rows if sku)


def _column(headers: Sequence[str], names: Iterable[str]) -> str | None:
    by_name = {header.casefold(): header for header in headers}
    return next((by_name[name] for name in names if name in by_name), None)


def _without_headers(table: reading.Table) -> str:
    rows = [(1, table.headers[:2])]
    rows += [(row.line, list(row.cells.values())[:2]) for row in table.rows]
    if len(table.headers) > 2:
        raise NotPossible(
            "Name the columns in the first line: SKU (or barcode) and quantity.", field="file"
        )
    return _placed((line, "\t".join(cell.strip() for cell in cells)) for line, cells in rows)


def _placed(rows: Iterable[tuple[int, str]]) -> str:
    """Every record on the line it has in the file, so that faults name that line."""
    lines: list[str] = []
    for number, words in rows:
        lines += [""] * (number - len(lines) - 1)
        lines.append(words)
    return "\n".join(lines)


def read(text: str) -> PackingList:
    """The list with its variants; a code scanned again adds up. Raises NotPossible when too long."""
    lines = [_line(n, raw) for n, raw in enumerate(text.splitlines(), 1) if raw.strip()]
    if len(lines) > MOST_LINES:
        raise NotPossible(f"At most {MOST_LINES:,} lines at once; split the list.", field="codes")
    known = codes.by_code(code for line in lines for code, _ in line.readings)
    packed: dict[int, Packed] = {}
    faults = []
    for line in lines:
        found = next(((known[code], n) for code, n in line.readings if code in known), None)
        cure = _cure(line, found)
        if cure or found is None or isinstance(found[0], codes.Ambiguous):
            faults.append(Fault(line.number, line.shown, cure))
            continue
        one = packed.setdefault(found[0].pk, Packed(found[0]))
        one.quantity += found[1]
        one.lines.append(line.number)
    return PackingList(list(packed.values()), faults)


def _line(number: int, raw: str) -> Line:
    words = raw.strip()
    readings: list[tuple[str, int]] = []
    for mark in ("\t", ";", ","):
        if mark in words:
            code, _, rest = words.partition(mark)
            if (amount := _amount(rest.strip(" \t;,") or "1")) is not None:
                readings.append((code.strip(), amount))
            break
    else:
        readings.append((words, 1))
        code, _, rest = words.rpartition(" ")
        if code and (amount := _amount(rest)) is not None:
            readings.append((code.strip(), amount))
        elif code and LIKE_A_NUMBER.match(rest):
            readings.append((code.strip(), 0))  # which is refused as a quantity, not as a code
    return Line(number, readings, words[:80])


def _amount(words: str) -> int | None:
    return int(re.split("[.,]", words)[0]) if AMOUNT.match(words) else None


def _cure(line: Line, found: tuple[Variant | codes.Ambiguous, int] | None) -> str:
    """What to do about the line, empty when it can be taken."""
    if not line.readings:
        return "The quantity is no whole number. Write the code, then for example 3."
    if found is None:
        code = line.readings[-1][0]
        return (
            f"Nobody knows the code {code[:60]}. Check it for a typing error, "
            "or add the variant to its product first."
        )
    if isinstance(found[0], codes.Ambiguous):
        return "This is the SKU of one variant and the barcode of another. Use another code of it."
    if not 1 <= found[1] <= MOST_PIECES:
        return f"Write a quantity between 1 and {MOST_PIECES:,}."
    return ""
