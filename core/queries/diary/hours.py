"""When a location is open and who works there: weekly hours, closed days, exceptions by date."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, CharField, DateField, F, IntegerField, Q, TimeField, Value, When
from django.db.models.functions import Cast

from core.models import ClosedDay, Location, OpeningHours, WorkingException, WorkingHours
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


def _rows(location: Location, first: date | None, last: date | None) -> Iterable[tuple[Any, ...]]:
    # PostgreSQL takes a bare NULL in a union for text.
    no_number = Cast(Value(None), IntegerField())
    no_day = Cast(Value(None), DateField())
    no_time = Cast(Value(None), TimeField())
    no_note = Cast(Value(""), CharField())

    def kind(word: str) -> Any:
        return Cast(Value(word), CharField())

    working = WorkingHours.objects.filter(location=location, stylist__is_active=True).values_list(
        kind("working"), "id", "stylist_id", "weekday", no_day, "starts", "ends", no_note
    )
    opening = OpeningHours.objects.filter(location=location).values_list(
        kind("opening"), "id", no_number, F("weekday"), no_day, F("opens"), F("closes"), no_note
    )
    closed = ClosedDay.objects.filter(
        Q(location=location) | Q(location__isnull=True), _around("closed_on", first, last)
    ).values_list(
        kind("closed"), "id", no_number, no_number, F("closed_on"), no_time, no_time, F("reason")
    )
    here = Q(location=location)
    starts = Case(When(here, then=F("starts")), default=no_time)
    ends = Case(When(here, then=F("ends")), default=no_time)
    excepted = WorkingException.objects.filter(
        _around("applies_on", first, last), stylist__is_active=True
    ).values_list(
        kind("except"), "id", F("stylist_id"), no_number, F("applies_on"), starts, ends, F("note")
    )
    parts = (opening.order_by(), closed.order_by(), excepted.order_by())
    return working.order_by().union(*parts, all=True)


def _around(field: str, first: date | None, last: date | None) -> Q:
    """A day more on both sides: nights run over midnight."""
    if first is None or last is None:
        return Q()
    day = timedelta(days=1)
    return Q(**{f"{field}__gte": first - day, f"{field}__lte": last + day})
