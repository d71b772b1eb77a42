"""What a value of a field of her own may be, how it is kept in JSON, and how it is said.

One place for every door: the form, the list, a file, the API. Each kind of field has a reader from
what a person or a program gave to what is kept; nothing given is None and is not kept at all.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import formats

from core.models import base


class Type(models.TextChoices):
    TEXT = "text", "Text"
    LONG_TEXT = "long-text", "Long text"
    NUMBER = "number", "Number"
    MONEY = "money", "Money"
    DATE = "date", "Date"
    YES_NO = "yes-no", "Yes or no"
    CHOICE = "choice", "One of several choices"
    CHOICES = "choices", "Several choices"
    LINK = "link", "Link"


class Kept(Protocol):
    """What a reader has to know of the field."""

    type: str
    choices: Any


MOST = {Type.TEXT: 200, Type.LONG_TEXT: 5000, Type.LINK: 500}
LARGEST = Decimal(10**12)
YES, NO = {"yes", "true", "1", "on", "y"}, {"no", "false", "0", "off", "n"}
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
NUMBER = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d/%m/%y")
Reader = Callable[[Kept, Any], Any]


def read(field: Kept, given: Any) -> Any:
    """What is kept of `given`, or None for nothing. Raises ValidationError in words of the shop."""
    if given is None or given in ("", [], ()):
        return None
    if isinstance(given, str) and not given.strip():
        return None
    return READERS[Type(field.type)](field, given)


def _text(field: Kept, given: Any) -> str:
    text = given.strip() if isinstance(given, str) else _plain(given)
    base.plain_text(text)
    if len(text) > (most := MOST[Type(field.type)]):
        raise ValidationError(f"Write at most {most} characters; these are {len(text)}.")
    if field.type == Type.TEXT and ("\n" in text or "\r" in text):
        raise ValidationError("Write it on one line.")
    return text


def _plain(given: Any) -> str:
    if isinstance(given, bool):
        return "Yes" if given else "No"
    if isinstance(given, list | tuple):
        return ", ".join(str(one) for one in given)
    return str(given)


def _amount(given: Any, example: str) -> Decimal:
    text = str(given).strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        if isinstance(given, bool):
            raise InvalidOperation
        if isinstance(given, str) and not NUMBER.fullmatch(text):
            raise InvalidOperation
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise ValidationError(f"Write a number like {example}.") from None
    if not amount.is_finite() or abs(amount) >= LARGEST:
        raise ValidationError("This number is too large.")
    return amount


def _number(_field: Kept, given: Any) -> int | float:
    amount = _amount(given, "12 or 12.5")
    if amount != round(amount, 6):
        raise ValidationError("Write at most six digits after the point.")
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _money(_field: Kept, given: Any) -> str:
    amount = _amount(given, "1890 or 1890.50")
    if amount < 0:
        raise ValidationError("An amount is never below zero.")
    if amount != round(amount, 2):
        raise ValidationError("Write at most two digits after the point.")
    return f"{amount:.2f}"


def _date(_field: Kept, given: Any) -> str:
    if isinstance(given, datetime):
        given = given.date()
    if not isinstance(given, date):
        for written in DAYS:
            try:
                given = datetime.strptime(str(given).strip(), written).date()  # noqa: DTZ007
                break
            except ValueError:
                continue
    if not isinstance(given, date) or not 1900 <= given.year <= 2200:
        raise ValidationError("Write a date like 2026-11-23 or 23/11/2026.")
    return given.isoformat()


def _yes_no(_field: Kept, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    word = str(given).strip().lower()
    if word not in YES | NO:
        raise ValidationError("Write yes or no.")
    return word in YES


def _choice(field: Kept, given: Any) -> str:
    known = {choice.casefold(): choice for choice in field.choices}
    wanted = str(given).strip()
    if wanted.casefold() not in known:
        raise ValidationError(
            f"“{wanted[:60]}” is not one of the choices: {', '.join(field.choices)}."
        )
    return str(known[wanted.casefold()])


def _choices(field: Kept, given: Any) -> list[str] | None:
    parts = given.split(",") if isinstance(given, str) else list(given)
    chosen = {_choice(field, part) for part in parts if str(part).strip()}
    return [choice for choice in field.choices if choice in chosen] or None


def _link(field: Kept, given: Any) -> str:
    text = _text(field, given)
    if "://" not in text and ":" not in text.split("/")[0]:
        text = f"https://{text}"
    if urlsplit(text).scheme.lower() not in {"http", "https"}:
        raise ValidationError("A link begins with https:// or http://.")
    URLValidator(schemes=["http", "https"], message="Write a link like https://example.org/gown.")(
        text
    )
    return text


READERS: dict[Type, Reader] = {
    Type.TEXT: _text,
    Type.LONG_TEXT: _text,
    Type.NUMBER: _number,
    Type.MONEY: _money,
    Type.DATE: _date,
    Type.YES_NO: _yes_no,
    Type.CHOICE: _choice,
    Type.CHOICES: _choices,
    Type.LINK: _link,
}


def say(field: Kept | None, value: Any) -> str:
    """The value in words; empty for nothing. What no longer fits its field is shown as it is."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    kind = field.type if field else ""
    if kind == Type.NUMBER and isinstance(value, int | float) and math.isfinite(value):
        return f"{value:,}"
    if kind == Type.MONEY:
        return _said_amount(str(value))
    if kind == Type.DATE:
        return _said_date(str(value))
    return str(value)


def _said_amount(text: str) -> str:
    try:
        return f"{Decimal(text):,.2f}"
    except InvalidOperation:
        return text


def _said_date(text: str) -> str:
    try:
        return formats.date_format(date.fromisoformat(text), "D j M Y")
    except ValueError:
        return text


def write(value: Any) -> str:
    """The value as a cell of a file has it; `read` takes it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else _plain(value)
