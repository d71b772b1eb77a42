"""What a request to the board asks for: places, times and numbers, each read once and strictly."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core.admin import limits
from core.admin.board import door
from core.admin.board.door import BadInput
from core.models import AppointmentType, Location, Product, Room, Stylist
from core.services.appointments.gowns import MOST_GOWNS

Thing = TypeVar("Thing", bound=Model)
MOST_PEOPLE = 99


def location(slug: Any) -> Location:
    is_word = isinstance(slug, str) and slug != "" and "\0" not in slug
    found = Location.objects.filter(slug=slug, is_active=True).first() if is_word else None
    if found is None:
        raise BadInput("This location is not there any more. Reload the board.")
    return found


def chosen(rows: QuerySet[Thing], pk: Any, word: str) -> Thing | None:
    """The row of that key; None where none is named."""
    if pk is None or pk == "":
        return None
    found = rows.filter(pk=pk).first() if limits.is_key(pk) else None
    if found is None:
        raise BadInput(f"This {word} is not there any more. Reload the board.")
    return found


def type_(pk: Any) -> AppointmentType:
    found = chosen(AppointmentType.objects.filter(is_active=True), pk, "type of appointment")
    if found is None:
        raise BadInput("Choose the type of appointment.")
    return found


def stylist(pk: Any) -> Stylist | None:
    return chosen(Stylist.objects.all(), pk, "stylist")


def room(pk: Any, where: Location) -> Room | None:
    return chosen(Room.objects.filter(location=where), pk, "fitting room")


def gowns(keys: Any) -> list[Product]:
    """The gowns in the order they were chosen."""
    if not isinstance(keys, list) or not all(limits.is_key(key) for key in keys):
        raise BadInput("These gowns could not be read. Reload the board.")
    if len(keys) > MOST_GOWNS:
        raise BadInput(f"Choose at most {MOST_GOWNS} gowns to try on.")
    found = Product.objects.in_bulk(keys)
    if len(found) != len(set(keys)):
        raise BadInput("One of these gowns is not there any more. Choose again.")
    return [found[key] for key in dict.fromkeys(keys)]


def text(body: Mapping[str, Any], name: str, word: str) -> str:
    given = body.get(name) or ""
    if not isinstance(given, str):
        raise BadInput(f"Write the {word} as text.")
    return given.strip()


def flag(body: Mapping[str, Any], name: str) -> bool:
    given = body.get(name, False)
    if type(given) is not bool:
        raise BadInput("This request could not be read. Reload the board and try again.")
    return given


def people(number: Any) -> int:
    if type(number) is not int or not 1 <= number <= MOST_PEOPLE:
        raise BadInput("Say how many people come, the bride included.")
    return number


def length(minutes: Any) -> timedelta | None:
    """The length of an appointment; None where it is left as it is."""
    if minutes is None:
        return None
    if type(minutes) is not int or not 0 < minutes < 24 * 60:
        raise BadInput("Give the length in whole minutes.")
    return timedelta(minutes=minutes)


def moment(given: Any, where: Location, *, keep: datetime | None = None) -> datetime:
    return door.read_moment(given, where, keep=keep)


# Out of an address ------------------------------------------------------------


def day(request: HttpRequest, name: str) -> date:
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError as error:
        raise BadInput("Give the days like 2026-05-12.") from error
    if found.year not in limits.YEARS:
        raise BadInput(f"Choose a day {limits.WHICH_YEARS}.")
    return found


def numbers(request: HttpRequest, name: str) -> Sequence[int]:
    return [number(given) for given in request.GET.getlist(name) if given]


def number(given: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) < 16):
        raise BadInput("This filter is not known.")
    return int(given)


def one(request: HttpRequest, name: str) -> int | None:
    found = numbers(request, name)
    return found[0] if found else None
