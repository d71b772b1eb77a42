"""Public holidays: proposals for closed days that the owner may take, change or leave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from core.errors import NotPossible
from core.models import ClosedDay, Location

FIRST_YEAR, LAST_YEAR = 2000, 2100
LANGUAGE = "en_US"  # where the calendar has no English, its own language stays


@dataclass
class Holiday:
    """One day off by law; `is_closed` when the shop is shut that day already."""

    day: date
    name: str
    is_closed: bool = False


def propose(location: Location, year: int) -> list[Holiday]:
    """The public holidays of a location's country and region, in order.

    Raises NotPossible where the country is missing or unknown.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotPossible(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.", field="year")
    if not location.country_code:
        raise NotPossible(f"Set the country of {location} first.", field="country_code")
    found = _calendar(location, year)
    closed = set(
        ClosedDay.objects.filter(closed_on__in=list(found))
        .filter(location__in=[location])
        .values_list("closed_on", flat=True)
    ) | set(
        ClosedDay.objects.filter(closed_on__in=list(found), location=None).values_list(
            "closed_on", flat=True
        )
    )
    return [Holiday(day, name, day in closed) for day, name in sorted(found.items())]


def close(location: Location, chosen: Iterable[Holiday], *, by: Any = None) -> list[ClosedDay]:
    """Close the location on the chosen days, under names the owner may have changed.

    Days that are closed already stay as they are. Appointments on them stay too; see
    `rearranging` for what becomes of them.
    """
    made = []
    with transaction.atomic():
        for holiday in chosen:
            shut = ClosedDay.objects.filter(closed_on=holiday.day)
            if shut.filter(location=location).exists() or shut.filter(location=None).exists():
                continue
            row = ClosedDay(location=location, closed_on=holiday.day, reason=holiday.name[:120])
            row.full_clean()
            row.save()
            made.append(row)
    return made


def regions(country_code: str) -> Sequence[str]:
    """The short codes of a country's regions, none where it has none or is unknown."""
    import holidays  # it takes a while to load, and few processes need it

    return sorted(holidays.list_supported_countries().get(country_code, []))


def _calendar(location: Location, year: int) -> dict[date, str]:
    import holidays

    try:
        found = holidays.country_holidays(
            location.country_code, subdiv=location.region or None, years=year, language=LANGUAGE
        )
    except NotImplementedError as error:
        raise NotPossible(
            f"No public holidays are known for {location.country_code}"
            f"{f', {location.region}' if location.region else ''}. Check the two codes.",
            field="region" if location.region else "country_code",
        ) from error
    return dict(found.items())
