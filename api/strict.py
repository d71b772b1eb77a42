"""The shapes of input: nothing unknown, nothing guessed, nothing without bounds."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from core.models import base

EARLIEST, LATEST = 2000, 2100
INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
LOST_PLUS = re.compile(r" (?=\d\d:\d\d\Z)")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class Body(BaseModel):
    """A JSON object without unknown names."""

    model_config = ConfigDict(extra="forbid")


class Filters(BaseModel):
    """The query parameters of an operation; a misspelt one is an error, not an unfiltered list."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def keep_unknown(cls, data: Any, info: ValidationInfo) -> Any:
        """Hand the names that ninja has left out to `extra="forbid"`, which names them."""
        request = (info.context or {}).get("request")
        if request is None:
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return dict.fromkeys(set(request.GET) - known) | dict(data)


def by_rule(rule: Callable[[Any], None]) -> AfterValidator:
    """A validator of the models, so that a form and a body are told the same."""

    def check(value: Any) -> Any:
        try:
            rule(value)
        except ValidationError as refusal:
            # A message of ours may hold a percent sign or braces: it is data, no template.
            raise PydanticCustomError(
                "invalid", "{sentence}", {"sentence": " ".join(refusal.messages)}
            ) from refusal
        return value

    return AfterValidator(check)


def _instant(value: Any) -> datetime:
    if isinstance(value, str):
        # Where a query forgot to escape the plus of an offset, a space arrives.
        value = LOST_PLUS.sub("+", value)
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise PydanticCustomError(
            "instant", "Write a time with its offset, for example 2026-06-02T10:00:00+02:00."
        )
    try:
        moment = datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise PydanticCustomError("instant", "There is no such time.") from error
    _in_range(moment.year)
    return moment.astimezone(UTC)


def _day(value: Any) -> date:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        raise PydanticCustomError("day", "Write a date like 2026-06-02.")
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("day", "There is no such day.") from error
    _in_range(day.year)
    return day


def _in_range(year: int) -> None:
    if not EARLIEST <= year <= LATEST:
        raise PydanticCustomError("year", "The year is between 2000 and 2100.")


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-06-02T10:00:00+02:00"]}
    ),
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-06-02"]}),
]
PLAIN = by_rule(base.plain_text)


def text(most: int, *, least: int = 0) -> StringConstraints:
    """A real text without spaces around it; as the first of all constraints, so that it is told."""
    return StringConstraints(strict=True, strip_whitespace=True, min_length=least, max_length=most)


Slug = Annotated[str, text(200), PLAIN]
Slugs = Annotated[list[Slug], Field(max_length=20)]
Gowns = Annotated[list[Slug], Field(max_length=5)]
People = Annotated[int, Field(strict=True, ge=1, le=50)]
