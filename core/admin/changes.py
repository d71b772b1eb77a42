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

SILENT = {"updated_at", "created_at", "version", "slug"}


def tell(model: type[models.Model], records: Iterable[Any]) -> None:
    """Give each record, newest first, its `told`: what changed against the one before it.

    `is_idle` marks a save that changed nothing anybody would ask about.
    """
    rows = list(records)
    for newer, older in pairwise(rows):
        delta = newer.diff_against(older, foreign_keys_are_objs=True)
        newer.told = [
            (_label(model, change.field), _say(model, change.field, change.old, newer), new)
            for change in delta.changes
            if change.field not in SILENT
            for new in [_say(model, change.field, change.new, newer)]
        ]
        newer.is_idle = newer.history_type == "~" and not newer.told


def tell_parts(model: type[models.Model], records: Iterable[Any]) -> list[Any]:
    """The same for records of several rows, newest first; the idle ones are left out."""
    rows = list(records)
    by_row: dict[Any, list[Any]] = {}
    for record in rows:
        by_row.setdefault(record.id, []).append(record)
    for of_one in by_row.values():
        tell(model, of_one)
    return [record for record in rows if not getattr(record, "is_idle", False)]


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
