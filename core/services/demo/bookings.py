"""Visits become appointments with their claims, gowns and the story of their changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core.history import Door
from core.models import Appointment, Claim, Customer, TryOn
from core.queries.diary import spans
from core.services.appointments.booking import REFERENCE_LETTERS
from core.services.demo.diary import Visit
from core.services.demo.stage import Stage

Status = Appointment.Status
SECOND_THOUGHTS = timedelta(minutes=20)


@dataclass
class Step:
    """One change in the life of an appointment."""

    status: str
    at: datetime
    door: str = Door.ADMIN


@dataclass
class Booking:
    """A visit, its appointment, and the steps that led to where it stands."""

    visit: Visit
    appointment: Appointment
    steps: list[Step] = field(default_factory=list)
    is_overbooked: bool = False

    @property
    def booked_at(self) -> datetime:
        return self.steps[0].at


def build(stage: Stage, visits: list[Visit]) -> list[Booking]:
    bookings = [_booking(stage, visit) for visit in visits]
    bookings.append(_overbooked(stage, bookings))
    Appointment.objects.bulk_create(booking.appointment for booking in bookings)
    for booking in bookings:
        booking.appointment.created_at = booking.booked_at
    Appointment.objects.bulk_update([b.appointment for b in bookings], ["created_at"])
    _hang_gowns(bookings)
    Claim.objects.bulk_create(claim for booking in bookings for claim in _claims(booking))
    _write_history(bookings)
    _meet_customers(bookings)
    return bookings


def _hang_gowns(bookings: list[Booking]) -> None:
    """Asked for with the booking, and remembered so: else a gown seems to be somebody's change."""
    pairs = [
        (b, TryOn(appointment=b.appointment, product_id=gown.variant.product_id, sample=gown))
        for b in bookings
        for gown in b.visit.gowns
    ]
    TryOn.objects.bulk_create(row for _, row in pairs)
    model: Any = TryOn.history.model
    names = [field.attname for field in model.tracked_fields]
    model.objects.bulk_create(
        [
            model(
                **{name: getattr(row, name) for name in names},
                history_date=booking.booked_at,
                history_type="+",
                door=booking.steps[0].door,
            )
            for booking, row in pairs
        ],
        batch_size=500,
    )


def _booking(stage: Stage, visit: Visit) -> Booking:
    starts_at, ends_at = spans.moment(visit.start), spans.moment(visit.end)
    steps = list(_steps(stage, starts_at, ends_at, is_online=visit.type.is_bookable_online))
    last = steps[-1]
    is_cancelled = last.status == Status.CANCELLED
    dice = stage.dice
    appointment = Appointment(
        reference="".join(dice.choices(REFERENCE_LETTERS, k=8)),
        version=len(steps),
        status=last.status,
        type=visit.type,
        location=visit.location,
        customer=visit.bride.customer,
        stylist=visit.stylist,
        room=visit.room,
        starts_at=starts_at,
        ends_at=ends_at,
        party_size=visit.party,
        notes=dice.choice(stage.shop["appointment_notes"]) if dice.random() < 0.3 else "",
        booked_through=steps[0].door,
        cancelled_at=last.at if is_cancelled else None,
        cancel_reason=dice.choice(stage.shop["cancel_reasons"]) if is_cancelled else "",
    )
    return Booking(visit, appointment, steps)


