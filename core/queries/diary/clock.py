"""How a refusal says a day: with its year where that is not this year's."""

from datetime import datetime

from django.utils import timezone


def day(local: datetime) -> str:
    """`Tue 24 Nov`, or `Mon 4 Jan 2027`."""
    return f"{local:%a} {local.day} {local:%b}{_year(local)}"


def long_day(local: datetime) -> str:
    """`Tuesday 24 November`, or `Monday 4 January 2027`."""
    return f"{local:%A} {local.day} {local:%B}{_year(local)}"


def _year(local: datetime) -> str:
    this_year = timezone.now().astimezone(local.tzinfo).year
    return "" if local.year == this_year else f" {local.year}"
