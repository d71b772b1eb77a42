"""What an older file and the shop of today make of one row, cell by cell.

An exported row carries its version. Where it comes back, the values of that version (from the
history) tell a cell that was changed in the file from one that was changed in the shop since: on
one side only, that side wins; on both, somebody has to decide.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Model

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHAPE = re.compile(r"v([0-9a-f]{1,14})(?:\.([0-9a-f]{1,14}))?\Z")
PART = 500

Values = Mapping[str, Any]


class Verdict(StrEnum):
    UNCHANGED = "unchanged"
    FILE = "file wins"
    SHOP = "shop wins"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Cell:
    """What becomes of one cell, and the three values it was judged by."""

    verdict: Verdict
    base: Any
    file: Any
    shop: Any

    @property
    def value(self) -> Any:
        """What the row has afterwards; a conflict stays as the shop has it until it is decided."""
        return self.file if self.verdict == Verdict.FILE else self.shop


def read(text: str) -> tuple[datetime, ...]:
    """The moments of a version cell, one for each row it speaks of; () where it is none."""
    found = SHAPE.match(text.strip().lower())
    if not found:
        return ()
    try:
        return tuple(EPOCH + timedelta(microseconds=int(n, 16)) for n in found.groups() if n)
    except OverflowError:
        return ()


def merge(
    base_version: str, file_row: Values, shop_row: Values, base: Values | None
) -> dict[str, Cell]:
    """Judge each cell of `file_row`; `base` are the values at `base_version`.

    Without a version that can be read, or without values of it, nobody knows who changed what: the
    file wins wherever it differs, as it does for a file that never had versions.
    """
    known = base if base is not None and read(base_version) else None
    return {name: _cell(name, value, shop_row.get(name), known) for name, value in file_row.items()}


def _cell(name: str, file: Any, shop: Any, base: Values | None) -> Cell:
    if file == shop:
        return Cell(Verdict.UNCHANGED, None if base is None else base.get(name, shop), file, shop)
    if base is None or name not in base:
        return Cell(Verdict.FILE, None, file, shop)
    before = base[name]
    if file == before:
        return Cell(Verdict.SHOP, before, file, shop)
    return Cell(Verdict.FILE if shop == before else Verdict.CONFLICT, before, file, shop)


def kept(
    model: type[Model], versions: Mapping[Any, datetime], names: Iterable[str]
) -> dict[Any, dict[str, Any]]:
    """From the history, the values each row had at its version; rows whose past is unknown are left out.

    A row that is stamped has a history row of exactly that stamp; of others it is the last one
    before. A query for 500 rows.
    """
    wanted = list(names)
    found: dict[Any, dict[str, Any]] = {}
    keys = sorted(versions)
    for start in range(0, len(keys), PART):
        part = {key: versions[key] for key in keys[start : start + PART]}
        found |= _kept(model, part, wanted)
    return found


def _kept(
    model: type[Model], versions: Mapping[Any, datetime], names: list[str]
) -> dict[Any, dict[str, Any]]:
    records: Any = model.history  # type: ignore[attr-defined]
    pk: Any = model._meta.pk
    is_stamped = any(field.name == "updated_at" for field in model._meta.fields)
    rows = records.filter(**{f"{pk.attname}__in": list(versions)}).exclude(history_type="-")
    stamp = "updated_at" if is_stamped else "history_date"
    found: dict[Any, dict[str, Any]] = {}
    read_rows = rows.order_by("history_date", "history_id")
    for key, at, *values in read_rows.values_list(pk.attname, stamp, *names).iterator():
        is_it = at == versions[key] if is_stamped else at <= versions[key]
        if is_it:
            found[key] = dict(zip(names, values, strict=True))
    return found
