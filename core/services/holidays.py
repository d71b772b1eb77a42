"""Public holidays: proposals for closed days that the owner may take, change or leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from core.errors import NotAllowed, NotPossible
from core.models import ClosedDay, Location

FIRST_YEAR, LAST_YEAR = 2000, 2100
LANGUAGE = "en_US"  # where the calendar has no English, its own language stays


@dataclass
class Holiday:
    """One day off by law; `is_closed` when the shop is shut that day already."""

    day: date
    name: str
    is_closed: bool = False


def propose(
    location: Location | None, year: int, *, country: str = "", region: str = ""
) -> list[Holiday]:
    """The public holidays of a country and region, a location's own unless given, in order.

    Closed already is what is closed there, or, without a location, everywhere. Raises NotPossible
    where the country is missing or unknown.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotPossible(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.", field="year")
    if not country and location is not None:
        country, region = location.country_code, location.region
    if not country:
        raise NotPossible(
            f"Set the country of {location or 'the boutique'} first.", field="country"
        )
    found = _calendar(country, region, year)
    closed = set(_closed(location, found))
    return [Holiday(day, name, day in closed) for day, name in sorted(found.items())]


def close(
    location: Location | None, chosen: Iterable[Holiday], *, by: Any = None
) -> list[ClosedDay]:
    """Close the location (None: all of them) on the chosen days, under names the owner may change.

    Days that are closed already stay as they are. Appointments on them stay too; see
    `rearranging` for what becomes of them. Raises NotAllowed, or ValidationError.
    """
    if by is not None and not by.has_perm("core.add_closedday"):
        raise NotAllowed("You may not close days.")
    with transaction.atomic():
        wanted = {holiday.day: holiday.name[:120] for holiday in chosen}
        closed = set(_closed(location, wanted))
        made = [
            ClosedDay(location=location, closed_on=day, reason=name)
            for day, name in wanted.items()
            if day not in closed
        ]
        for row in made:
            row.full_clean()
            row.save()
    return made


def _closed(location: Location | None, days: Iterable[date]) -> QuerySet[ClosedDay, date]:
    there = Q(location__isnull=True)
    there |= Q(location=location) if location is not None else Q()
    found = ClosedDay.objects.filter(there, closed_on__in=list(days))
    return found.values_list("closed_on", flat=True)


def _calendar(country: str, region: str, year: int) -> dict[date, str]:
    import holidays  # it takes a while to load, and few processes need it

    try:
        found = holidays.country_holidays(
            country, subdiv=region or None, years=year, language=LANGUAGE
        )
    except NotImplementedError as error:  # how the library says "unknown country or region"
        raise NotPossible(
            f"No public holidays are known for {country}{f', {region}' if region else ''}. "
            "Check the two codes.",
            field="region" if region else "country",
        ) from error
    return {day: name for day, name in found.items() if day.year == year}
