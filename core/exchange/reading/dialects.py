"""What separates the columns, and which row names them: weighed over the first rows of a file."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from core.exchange.reading import delimited
from core.exchange.reading.limits import Unreadable
from core.exchange.reading.tables import Record

DELIMITERS = ",;\t|"
CHOICES = [("", "Find out"), (",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar |")]
LOOKED_AT = 200
TITLES = 20
"""So many rows may stand above the column names."""
NUMBER = re.compile(r"[\s€$£¥+-]*[0-9][0-9.,:/ '-]*[\s€$£%]*\Z")


class Guess(NamedTuple):
    """One way to read the first rows, and how well they speak for it."""

    score: float
    delimiter: str
    spaced: bool = False


def named(lines: list[str]) -> str:
    """The delimiter that Excel names in a first line of its own, like sep=;"""
    first = lines[0].strip(' "\r\n').lower() if lines else ""
    return first[4] if first[:4] == "sep=" and len(first) == 5 and first[4] in DELIMITERS else ""


def guess(lines: list[str], *, titles: bool = True) -> Guess:
    """How to read lines like these; `titles` may stand above the column names."""
    text = "".join(lines)
    guesses = [Guess(_score(_read(lines, ""), "", titles), "")]
    for mark in DELIMITERS:
        if mark not in text:
            continue
        guesses.append(Guess(_score(_read(lines, mark), mark, titles), mark))
        if re.search(f'{re.escape(mark)} +"', text):
            spaced = _score(_read(lines, mark, spaced=True), mark, titles)
            guesses.append(Guess(spaced - 0.01, mark, spaced=True))
    best = max(guesses, key=lambda one: one.score)
    return best if best.score > 0 else best._replace(delimiter=",")


def _read(lines: list[str], mark: str, *, spaced: bool = False) -> tuple[list[list[str]], bool]:
    """The first records, and whether their quotes fit; without a mark a line is a cell."""
    if not mark:
        cells = [line.strip() for line in lines if line.strip(f"{DELIMITERS} \r\n")]
        return [[cell] for cell in cells[:LOOKED_AT]], True
    found: list[list[str]] = []
    try:
        for _, _, record in islice(delimited.records(lines, mark, spaced=spaced), LOOKED_AT):
            found.append(record)
    except Unreadable as problem:
        return found, "never closed" in problem.message
    return found, True


def _score(read: tuple[list[list[str]], bool], mark: str, titles: bool) -> float:
    """Rows that agree on their width, names in the first of them, many columns."""
    records, fits = read
    if not records:
        return -1.0
    at = _names_at(records) if titles else 0
    width = len(records[at])
    below = records[at + 1 :]
    agree = sum(len(record) == width for record in below) / len(below) if below else 0.5
    near = sum(1 < len(record) <= width for record in below) / len(below) if below else 0.5
    if width == 1:
        names = records[at][0]
        return (1.2 if agree == 1.0 else 1.0) - (0.6 if set(DELIMITERS) & set(names) else 0)
    prose = at > 0 and _is_prose(records[at], mark)
    score = agree + near / 2 + _name_like(records[at], mark) + min(width, 40) / 80
    return score - at * 0.02 - (0 if fits else 0.6) - (1.5 if prose else 0)


def _is_prose(names: list[str], mark: str) -> bool:
    """A sentence with commas in it rather than names of columns."""
    return mark == "," and all(name.startswith(" ") for name in names[1:]) and len(names) < 4


def _name_like(names: list[str], mark: str) -> float:
    """How much the cells look like names of columns, from 0 to 1."""
    others = set(DELIMITERS) - {mark, ","}
    good = sum(
        bool(name.strip()) and len(name) <= 80 and not NUMBER.match(name) and not others & set(name)
        for name in names
    )
    return good / len(names)


def _names_at(records: list[list[str]]) -> int:
    """Which of the records names the columns: the first that is about as full as most are."""
    filled = [sum(bool(cell.strip()) for cell in record) for record in records]
    usual = Counter(n for n in filled if n > 1).most_common(1)
    if not usual:
        return 0
    most = usual[0][0]
    for at, count in enumerate(filled[: TITLES + 1]):
        if count == 1 or count * 2 <= most:
            continue
        if count < most and len(records[at]) < most and _all_names(records[at + 1 : at + 2]):
            continue
        return at
    return 0


def _all_names(records: list[list[str]]) -> bool:
    return all(cell.strip() and not NUMBER.match(cell) for cells in records for cell in cells)


def names_row(found: Iterable[Record], chosen: int, *, titles: bool) -> tuple[Record, list[str]]:
    """The record that names the columns, and in words what stands above it."""
    first = list(islice(_until(found, chosen), LOOKED_AT if not chosen else None))
    if not first:
        raise Unreadable("The file is empty.")
    if chosen:
        at = next((n for n, record in enumerate(first) if record[1] == chosen), None)
        if at is None:
            raise Unreadable(
                f"Row {chosen} is empty, so it can't name the columns. Choose another."
            )
    else:
        at = _names_at([cells for _, _, cells in first]) if titles else 0
    above = [" ".join(" ".join(cells).split())[:200] for _, _, cells in first[:at]]
    return first[at], above


def _until(found: Iterable[Record], chosen: int) -> Iterator[Record]:
    for record in found:
        if chosen and record[1] > chosen:
            return
        yield record
