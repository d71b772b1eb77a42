"""Reads a plan for the slot functions from the database: three queries for any span."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Func, IntegerField, OuterRef, Q
from django.db.models.expressions import Exists
from django.utils import timezone

from core.models import (
    Appointment,
    AppointmentType,
    Claim,
    Hold,
    Location,
    Product,
    Resource,
    WorkingException,
    WorkingHours,
)
from core.models.stock import Sample
from core.queries.diary import spans
from core.queries.diary.hours import Hours
from core.queries.diary.slots import Candidate, Demand, Plan, Taken

LONGEST = timedelta(days=62)
USUAL_PARTY = Appointment().party_size  # what a booking takes when nothing is said


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
    without: Collection[int] = (),
    hold: Hold | None = None,
    with_names: bool = False,
) -> Plan:
    """The plan for starts on local dates first to last (both included).

    `length` is that of the type unless the appointment has its own; `stylist_id` and `room_id`
    narrow the choice; `without_appointment` (or several in `without`) ignores the claims of those
    about to be moved; the claims of the caller's own `hold` are not in her way, and notice counts
    from when she got it. `with_names` says what each claim is, for explaining.
    """
    now = now or timezone.now()
    asked_at = min(now, hold.created_at) if hold else now
    hours = Hours(location, first, last)
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]
    opening = hours.opened(days)
    resources = _resources(type_, location, products, stylist_id, room_id, days)
    taken = _taken(
        [row["id"] for row in resources],
        spans.wall(location.zone, first - timedelta(days=1), time.min) - 86_400,
        spans.wall(location.zone, last + timedelta(days=2), time.min) + 86_400,
        now=now,
        without={*without, *([without_appointment] if without_appointment else [])},
        hold=hold,
        with_names=with_names,
    )
    plan = Plan(
        demand=Demand(
            duration=int((length or type_.duration).total_seconds()),
            before=type_.buffer_before_minutes * 60,
            after=type_.buffer_after_minutes * 60,
            party=party,
        ),
        opening=opening,
        open=spans.merge(opening),
        grid=location.slot_minutes * 60,
        stylists=[],
        rooms=[],
        samples={product.pk: [] for product in products},
        earliest=spans.seconds(asked_at + timedelta(hours=type_.notice_hours)),
        latest=spans.seconds(asked_at + timedelta(days=type_.horizon_days)),
        zone=location.zone,
        closed={
            day: (*hours.closed[day], tuple(hours.usual(day)))
            for day in days
            if day in hours.closed
        },
        hours=hours.rows,
    )
    _cast(plan, resources, taken, hours, days)
    return plan


def _cast(
    plan: Plan,
    resources: Sequence[dict[str, Any]],
    taken: dict[int, list[Taken]],
    hours: Hours,
    days: Sequence[date],
) -> None:
    """Put every resource where it belongs in the plan."""
    stylists, rooms = [], []
    for row in resources:
        claims = taken.get(row["id"], [])
        busy = spans.merge((claim.start, claim.end) for claim in claims)
        candidate = Candidate(row["id"], row["name"], plan.open, busy, claims=claims)
        if row["kind"] == Resource.Kind.STYLIST:
            candidate.works = hours.worked(row["id"], days)
            candidate.presence = spans.intersect(plan.open, candidate.works)
            candidate.off = dict(hours.off.get(row["id"], {}))
            stylists.append(candidate)
        elif row["kind"] == Resource.Kind.ROOM:
            candidate.capacity = row["room__capacity"]
            rooms.append(candidate)
        else:
            plan.samples[row["sample__variant__product_id"]].append(candidate)
    plan.stylists, plan.rooms = stylists, rooms


def _resources(
    type_: AppointmentType,
    location: Location,
    products: Sequence[Product],
    stylist_id: int | None,
    room_id: int | None,
    days: Sequence[date],
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
        may_serve &= works_at(location, days[0], days[-1])
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


def works_at(location: Location, first: date, last: date) -> Q:
    """Of resources: the stylists who work there in any week, or on one of these dates."""
    hers = {"stylist_id": OuterRef("pk"), "location": location}
    by_week = WorkingHours.objects.filter(**hers)
    by_date = WorkingException.objects.filter(**hers, applies_on__gte=first, applies_on__lte=last)
    return Q(Exists(by_week)) | Q(Exists(by_date))


def _taken(
    resource_ids: Sequence[int],
    start: int,
    end: int,
    *,
    now: datetime,
    without: Collection[int],
    hold: Hold | None,
    with_names: bool,
) -> dict[int, list[Taken]]:
    claims = live_claims(now).filter(
        resource_id__in=resource_ids,
        starts_at__lt=spans.moment(end),
        ends_at__gt=spans.moment(start),
    )
    if without:
        claims = claims.exclude(appointment_id__in=without)
    if hold is not None:
        claims = claims.exclude(hold_id=hold.pk)
    fields: list[Any] = ["resource_id", "pk", Epoch("starts_at"), Epoch("ends_at", up=True)]
    if with_names:
        fields += ["kind", "note", "appointment__customer__name", "appointment__type__name"]
    found: dict[int, list[Taken]] = defaultdict(list)
    for resource, key, first, last, *names in claims.order_by().values_list(*fields):
        found[resource].append(Taken(key, first, last, _words(*names) if names else ""))
    return found


class Epoch(Func):
    """Whole seconds since 1970, down or up; thousands of them are dear as datetimes."""

    output_field = IntegerField()

    def __init__(self, field: str, *, up: bool = False) -> None:
        super().__init__(F(field))
        self.up = up

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        rounded = "CEIL" if self.up else "FLOOR"
        template = f"{rounded}(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Django writes a fraction only where there is one.
        template = "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
        if self.up:
            template += " + (length(%(expressions)s) > 19)"
        return super().as_sql(compiler, connection, template=template, **context)


def _words(kind: str, note: str, customer: str | None, type_: str | None) -> str:
    """What a claim is, for the people of the boutique."""
    if customer:
        return f"{customer} ({type_})"
    if kind == Claim.Kind.HOLD:
        return "a visitor who is booking right now"
    return note or "blocked time"


def live_claims(now: datetime | None = None) -> Any:
    """Claims in force; a hold past its expiry counts as gone."""
    now = now or timezone.now()
    return Claim.objects.filter(is_live=True).exclude(kind=Claim.Kind.HOLD, expires_at__lte=now)
