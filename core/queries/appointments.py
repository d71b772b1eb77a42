"""What the board shows of one location: appointments, other claims, columns and shaded hours."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from core.models import Appointment, Claim, Location, Resource
from core.queries.diary import live_claims, spans
from core.queries.diary.hours import Clock, Hours
from core.queries.diary.reading import works_at

# Shades are drawn by the clock on the wall, so they are reckoned as if every day had 24 hours.
WALL = ZoneInfo("UTC")
USUAL_HOURS = (9, 19)


@dataclass(frozen=True)
class Shade:
    """Wall-clock time in which nothing is offered: by one stylist, or by the whole location."""

    starts: datetime
    ends: datetime
    stylist_id: int | None = None


@dataclass(frozen=True)
class Board:
    """Everything between two local dates (both included) at one location."""

    location: Location
    appointments: list[Appointment]
    claims: list[Claim]
    stylists: list[Resource]
    rooms: list[Resource]
    shades: list[Shade]
    opens_hour: int
    closes_hour: int


@dataclass(frozen=True)
class Filters:
    """What the board is narrowed to; an empty choice means all, and none of the cancelled."""

    stylist_ids: Collection[int] = ()
    type_ids: Collection[int] = ()
    statuses: Collection[str] = ()


def board(location: Location, first: date, last: date, filters: Filters | None = None) -> Board:
    """Read the board of local dates first to last in five queries, whatever is on it."""
    begin = spans.moment(spans.wall(location.zone, first, time.min))
    end = spans.moment(spans.wall(location.zone, last + timedelta(days=1), time.min))
    appointments = list(_appointments(location, begin, end, filters or Filters()))
    here = _here(location, first, last)
    claims = list(_occupied(here, begin, end))
    columns = list(_columns(here, appointments, claims))
    stylists = [row for row in columns if row.kind == Resource.Kind.STYLIST]
    hours = Hours(location, first, last)
    opens_hour, closes_hour = _frame(hours)
    return Board(
        location=location,
        appointments=appointments,
        claims=claims,
        stylists=stylists,
        rooms=[row for row in columns if row.kind == Resource.Kind.ROOM],
        shades=list(_shades(hours, first, last, [row.pk for row in stylists])),
        opens_hour=opens_hour,
        closes_hour=closes_hour,
    )


def on_board() -> QuerySet[Appointment]:
    """Appointments with all that the board says of each, in one query."""
    return Appointment.objects.select_related(
        "type", "customer", "location", "stylist", "room"
    ).annotate(gowns=Count("try_ons"))


def _appointments(
    location: Location, begin: datetime, end: datetime, filters: Filters
) -> QuerySet[Appointment]:
    found = on_board().filter(location=location, starts_at__lt=end, ends_at__gt=begin)
    if filters.stylist_ids:
        found = found.filter(stylist_id__in=filters.stylist_ids)
    if filters.type_ids:
        found = found.filter(type_id__in=filters.type_ids)
    if filters.statuses:
        found = found.filter(status__in=filters.statuses)
    else:
        found = found.exclude(status=Appointment.Status.CANCELLED)
    return found.order_by("starts_at", "pk")


def _here(location: Location, first: date, last: date) -> Q:
    """The active rooms of the location, and the active stylists who work there then."""
    return Q(is_active=True) & (
        Q(kind=Resource.Kind.ROOM, location=location)
        | (Q(kind=Resource.Kind.STYLIST) & works_at(location, first, last))
    )


def _occupied(here: Q, begin: datetime, end: datetime) -> QuerySet[Claim]:
    """Blocks and holds on those who have a column; appointments speak for themselves."""
    found: QuerySet[Claim] = (
        live_claims()
        .exclude(kind=Claim.Kind.APPOINTMENT)
        .filter(
            resource__in=Resource.objects.filter(here),
            starts_at__lt=end,
            ends_at__gt=begin,
        )
        .select_related("resource")
        .order_by("starts_at", "resource__name", "pk")
    )
    return found


def _columns(
    here: Q, appointments: Sequence[Appointment], claims: Sequence[Claim]
) -> QuerySet[Resource]:
    """Everybody who works here, and who left while there are appointments with her."""
    booked = {a.stylist_id for a in appointments} | {a.room_id for a in appointments}
    return (
        Resource.objects.filter(here | Q(pk__in=booked))
        .annotate(seats=F("room__capacity"), color=F("stylist__color"))
        .order_by("name", "pk")
    )


def _frame(hours: Hours) -> tuple[int, int]:
    """The hours a day shows, one more at both ends than anybody works; past 24 after midnight."""
    weekly: list[Mapping[Any, list[Clock]]] = [
        hours.opening,
        *hours.working.values(),
        *hours.exceptions.values(),
    ]
    spans_of_all = [span for week in weekly for day in week.values() for span in day]
    if not spans_of_all:
        return USUAL_HOURS
    first = min(start.hour for start, _ in spans_of_all)
    last = max(_closing_hour(start, end) for start, end in spans_of_all)
    return max(first - 1, 0), last + 1 if last != 24 else 24


def _closing_hour(start: time, end: time) -> int:
    hour = end.hour + bool(end.minute)
    return hour + 24 if end <= start else hour


def _shades(hours: Hours, first: date, last: date, stylist_ids: Sequence[int]) -> Iterator[Shade]:
    frame = [(spans.seconds(_midnight(first)), spans.seconds(_midnight(last + timedelta(days=1))))]
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]

    def on_the_wall(clocks: Callable[[date], Sequence[Clock]]) -> list[spans.Span]:
        return spans.merge(
            spans.daily(WALL, day, *clock)
            for day in days
            if day not in hours.closed
            for clock in clocks(day)
        )

    opened = spans.intersect(frame, on_the_wall(lambda day: hours.opening.get(day.weekday(), [])))
    for start, end in spans.subtract(frame, opened):
        yield Shade(_wall(start), _wall(end))
    for pk in stylist_ids:
        for start, end in spans.subtract(opened, on_the_wall(partial(hours.clocks, pk))):
            yield Shade(_wall(start), _wall(end), stylist_id=pk)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _wall(instant: int) -> datetime:
    return spans.moment(instant).replace(tzinfo=None)


def now_at(location: Location) -> datetime:
    """The time on the location's wall, with its offset."""
    return timezone.now().astimezone(location.zone)
