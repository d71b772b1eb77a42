"""What any door of the admin can take: keys, years, and texts the database has a word for."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

BIGGEST_KEY = 2**63 - 1
YEARS = range(2000, 2101)
WHICH_YEARS = f"between {YEARS.start} and {YEARS.stop - 1}"
DAYS = (
    MinValueValidator(date(YEARS.start, 1, 1), f"Choose a day {WHICH_YEARS}."),
    MaxValueValidator(date(YEARS.stop - 1, 12, 31), f"Choose a day {WHICH_YEARS}."),
)
"""For a form's field of a date: beyond them the calendar itself ends, or no zone has a clock."""


def is_key(given: Any) -> bool:
    return type(given) is int and 0 < given <= BIGGEST_KEY


def key(text: Any) -> int | None:
    """The key these digits say; None where no row could have it."""
    digits = str(text or "")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 19
    return int(digits) if is_number and is_key(int(digits)) else None


def reads_as_key(field: models.Field, text: Any) -> bool:
    """Whether a row could have this key; a child of another table asks for its parent's."""
    try:
        key = field.to_python(text)
    except (ValidationError, ValueError):
        return False
    return not isinstance(key, int) or is_key(key)


def readable(opts: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """What an address says about a new row, without rows that cannot be meant."""
    found: dict[str, Any] = {}
    for name, given in asked.items():
        try:
            field = opts.get_field(name)
        except FieldDoesNotExist:
            found[name] = given
            continue
        if not field.is_relation:
            found[name] = given
        elif kept := keys(field.target_field, given):
            found[name] = kept if field.many_to_many else kept[0]
    return found


def keys(field: models.Field, given: Any) -> list[Any]:
    """Those that can be read, of one or of several in a row."""
    some = given if isinstance(given, list) else str(given).split(",")
    return [one for one in some if reads_as_key(field, one)]


def texts(value: Any) -> Iterator[str]:
    """Every text anywhere inside, names of fields as well."""
    waiting: list[Any] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one


def can_be_kept(text: str) -> bool:
    """Neither the sign that ends a text for databases nor half of a sign."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)
