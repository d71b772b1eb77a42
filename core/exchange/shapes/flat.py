"""Lists in which each row is one thing: brides, counts, samples, designers, collections, appointments."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from core.exchange import cells
from core.exchange.cells import Misread
from core.exchange.drafts import FlatDraft, Given, Refusal, Values
from core.exchange.mapping import kinds, values
from core.exchange.reading import Row
from core.exchange.shapes import counts, options
from core.exchange.shapes.base import Columns, Marks, remember

NOT_STOCKED = {"not stocked", "n/a"}


def drafts(
    kind: str, rows: Iterable[Row], columns: Columns, marks: Marks
) -> Iterator[FlatDraft | Refusal]:
    """A draft for each row, and a refusal for each cell that can't be read.

    What was empty is not among the values. Names that come in two columns are joined, day and time
    become one moment, tags go below the notes; consent is there only where a word says it.
    """
    known = {field.key: field for field in kinds.fields(kind)} | EXTRA.get(kind, {})
    known |= {key: kinds.Field(key, key, "pieces") for key in columns.values() if _is_of_place(key)}
    readers = [
        (header, known[key], marks.get(header, ""), values.reader(known[key]), dict[str, Any]())
        for header, key in columns.items()
        if key in known
    ]
    join = JOINS.get(kind, _as_it_is)
    for row in rows:
        given: Values = {}
        for header, field, mark, using, seen in readers:
            raw = row.cells.get(header)
            if not raw or raw.isspace():
                continue
            if raw not in seen:
                try:
                    remember(seen, raw, _taken(field, raw, mark, using))
                except Misread as problem:
                    yield Refusal(row, header, raw, str(problem))
                    continue
            if (value := seen[raw]) is not None or raw.strip() == cells.CLEAR:
                given[field.key] = Given(value, header, row, raw)
        yield from join(row, given)


def _taken(field: kinds.Field, raw: str, mark: str, using: values.Read) -> Any:
    if field.key.startswith("on_hand") and raw.strip().casefold() in NOT_STOCKED:
        return None
    return values.read(field, raw, mark, using)


def _as_it_is(row: Row, given: Values) -> Iterator[FlatDraft | Refusal]:
    if given:
        yield FlatDraft(row, given)


def _customer(row: Row, given: Values) -> Iterator[FlatDraft | Refusal]:
    _join_names(given)
    second = given.pop("second_phone", None)
    if second and "phone" not in given:
        given["phone"] = second
    tags = given.pop("tags", None)
    if tags and tags.value:
        line = f"Tags: {', '.join(tags.value)}"
        notes = given.get("notes")
        said = f"{notes.value}\n{line}" if notes and notes.value else line
        given["notes"] = (notes or tags)._replace(value=said)
    yield from _as_it_is(row, given)


def _join_names(given: Values) -> None:
    """First and last name make the name, unless a column says it whole."""
    parts = [part for key in ("first_name", "last_name") if (part := given.pop(key, None))]
    if parts and not ("name" in given and given["name"].value):
        name = " ".join(str(part.value) for part in parts if part.value)
        headers = " and ".join(part.column for part in parts)
        if name:
            given["name"] = Given(name, headers, parts[0].row, " ".join(p.raw for p in parts))


def _appointment(row: Row, given: Values) -> Iterator[FlatDraft | Refusal]:
    _join_names(given)
    day, clock = given.pop("day", None), given.pop("clock", None)
    if day and day.value and "starts_at" not in given:
        if clock is None or clock.value is None:
            yield day.refuse("The time is missing. Write it into its own column, like 14:30.")
            return
        moment = datetime.combine(day.value, clock.value)
        given["starts_at"] = Given(
            moment, f"{day.column} and {clock.column}", row, f"{day.raw} {clock.raw}"
        )
    yield from _as_it_is(row, given)


def _count(row: Row, given: Values) -> Iterator[FlatDraft | Refusal]:
    """Options in any slot become size, colour and the rest."""
    chosen = []
    for n in SLOTS:
        name, value = given.pop(f"option{n}_name", None), given.pop(f"option{n}_value", None)
        word = str(name.value) if name else ""
        if value and not options.is_none(word, str(value.value)):
            chosen.append((word, value))
    if chosen:
        given.update(options.sort(chosen))
    places = {key: given.pop(key) for key in list(given) if _is_of_place(key)}
    for key, pieces in places.items():
        place = pieces._replace(value=key.removeprefix(counts.PREFIX))
        yield FlatDraft(row, given | {"location": place, "on_hand": pieces})
    if not places:
        yield from _as_it_is(row, given)


def _is_of_place(key: str) -> bool:
    return key.startswith(counts.PREFIX)


SLOTS = (1, 2, 3)
EXTRA = {
    "stock": {
        key: kinds.Field(key, key) for n in SLOTS for key in (f"option{n}_name", f"option{n}_value")
    },
    "customers": {"second_phone": kinds.Field("second_phone", "Second phone", "phone")},
}
JOINS: dict[str, Callable[[Row, Values], Iterator[FlatDraft | Refusal]]] = {
    "customers": _customer,
    "appointments": _appointment,
    "stock": _count,
}
