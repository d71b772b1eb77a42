"""What several models share: time stamps, slugs, plain-text checks."""

import re
import zoneinfo
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.text import slugify

CURRENCY = RegexValidator(r"^[A-Z]{3}\Z", "Write the three capital letters of the currency: EUR.")
COUNTRY = RegexValidator(r"^[A-Z]{2}\Z", "Write the two capital letters of the country: DE.")
COLOR = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", "Write the colour as # and six digits: #9d5c75.")
PHONE = RegexValidator(
    r"^\+?[0-9][0-9 ()./-]{4,30}\Z",
    "Write the phone number with digits, for example +49 30 1234567.",
)
WEEKDAYS = [
    (0, "Monday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
    (5, "Saturday"),
    (6, "Sunday"),
]


def require_span(start: time | None, end: time | None, field: str) -> None:
    """Refuse hours past midnight that are longer than any party: they are the wrong way round."""
    if start is None or end is None or start <= end:
        return
    minutes = 24 * 60 - (start.hour - end.hour) * 60 - start.minute + end.minute
    if minutes > 12 * 60:
        raise ValidationError(
            {
                field: f"From {start:%H:%M} until {end:%H:%M} is the wrong way round: change the times."
            }
        )


def valid_timezone(name: str) -> None:
    """Refuse what is no IANA time zone."""
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(
            "%(name)s is no time zone. Write it like Europe/Berlin.", params={"name": name}
        ) from error


def plain_text(value: str) -> None:
    """Refuse control characters and lone surrogates, which no database here stores alike."""
    if re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", value):
        raise ValidationError("Take the control characters out of this text.", code="control")


def list_of_words(value: Any) -> None:
    """Refuse anything but a list of short texts."""
    if not isinstance(value, list) or any(
        not isinstance(word, str) or not word.strip() or len(word) > 60 for word in value
    ):
        raise ValidationError("Write words of at most 60 characters, separated by commas.")


class Text(models.CharField):
    """A line of text that is checked for control characters."""

    default_validators = [plain_text]


class LongText(models.TextField):
    """Many lines of text that are checked for control characters."""

    default_validators = [plain_text]


class Minutes(models.PositiveSmallIntegerField):
    """A length of time in whole minutes, a day at most."""

    default_validators = [MaxValueValidator(24 * 60)]


class Money(models.DecimalField):
    """An amount in the shop's currency, never negative, below ten million."""

    default_validators = [MinValueValidator(0)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_digits": 9, "decimal_places": 2} | kwargs)


class Stamped(models.Model):
    """Knows when it was made and last changed."""

    created_at = models.DateTimeField("added", auto_now_add=True)
    updated_at = models.DateTimeField("last change", auto_now=True)

    class Meta:
        abstract = True


def free_slug(model: type[models.Model], text: str, *, keep: int | None = None) -> str:
    """A slug for `text` that no row of `model` has yet; `keep` is the row that may have it."""
    base = slugify(text)[:110] or "item"
    taken = set(
        model._default_manager.filter(slug__startswith=base)
        .exclude(pk=keep)
        .values_list("slug", flat=True)
    )
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
