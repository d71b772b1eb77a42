"""The models' own validation, cell by cell: what is plainly right is seen at once."""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from core.exchange.columns import LABELS
from core.exchange.drafts import Refusal, Values
from core.exchange.reading import Row
from core.models import base

Fine = Callable[[Any], bool]
_SLUG = re.compile(r"[-a-zA-Z0-9_]+\Z")


def refused(
    model: type[models.Model], thing: Any, fields: Iterable[str], given: Values, row: Row
) -> list[Refusal]:
    """What the model's own validation says about those fields of the thing.

    `full_clean` as a whole would ask the database for each row: unique and check constraints are
    compared in memory here, and held by the database when it is written.
    """
    found = []
    for name in fields:
        value = getattr(thing, name)
        if not fine(model, name)(value) and (message := _message(model, name, value)):
            found.append(
                given[name].refuse(message)
                if name in given
                else Refusal(row, LABELS.get(name, ""), "", message)
            )
    return found


def _message(model: type[models.Model], name: str, value: Any) -> str:
    field = model._meta.get_field(name)
    if value in field.empty_values and field.blank:  # type: ignore[union-attr]
        return ""
    try:
        field.clean(value, None)  # type: ignore[union-attr]
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@cache
def fine(model: type[models.Model], name: str) -> Fine:
    """Whether a value is plainly right for that column; where it is not, the model has the word."""
    field: Any = model._meta.get_field(name)
    if isinstance(field, base.Money):
        most = Decimal(10) ** (field.max_digits - field.decimal_places)
        return lambda value: (
            (value is None and field.null) or (isinstance(value, Decimal) and 0 <= value < most
            and int(value.as_tuple().exponent) >= -field.decimal_places)
        )  # fmt: skip
    if field.choices:
        known = {value for value, _ in field.flatchoices} | ({""} if field.blank else set())
        return lambda value: value in known
    if isinstance(field, models.SlugField):
        return lambda value: len(value) <= int(field.max_length or 50) and bool(_SLUG.match(value))
    if isinstance(field, base.Text | base.LongText) and len(field.validators) <= 2:
        longest = int(field.max_length or 1 << 30)
        return lambda value: (
            value.isprintable() and len(value) <= longest and bool(value or field.blank)
        )
    if base.list_of_words in field.validators:
        return lambda value: (
            isinstance(value, list)
            and all(word.isprintable() and word.strip() and len(word) <= 60 for word in value)
        )
    if isinstance(field, models.BooleanField):
        return lambda value: value is True or value is False
    return lambda _value: False
