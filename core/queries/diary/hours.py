"""When a location is open and who works there: weekly hours, closed days, exceptions by date."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from django.db import connection

from core.errors import NotPossible
from core.models import Location, Stylist
from core.queries.diary import spans

Clock = tuple[time, time]
Week = dict[int, list[Clock]]


class Why(NamedTuple):
    """The row that takes a date out of the week, and its words."""

    id: int
    note: str


class Hours:
    """Opening hours, closed days, working hours and exceptions of one location, read at once.

    With `first` and `last`, only exceptions and closed days around these local dates.
    """

    def __init__(
        self, location: Location, first: date | None = None, last: date | None = None
    ) -> None:
        self.location = location
        self.opening: Week = defaultdict(list)
        self.working: dict[int, Week] = defaultdict(lambda: defaultdict(list))
        self.closed: dict[date, Why] = {}
        self.exceptions: dict[int, dict[date, list[Clock]]] = defaultdict(dict)
        self.off: dict[int, dict[date, Why]] = defaultdict(dict)
        self.known: dict[tuple[date, Clock], spans.Span] = {}
        self.rows = frozenset(_rows(location, first, last))
        for row in sorted(self.rows, key=lambda row: (row[0], row[1])):
            self._take(*row)

    def _take(
        self,
        kind: str,
        key: int,
        stylist: Any,
        weekday: Any,
        day: Any,
        start: Any,
        end: Any,
        note: str,
    ) -> None:
        if kind == "opening":
            self.opening[weekday].append((start, end))
        elif kind == "working":
            self.working[stylist][weekday].append((start, end))
        elif kind == "closed":
            self.closed.setdefault(day, Why(key, note))
        else:
            self.off[stylist].setdefault(day, Why(key, note))
            clocks = self.exceptions[stylist].setdefault(day, [])
            if start is not None:
                clocks.append((start, end))

    def opened(self, days: Iterable[date]) -> list[spans.Span]:
        """Opening spans as written, one by one: each starts its own grid."""
        return [span for day in days if day not in self.closed for span in self.usual(day)]

    def usual(self, day: date) -> list[spans.Span]:
        """When it would open that day if it were not closed."""
        return self._spans(day, self.opening.get(day.weekday(), ()))

    def closures(self, days: Iterable[date]) -> dict[date, tuple[int, str, tuple[spans.Span, ...]]]:
        """The closed ones among these days: row, reason, and when it would have opened."""
        closed = (day for day in days if day in self.closed)
        return {day: (*self.closed[day], tuple(self.usual(day))) for day in closed}

    def worked(self, stylist_id: int, days: Iterable[date]) -> list[spans.Span]:
        """When she works here, merged."""
        return spans.merge(
            span for day in days for span in self._spans(day, self.clocks(stylist_id, day))
        )

    def clocks(self, stylist_id: int, day: date) -> Sequence[Clock]:
        """Her hours here on that date, by the clock: those of an exception before the weekly ones."""
        exceptions = self.exceptions.get(stylist_id, {})
        if day in exceptions:
            return exceptions[day]
        return self.working.get(stylist_id, {}).get(day.weekday(), ())

    def _spans(self, day: date, clocks: Iterable[Clock]) -> list[spans.Span]:
        found = []
        for clock in clocks:
            span = self.known.get((day, clock))
            if span is None:  # a hundred stylists mostly work the same hours
                span = self.known[day, clock] = spans.daily(self.location.zone, day, *clock)
            found.append(span)
        return found


def home(stylist: Stylist) -> Location:
    """Where she works first in the week; her days are counted by its clock."""
    found = Location.objects.filter(working_hours__stylist=stylist).order_by(
        "working_hours__weekday", "working_hours__starts"
    )
    location = found.first() or Location.objects.order_by("position", "pk").first()
    if location is None:
        raise NotPossible("Add a location first.")
    return location


# One fixed statement: the ORM takes longer to write this union than the database to answer it.
# PostgreSQL wants to be told of what kind a bare NULL is.
HOURS = """
SELECT 'working', span.id, span.stylist_id, span.weekday, CAST(NULL AS date),
       span.starts, span.ends, ''
  FROM core_workinghours span JOIN core_resource who ON who.id = span.stylist_id
 WHERE span.location_id = %(here)s AND who.is_active
UNION ALL
SELECT 'opening', id, NULL, weekday, NULL, opens, closes, ''
  FROM core_openinghours WHERE location_id = %(here)s
UNION ALL
SELECT 'closed', id, NULL, NULL, closed_on, NULL, NULL, reason
  FROM core_closedday
 WHERE (location_id = %(here)s OR location_id IS NULL)
   AND closed_on BETWEEN %(first)s AND %(last)s
UNION ALL
SELECT 'except', day.id, day.stylist_id, NULL, day.applies_on,
       CASE WHEN day.location_id = %(here)s THEN day.starts END,
       CASE WHEN day.location_id = %(here)s THEN day.ends END, day.note
  FROM core_workingexception day JOIN core_resource who ON who.id = day.stylist_id
 WHERE who.is_active AND day.applies_on BETWEEN %(first)s AND %(last)s
"""


def _rows(location: Location, first: date | None, last: date | None) -> Iterable[tuple[Any, ...]]:
    """All hours that matter there; of closed days and exceptions those from first to last."""
    day = timedelta(days=1)  # nights run over midnight
    given: dict[str, Any] = {
        "here": location.pk,
        "first": first - day if first else date.min,
        "last": last + day if last else date.max,
    }
    with connection.cursor() as cursor:
        cursor.execute(HOURS, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return map(_dated, rows) if connection.vendor == "sqlite" else rows


def _dated(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """SQLite answers with text where it can't tell from which column a value came."""
    *key, day, starts, ends, note = row
    return (*key, _read(date, day), _read(time, starts), _read(time, ends), note)


def _read(kind: type[date] | type[time], value: Any) -> Any:
    return kind.fromisoformat(value) if isinstance(value, str) else value
