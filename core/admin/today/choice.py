"""Which day and whose: what the address of the run sheet says, and what it means when silent."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from core.admin.limits import YEARS
from core.models import Location, Stylist
from core.queries import overview

EVERYBODY = "all"


@dataclass(frozen=True)
class Choice:
    """A day, one stylist's or everybody's, at one location or all of them."""

    day: date
    today: date
    me: Stylist | None
    is_everybodys: bool
    where: list[Location]
    home: Location | None
    asked: str = ""
    """The slug of the only location asked for."""

    @property
    def stylist(self) -> Stylist | None:
        return None if self.is_everybodys else self.me

    @property
    def sections(self) -> list[Location]:
        return [row for row in self.where if not self.asked or row.slug == self.asked]

    def query(self, day: date | None = None, **other: str) -> str:
        """The address of the same choice on another day, or with something else in it."""
        given = {
            "day": f"{day or self.day:%Y-%m-%d}",
            "who": EVERYBODY if self.is_everybodys and self.me else "",
            "location": self.asked,
        } | other
        return "?" + urlencode({name: value for name, value in given.items() if value})

    @property
    def before(self) -> str:
        return self.query(self.day - timedelta(days=1))

    @property
    def after(self) -> str:
        return self.query(self.day + timedelta(days=1))


def read(request: HttpRequest) -> Choice:
    """Whoever is a stylist sees her own day; what cannot be read counts as not said."""
    me = getattr(request.user, "stylist", None)
    where = overview.locations()
    asked = request.GET.get("location", "")
    asked = asked if asked in {row.slug for row in where} else ""
    home = next((row for row in where if row.slug == asked), None) or _home(me, where)
    today = _today(home)
    return Choice(
        day=_day(request.GET.get("day", "")) or today,
        today=today,
        me=me,
        is_everybodys=me is None or request.GET.get("who") == EVERYBODY,
        where=where,
        home=home,
        asked=asked,
    )


def _home(me: Stylist | None, where: list[Location]) -> Location | None:
    """Where she belongs, else where she works first in the week, else the first of all."""
    key = me and (me.location_id or _first_works(me))
    return next((row for row in where if row.pk == key), where[0] if where else None)


def _first_works(me: Stylist) -> int | None:
    weekly = me.working_hours.order_by("weekday", "starts")
    return weekly.values_list("location_id", flat=True).first()


def _today(home: Location | None) -> date:
    now: datetime = timezone.now()
    return now.astimezone(home.zone).date() if home else timezone.localdate(now)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if YEARS.start < day.year < YEARS.stop - 1 else None