def _by_day(at: datetime, starts_at: datetime) -> datetime:
    """The last time before `at` that a clock showed the hour of the visit: somebody was there."""
    return starts_at + timedelta(days=(at - starts_at) // timedelta(days=1))


def _steps(
    stage: Stage, starts_at: datetime, ends_at: datetime, *, is_online: bool
) -> Iterable[Step]:
    """From the booking to now: what is over has ended somehow, what is to come is agreed."""
    now, dice = stage.now, stage.dice
    latest = min(now - timedelta(minutes=5), starts_at - timedelta(hours=26))
    booked_at = latest - timedelta(hours=dice.randint(1, 24 * 18))
    door = Door.API if is_online and dice.random() < 0.5 else Door.ADMIN
    if door == Door.ADMIN:
        booked_at = _by_day(booked_at, starts_at)
    fate = dice.random()
    is_request = starts_at > now and door == Door.API and fate > 0.8
    yield Step(Status.REQUESTED if is_request else Status.CONFIRMED, booked_at, door)
    if fate < 0.07:
        cancelled_at = booked_at + (latest - booked_at) * dice.random()
        if door == Door.ADMIN:
            cancelled_at = _by_day(cancelled_at, starts_at)
            cancelled_at = max(cancelled_at, booked_at + SECOND_THOUGHTS)
        yield Step(Status.CANCELLED, cancelled_at, door)
    elif starts_at + timedelta(minutes=25) < now and fate < 0.13:
        yield Step(Status.NO_SHOW, starts_at + timedelta(minutes=25))
    elif starts_at < now or (starts_at < now + timedelta(minutes=15) and fate > 0.4):
        yield Step(Status.ARRIVED, min(starts_at, now) - timedelta(minutes=2))
        if starts_at + timedelta(minutes=5) < now:
            yield Step(Status.IN_PROGRESS, starts_at + timedelta(minutes=5))
        if ends_at < now:
            yield Step(Status.COMPLETED, ends_at)


def _overbooked(stage: Stage, bookings: list[Booking]) -> Booking:
    """One bride is squeezed in beside another, on purpose and with the reason given."""
    soon = stage.now + timedelta(hours=30)
    host = next(
        b
        for b in bookings
        if b.appointment.starts_at > soon and b.appointment.status == Status.CONFIRMED
    )
    taken = {b.visit.bride.customer.pk for b in bookings if b.appointment.starts_at > stage.now}
    home = host.visit.bride.home
    bride = next(
        one
        for one in reversed(stage.brides)
        if (one.home == home and one.customer.pk not in taken) or one is stage.brides[0]
    )
    visit = host.visit
    type_ = stage.types["second-look"]
    extra = Visit(bride, type_, visit.location, visit.stylist, visit.room, visit.start + 1800, 2)
    booking = _booking(stage, extra)
    booking.steps = [Step(Status.CONFIRMED, stage.now - timedelta(hours=20))]
    fields = {
        "status": Status.CONFIRMED,
        "version": 1,
        "booked_through": Door.ADMIN,
        "cancelled_at": None,
        "cancel_reason": "",
        "overbooked_reason": stage.shop["overbook_reason"],
    }
    for name, value in fields.items():
        setattr(booking.appointment, name, value)
    booking.is_overbooked = True
    return booking


def _claims(booking: Booking) -> Iterable[Claim]:
    start, end = booking.visit.claimed
    for pk in booking.visit.resource_ids:
        yield Claim(
            resource_id=pk,
            kind=Claim.Kind.APPOINTMENT,
            appointment=booking.appointment,
            starts_at=spans.moment(start),
            ends_at=spans.moment(end),
            is_live=booking.appointment.status in Appointment.LIVE,
            is_overbooked=booking.is_overbooked,
        )


def _write_history(bookings: list[Booking]) -> None:
    """A row for each step, with what was true then, when it was, and the door it came through."""
    model: Any = Appointment.history.model
    names = [field.attname for field in model.tracked_fields]
    rows = []
    for booking in bookings:
        facts = {name: getattr(booking.appointment, name) for name in names}
        for number, step in enumerate(booking.steps, start=1):
            then = {"status": step.status, "version": number, "updated_at": step.at}
            if step.status != Status.CANCELLED:
                then |= {"cancelled_at": None, "cancel_reason": ""}
            rows.append(
                model(
                    **facts | then,
                    history_date=step.at,
                    history_type="+" if number == 1 else "~",
                    door=step.door,
                )
            )
    model.objects.bulk_create(sorted(rows, key=lambda row: row.history_date), batch_size=500)


def _meet_customers(bookings: list[Booking]) -> None:
    """A customer is as old as her first booking."""
    first: dict[int, Booking] = {}
    for booking in bookings:
        known = first.setdefault(booking.appointment.customer_id, booking)
        if booking.booked_at < known.booked_at:
            first[booking.appointment.customer_id] = booking
    customers = []
    for booking in first.values():
        customer = booking.visit.bride.customer
        customer.created_at = booking.booked_at - timedelta(minutes=3)
        customers.append(customer)
    Customer.objects.bulk_update(customers, ["created_at"])
