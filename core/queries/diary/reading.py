"""Reads a plan for the slot functions from the database: three queries for any span."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, F, IntegerField, OuterRef, Q, TimeField, Value
from django.db.models.expressions import Exists
from django.db.models.functions import Cast
from django.utils import timezone

from core.models import (
    Appointment,
    AppointmentType,
    Claim,
    ClosedDay,
    Location,
    OpeningHours,
    Product,
    Resource,
    WorkingHours,
)
from core.models.stock import Sample
from core.queries.diary import spans
from core.queries.diary.slots import Candidate, Demand, Plan

LONGEST = timedelta(days=62)
USUAL_PARTY = Appointment().party_size  # what a booking takes when nothing is said


class Hours:
    """Opening hours, closed days and working hours of one location, read at once."""

    def __init__(self, location: Location) -> None:
        self.opening: dict[int, list[tuple[time, time]]] = defaultdict(list)
        self.working: dict[int, dict[int, list[tuple[time, time]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.closed: set[date] = set()
        for stylist, weekday, day, start, end in self._rows(location):
            if day is not None:
                self.closed.add(day)
            elif stylist is None:
                self.opening[weekday].append((start, end))
            else:
                self.working[stylist][weekday].append((start, end))

    @staticmethod
    def _rows(location: Location) -> Iterable[tuple[Any, ...]]:
        # PostgreSQL takes a bare NULL in a union for text.
        no_number = Cast(Value(None), IntegerField())
        no_day = Cast(Value(None), DateField())
        no_time = Cast(Value(None), TimeField())
        opening = OpeningHours.objects.filter(location=location).values_list(
            no_number, F("weekday"), no_day, F("opens"), F("closes")
        )
        working = WorkingHours.objects.filter(
            location=location, stylist__is_active=True
        ).values_list(F("stylist_id"), F("weekday"), no_day, F("starts"), F("ends"))
        closed = ClosedDay.objects.filter(
            Q(location=location) | Q(location__isnull=True)
        ).values_list(no_number, no_number, F("closed_on"), no_time, no_time)
        return working.order_by().union(opening.order_by(), closed.order_by(), all=True)


def read_plan(
    type_: AppointmentType,
    location: Location,
    first: date,
    last: date,
    *,
    now: datetime | None = None,
    party: int = USUAL_PARTY,
    length: timedelta | None = None,
    products: Sequence[Product] = (),
    stylist_id: int | None = None,
    room_id: int | None = None,
    without_appointment: int | None = None,
) -> Plan:
    """The plan for starts on local dates first to last (both included).

    `length` is that of the type unless the appointment has its own; `stylist_id` and `room_id`
    narrow the choice; `without_appointment` ignores the claims of one that is about to be moved.
    """
    now = now or timezone.now()
    hours = Hours(location)
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]
    opening = _opened(location, hours.opening, hours.closed, days)
    opened = spans.merge(opening)
    resources = _resources(type_, location, products, stylist_id, room_id)
    busy = _busy(
        [row["id"] for row in resources],
        spans.wall(location.zone, first - timedelta(days=1), time.min) - 86_400,
        spans.wall(location.zone, last + timedelta(days=2), time.min) + 86_400,
        now=now,
        without=without_appointment,
    )
    plan = Plan(
        demand=Demand(
            duration=int((length or type_.duration).total_seconds()),
            before=type_.buffer_before_minutes * 60,
            after=type_.buffer_after_minutes * 60,
            party=party,
        ),
        opening=opening,
        open=opened,
        grid=location.slot_minutes * 60,
        stylists=[],
        rooms=[],
        samples={product.pk: [] for product in products},
        earliest=spans.seconds(now + timedelta(hours=type_.notice_hours)),
        latest=spans.seconds(now + timedelta(days=type_.horizon_days)),
    )
    stylists, rooms = [], []
    for row in resources:
        candidate = Candidate(row["id"], row["name"], opened, busy.get(row["id"], ()))
        if row["kind"] == Resource.Kind.STYLIST:
            candidate.presence = spans.intersect(
                opened,
                spans.merge(_opened(location, hours.working.get(row["id"], {}), set(), days)),
            )
            stylists.append(candidate)
        elif row["kind"] == Resource.Kind.ROOM:
            candidate.capacity = row["room__capacity"]
            rooms.append(candidate)
        else:
            plan.samples[row["sample__variant__product_id"]].append(candidate)
    plan.stylists, plan.rooms = stylists, rooms
    return plan


def _opened(
    location: Location,
    weekly: dict[int, list[tuple[time, time]]],
    closed: set[date],
    days: Sequence[date],
) -> list[spans.Span]:
    zone = location.zone
    return [
        spans.daily(zone, day, start, end)
        for day in days
        if day not in closed
        for start, end in weekly.get(day.weekday(), ())
    ]


def _resources(
    type_: AppointmentType,
    location: Location,
    products: Sequence[Product],
    stylist_id: int | None,
    room_id: int | None,
) -> list[dict[str, Any]]:
    """Active stylists, rooms and samples that suit, least id first."""
    chosen_stylists = type_.stylists.through.objects.filter(appointmenttype_id=type_.pk)
    chosen_rooms = type_.rooms.through.objects.filter(appointmenttype_id=type_.pk)
    may_serve = Q(kind=Resource.Kind.STYLIST) & (
        Q(Exists(chosen_stylists.filter(stylist_id=OuterRef("pk")))) | ~Q(Exists(chosen_stylists))
    )
    may_house = Q(kind=Resource.Kind.ROOM, location=location) & (
        Q(Exists(chosen_rooms.filter(room_id=OuterRef("pk")))) | ~Q(Exists(chosen_rooms))
    )
    if stylist_id is not None:
        may_serve &= Q(pk=stylist_id)
    else:
        may_serve &= Q(
            Exists(WorkingHours.objects.filter(stylist_id=OuterRef("pk"), location=location))
        )
    if room_id is not None:
        may_house &= Q(pk=room_id)
    wanted = may_serve | may_house
    if products:
        wanted |= Q(
            kind=Resource.Kind.SAMPLE,
            location=location,
            sample__status=Sample.Status.ON_FLOOR,
            sample__variant__product__in=products,
        )
    fields = ["id", "kind", "name", "room__capacity", "sample__variant__product_id"]
    return list(Resource.objects.filter(wanted, is_active=True).order_by("pk").values(*fields))


def _busy(
    resource_ids: Sequence[int], start: int, end: int, *, now: datetime, without: int | None
) -> dict[int, list[spans.Span]]:
    claims = live_claims(now).filter(
        resource_id__in=resource_ids,
        starts_at__lt=spans.moment(end),
        ends_at__gt=spans.moment(start),
    )
    if without is not None:
        claims = claims.exclude(appointment_id=without)
    found: dict[int, list[spans.Span]] = defaultdict(list)
    for resource, starts_at, ends_at in claims.order_by().values_list(
        "resource_id", "starts_at", "ends_at"
    ):
        found[resource].append((spans.seconds(starts_at), spans.seconds_up(ends_at)))
    return {resource: spans.merge(taken) for resource, taken in found.items()}


def live_claims(now: datetime | None = None) -> Any:
    """Claims in force; a hold past its expiry counts as gone."""
    now = now or timezone.now()
    return Claim.objects.filter(is_live=True).exclude(kind=Claim.Kind.HOLD, expires_at__lte=now)
