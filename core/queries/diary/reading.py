"""Reads a plan for the slot functions from the database: three queries for any span."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    TextField,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import (
    Appointment,
    AppointmentType,
    Claim,
    Hold,
    Location,
    Product,
    Resource,
)
from core.queries.diary import resources, spans
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
    found = resources.suitable(
        type_,
        location,
        days,
        products=[product.pk for product in products],
        stylist_id=stylist_id,
        room_id=room_id,
    )
    taken = _taken(
        [one.id for one in found],
        spans.wall(location.zone, first - timedelta(days=1), time.min) - 86_400,
        spans.wall(location.zone, last + timedelta(days=2), time.min) + 86_400,
        now=now,
        without={*without, *([without_appointment] if without_appointment else [])},
        hold=hold,
        with_names=with_names,
    )
    plan = Plan(
        demand=_demand(type_, party, length),
        opening=opening,
        open=spans.merge(opening),
        grid=location.slot_minutes * 60,
        stylists=[],
        rooms=[],
        samples={product.pk: [] for product in products},
        earliest=spans.seconds(asked_at + timedelta(hours=type_.notice_hours)),
        latest=spans.seconds(asked_at + timedelta(days=type_.horizon_days)),
        zone=location.zone,
        closed=hours.closures(days),
        hours=hours.rows,
    )
    _cast(plan, found, taken, hours, days)
    return plan


def _demand(type_: AppointmentType, party: int, length: timedelta | None) -> Demand:
    return Demand(
        duration=int((length or type_.duration).total_seconds()),
        before=type_.buffer_before_minutes * 60,
        after=type_.buffer_after_minutes * 60,
        party=party,
    )


def _cast(
    plan: Plan,
    found: Sequence[resources.Suitable],
    taken: dict[int, list[Taken]],
    hours: Hours,
    days: Sequence[date],
) -> None:
    """Put every resource where it belongs in the plan."""
    stylists, rooms = [], []
    for one in found:
        claims = taken.get(one.id, [])
        busy = spans.merge(claim[1:3] for claim in claims)
        candidate = Candidate(one.id, one.name, plan.open, busy, claims=claims)
        if one.kind == Resource.Kind.STYLIST:
            candidate.works = hours.worked(one.id, days)
            candidate.presence = spans.intersect(plan.open, candidate.works)
            candidate.off = dict(hours.off.get(one.id, {}))
            stylists.append(candidate)
        elif one.kind == Resource.Kind.ROOM:
            candidate.capacity = one.capacity or 1
            rooms.append(candidate)
        elif one.product_id is not None:
            plan.samples[one.product_id].append(candidate)
    plan.stylists, plan.rooms = stylists, rooms


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
    claims = live_claims(now, without=without).filter(
        resource_id__in=resource_ids,
        starts_at__lt=spans.moment(end),
        ends_at__gt=spans.moment(start),
    )
    if hold is not None:
        claims = claims.exclude(hold_id=hold.pk)
    found: dict[int, list[Taken]] = defaultdict(list)
    if not with_names:
        listed = claims.order_by().values("resource_id").annotate(all=Listed("pk", *SPAN))
        for resource, numbers in listed.values_list("resource_id", "all"):
            flat = json.loads(numbers)
            found[resource] = list(map(Taken, flat[::3], flat[1::3], flat[2::3]))
        return found
    for resource, key, first, last, begins, ends, *words in claims.order_by().values_list(
        "resource_id", "pk", *SPAN, *BARE, *NAMES
    ):
        bare = (begins or first) - first, last - (ends or last)
        found[resource].append(Taken(key, first, last, _words(*words), *bare))
    return found


# SQLite before 3.38 knows only the slower one.
SQLITE_EPOCH = (
    "unixepoch(%(expressions)s)"
    if sqlite3.sqlite_version_info >= (3, 38)
    else "CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)"
)


class Epoch(Func):
    """Whole seconds since 1970, down or up; thousands of them are dear as datetimes."""

    output_field = IntegerField()

    def __init__(self, *fields: str, up: bool = False) -> None:
        """Of the first field that has a moment."""
        super().__init__(F(fields[0]) if len(fields) == 1 else Coalesce(*fields))
        self.up = up

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        rounded = "CEIL" if self.up else "FLOOR"
        template = f"{rounded}(date_part('epoch', %(expressions)s))::bigint"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # Django writes a fraction only where there is one.
        template = SQLITE_EPOCH
        if self.up:
            template = f"({template} + (length(%(expressions)s) > 19))"
        return super().as_sql(compiler, connection, template=template, **context)


SPAN = (Epoch("starts_at"), Epoch("ends_at", up=True))
BARE = (
    Epoch("appointment__starts_at", "hold__starts_at"),
    Epoch("appointment__ends_at", "hold__ends_at", up=True),
)
NAMES = ("kind", "note", "appointment__customer__name", "appointment__type__name")


class Listed(Aggregate):
    """All whole numbers of a group as one JSON list: a fraction of the cost of a row for each."""

    output_field = TextField()

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_context: Any) -> Any:
        parts, given = zip(*map(compiler.compile, self.source_expressions), strict=True)
        row = " || ',' || ".join(parts)
        join = "STRING_AGG" if connection.vendor == "postgresql" else "GROUP_CONCAT"
        return f"'[' || {join}({row}, ',') || ']'", [value for few in given for value in few]


def _words(kind: str, note: str, customer: str | None, type_: str | None) -> str:
    """What a claim is, for the people of the boutique."""
    if customer:
        return f"{customer} ({type_})"
    if kind == Claim.Kind.HOLD:
        return "a visitor who is booking right now"
    return note or "blocked time"


def live_claims(now: datetime | None = None, *, without: Collection[int] = ()) -> Any:
    """Claims in force; a hold past its expiry counts as gone.

    In the eyes of the appointments `without` neither their own are in the way, nor an absence that
    was laid over them: whoever stood there before keeps her place until she leaves it.
    """
    now = now or timezone.now()
    found = Claim.objects.filter(is_live=True).exclude(kind=Claim.Kind.HOLD, expires_at__lte=now)
    if not without:
        return found
    stands = Claim.objects.filter(
        Q(is_live=True) | Q(appointment__status=Appointment.Status.NO_SHOW),
        appointment_id__in=without,
        resource=OuterRef("resource"),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    laid_over = Q(kind=Claim.Kind.BLOCK, is_overbooked=True) & Q(Exists(stands))
    return found.exclude(appointment_id__in=without).exclude(laid_over)
