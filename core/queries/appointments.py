"""What the board shows of one location: appointments, other claims, columns and shaded hours."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from core.models import Appointment, Claim, Location, Resource, WorkingException, WorkingHours
from core.queries.diary import live_claims, spans
from core.queries.diary.hours import Clock, Hours

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
class Note:
    """Why a day is not like others: closed, or a stylist off or at other hours."""

    day: date
    text: str
    stylist_id: int | None = None


@dataclass(frozen=True)
class Board:
    """Everything between two local dates (both included) at one location."""

    location: Location
    appointments: list[Appointment]
    claims: list[Claim]
    taken: list[Claim]
    """What occupies stylists and rooms, whatever filters hide and wherever it takes place."""
    stylists: list[Resource]
    rooms: list[Resource]
    shades: list[Shade]
    notes: list[Note]
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
    occupied = list(_occupied(here | _samples(location), begin, end))
    claims = [claim for claim in occupied if claim.kind != Claim.Kind.APPOINTMENT]
    columns = list(_columns(here, appointments, claims))
    stylists = [row for row in columns if row.kind == Resource.Kind.STYLIST]
    hours = Hours(location, first, last)
    opens_hour, closes_hour = _frame(hours, appointments)
    return Board(
        location=location,
        appointments=appointments,
        claims=claims,
        taken=[row for row in occupied if row.resource.kind != Resource.Kind.SAMPLE],
        stylists=stylists,
        rooms=[row for row in columns if row.kind == Resource.Kind.ROOM],
        shades=list(_shades(hours, first, last, [row.pk for row in stylists])),
        notes=list(_notes(hours, first, last, stylists)),
        opens_hour=opens_hour,
        closes_hour=closes_hour,
    )


def on_board() -> QuerySet[Appointment]:
    """Appointments with all that the board says of each, in one query."""
    together = (
        Appointment.objects.filter(group=OuterRef("group"), status__in=Appointment.OPEN)
        .order_by()
        .values("group")
        .annotate(number=Count("pk"))
    )
    return Appointment.objects.select_related(
        "type", "customer", "location", "stylist", "room"
    ).annotate(gowns=Count("try_ons"), linked=Subquery(together.values("number")))


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
        | (Q(kind=Resource.Kind.STYLIST) & _works_at(location, first, last))
    )


def _works_at(location: Location, first: date, last: date) -> Q:
    """Of resources: the stylists who work there in any week, or on one of these dates."""
    hers = {"stylist_id": OuterRef("pk"), "location": location}
    by_week = WorkingHours.objects.filter(**hers)
    by_date = WorkingException.objects.filter(**hers, applies_on__gte=first, applies_on__lte=last)
    return Q(Exists(by_week)) | Q(Exists(by_date))


def _samples(location: Location) -> Q:
    return Q(is_active=True, kind=Resource.Kind.SAMPLE, location=location)


def _occupied(here: Q, begin: datetime, end: datetime) -> QuerySet[Claim]:
    """What lies on these resources, but for gowns of appointments: they come with their bride.

    An absence that lies over somebody or something else shows where that has gone.
    """
    beneath = live_claims().filter(
        ~Q(kind=Claim.Kind.BLOCK, is_overbooked=True),
        resource=OuterRef("resource"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    found: QuerySet[Claim] = (
        live_claims()
        .exclude(kind=Claim.Kind.APPOINTMENT, resource__kind=Resource.Kind.SAMPLE)
        .exclude(Q(kind=Claim.Kind.BLOCK, is_overbooked=True) & Q(Exists(beneath)))
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


def _frame(hours: Hours, appointments: Sequence[Appointment]) -> tuple[int, int]:
    """The hours a day shows, one more at both ends than anybody works; past 24 after midnight.

    An appointment outside widens them; a block may cover whole days and does not.
    """
    weekly: list[Mapping[Any, list[Clock]]] = [
        hours.opening,
        *hours.working.values(),
        *hours.exceptions.values(),
    ]
    spans_of_all = [span for week in weekly for day in week.values() for span in day]
    spans_of_all += [(row.local_start.time(), row.local_end.time()) for row in appointments]
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


def _notes(hours: Hours, first: date, last: date, stylists: Sequence[Resource]) -> Iterator[Note]:
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        if day in hours.closed:
            reason = hours.closed[day].note
            yield Note(day, f"Closed: {reason}" if reason else "Closed")
            continue
        for stylist in stylists:
            if day not in hours.off.get(stylist.pk, {}):
                continue
            clocks = [f"{start:%H:%M}–{end:%H:%M}" for start, end in hours.clocks(stylist.pk, day)]
            said = (
                f"{stylist.name} works {' and '.join(clocks)}"
                if clocks
                else f"{stylist.name} is off"
            )
            reason = hours.off[stylist.pk][day].note
            yield Note(day, f"{said}: {reason}" if reason else said, stylist.pk)


def linked_with(appointment: Appointment) -> list[Appointment]:
    """The others of her group, in order of time."""
    if appointment.group_id is None:
        return []
    others = on_board().filter(group=appointment.group_id).exclude(pk=appointment.pk)
    return list(others.order_by("starts_at", "pk"))


def together(claim: Claim) -> tuple[Any, ...]:
    """What is the same of claims that are one thing to people."""
    return claim.kind, claim.starts_at, claim.ends_at, claim.note, claim.expires_at


def together_with(claim: Claim) -> list[Claim]:
    """The claim and those that lie at the same time for the same reason."""
    rows = Claim.objects.filter(
        kind=claim.kind,
        starts_at=claim.starts_at,
        ends_at=claim.ends_at,
        note=claim.note,
        expires_at=claim.expires_at,
        is_live=True,
    )
    return list(rows.select_related("resource").order_by("resource__name", "pk"))


def can_be_blocked(location: Location) -> list[Resource]:
    """Stylists who work there, its rooms and its samples."""
    here = Q(kind=Resource.Kind.STYLIST, stylist__working_hours__location=location)
    rows = Resource.objects.filter(
        here | Q(kind__in=[Resource.Kind.ROOM, Resource.Kind.SAMPLE], location=location),
        is_active=True,
    )
    return list(rows.distinct().order_by("name", "pk"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _wall(instant: int) -> datetime:
    return spans.moment(instant).replace(tzinfo=None)


def now_at(location: Location) -> datetime:
    """The time on the location's wall, with its offset."""
    return timezone.now().astimezone(location.zone)
