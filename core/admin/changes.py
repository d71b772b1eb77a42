"""The history of a row in words: label, before, after."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst

from core.admin import words
from core.queries import own_fields

OWN = "own"
SILENT = {"updated_at", "created_at", "version", "slug", OWN}


def tell(model: type[models.Model], records: Iterable[Any]) -> None:
    """Give each record, newest first, its `told`: what changed against the one before it.

    `is_idle` marks a save that changed nothing anybody would ask about.
    """
    rows = list(records)
    hers = own_fields.known(str(model._meta.model_name)) if _field(model, OWN) else {}
    many = _many(rows)
    for newer, older in pairwise(rows):
        delta = newer.diff_against(
            older, foreign_keys_are_objs=True, excluded_fields=[name for name, _ in many]
        )
        newer.told = [
            line
            for change in delta.changes
            if change.field not in SILENT
            for line in _line(model, change, newer)
        ]
        newer.told += _own_lines(hers, older, newer)
        newer.told += [
            (_label(model, name), *told)
            for name, known in many
            if (told := (known.get(older.pk, words.NOTHING), known.get(newer.pk, words.NOTHING)))
            and told[0] != told[1]
        ]
        newer.is_idle = newer.history_type == "~" and not newer.told


def _line(model: type[models.Model], change: Any, record: Any) -> list[tuple[str, str, str]]:
    old, new = (_say(model, change.field, value, record) for value in (change.old, change.new))
    return [(_label(model, change.field), old, new)] if old != new else []


def _own_lines(hers: dict[str, Any], older: Any, newer: Any) -> list[tuple[str, str, str]]:
    """One line for each field of her own; of one that was deleted for good there is no word."""
    return [
        (
            field.label,
            field.say(older.own.get(key)) or words.NOTHING,
            field.say(newer.own.get(key)) or words.NOTHING,
        )
        for key, field in hers.items()
        if older.own.get(key) != newer.own.get(key)
    ]


def _many(records: list[Any]) -> list[tuple[str, dict[int, str]]]:
    """Of fields that name many (roles, stylists): what each record had, by its key."""
    found = []
    for field in getattr(records[0], "_history_m2m_fields", ()) if records else ():
        target = field.m2m_reverse_field_name()
        rows = getattr(records[0], field.name).model._base_manager.filter(history__in=records)
        pairs = list(rows.values_list("history_id", f"{target}_id"))
        names = field.related_model._base_manager.in_bulk({key for _, key in pairs})
        told: dict[int, list[str]] = {}
        for record, key in pairs:
            told.setdefault(record, []).append(
                str(getattr(names.get(key), "name", "one that is gone"))
            )
        found.append((field.name, {pk: ", ".join(sorted(said)) for pk, said in told.items()}))
    return found


def keys_of(record: Any, name: str) -> list[Any]:
    """The keys of the many that a record had, of those that are still there."""
    field = record.instance_type._meta.get_field(name)
    rows = getattr(record, name).values_list(f"{field.m2m_reverse_field_name()}_id", flat=True)
    known: Any = field.related_model._base_manager.filter(pk__in=list(rows))
    return list(known.values_list("pk", flat=True))


def tell_parts(model: type[models.Model], records: Iterable[Any]) -> list[Any]:
    """The same for records of several rows, newest first; the idle ones are left out."""
    rows = list(records)
    by_row: dict[Any, list[Any]] = {}
    for record in rows:
        by_row.setdefault(getattr(record, model._meta.pk.attname), []).append(record)
        record.thing = _thing(record)
    for of_one in by_row.values():
        tell(model, of_one)
    return [record for record in rows if not getattr(record, "is_idle", False)]


def _thing(record: Any) -> str:
    """What the row was called then; what it points to has been read with the record."""
    row = record.instance
    row._state.fields_cache |= {
        name: known for name, known in record._state.fields_cache.items() if known is not None
    }
    return str(row)


def _field(model: type[models.Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(model: type[models.Model], name: str) -> str:
    field = _field(model, name)
    return capfirst(str(getattr(field, "verbose_name", name)).replace("_", " "))


def _say(model: type[models.Model], name: str, value: Any, record: Any) -> str:  # noqa: PLR0911
    field = _field(model, name)
    if value is None or value in ("", []):
        return words.NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if getattr(field, "flatchoices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, datetime):
        location = getattr(record, "location", None)
        return words.moment(value, getattr(location, "zone", None))
    if isinstance(value, date):
        return words.day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(value)
