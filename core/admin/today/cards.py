"""What the run sheet says of each appointment, and of each gown to bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.admin import words
from core.admin.steps import steps
from core.models import Appointment, Claim, Sample, TryOn
from core.queries import overview, shelf

Status = Appointment.Status
RATINGS = range(1, 6)
HERE = (Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED)


@dataclass(frozen=True)
class Gown:
    """A gown on her list; `where` is empty where nobody has to look for it."""

    it: TryOn
    picture: str
    size: str
    where: str
    is_at_hand: bool


@dataclass(frozen=True)
class Card:
    """An appointment on the run sheet."""

    it: Appointment
    starts: datetime
    ends: datetime
    color: str
    wedding: str
    phone: str
    steps: list[dict[str, Any]]
    back: list[dict[str, Any]]
    gowns: list[Gown]
    is_over: bool
    is_now: bool
    can_record: bool


def card(row: Appointment, *, now: datetime, taken: Mapping[int, Claim], can_change: bool) -> Card:
    local = now.astimezone(row.location.zone)
    buttons = steps(row) if can_change else []
    return Card(
        it=row,
        starts=row.local_start,
        ends=row.local_end,
        color=words.STATUS_COLORS[Status(row.status)],
        wedding=_wedding(row, local),
        phone="".join(mark for mark in row.customer.phone if mark in "+0123456789"),
        steps=[step for step in buttons if not step["is_back"]],
        back=[step for step in buttons if step["is_back"]],
        gowns=[gown(tried, row, taken) for tried in row.try_ons.all()],
        is_over=row.status in overview.DONE,
        is_now=row.status in (Status.ARRIVED, Status.IN_PROGRESS),
        can_record=can_change and _is_trying(row, now),
    )


def _is_trying(row: Appointment, now: datetime) -> bool:
    """Nobody rates a gown before she is there; whoever forgot to tap "arrived" can from the start."""
    return row.status in HERE or (row.status in Appointment.LIVE and row.starts_at <= now)


def _wedding(row: Appointment, local: datetime) -> str:
    on = row.customer.wedding_on
    if on is None:
        return ""
    return f"{words.day(on, today=local.date())}, {words.days_to_go(on, today=local.date())}"


def gown(tried: TryOn, row: Appointment, taken: Mapping[int, Claim]) -> Gown:
    sample = tried.sample
    place, is_at_hand = _where(sample, row, taken) if sample else ("", False)
    return Gown(
        it=tried,
        picture=shelf.picture(tried.product),
        size=(sample.size_worn or sample.variant.size) if sample else "",
        where=place,
        is_at_hand=is_at_hand,
    )


def _where(sample: Sample, row: Appointment, taken: Mapping[int, Claim]) -> tuple[str, bool]:
    """Where to fetch it from, and whether it can be fetched there now."""
    claim = taken.get(sample.pk)
    if sample.status != Sample.Status.ON_FLOOR:
        return sample.get_status_display(), False
    if claim and claim.appointment_id != row.pk:
        return _with_whom(claim, row), False
    if sample.location_id != row.location_id:
        return f"In {sample.location}", False
    return sample.get_status_display(), True


def _with_whom(claim: Claim, row: Appointment) -> str:
    until = claim.ends_at.astimezone(row.location.zone)
    other: Any = claim.appointment
    if other is not None:
        return f"With {other.customer} in {other.room} until {until:%H:%M}"
    if until.date() == row.local_start.date():
        return f"{claim.note or 'Away'} until {until:%H:%M}"
    return f"{claim.note or 'Away'} until {words.day(until.date())}"
