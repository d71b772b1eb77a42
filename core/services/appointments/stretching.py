"""Stretching: an appointment that takes longer, or less, where it is; nothing else about it moves."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction

from core import guards
from core.errors import AppointmentClosed, NotAllowed, NotOffered, NotPossible, SlotTaken
from core.models import Appointment, Claim
from core.queries import diary
from core.queries.diary import reasons, spans
from core.services.appointments import finding, placing, twice

Status = Appointment.Status
RUNNING = (Status.ARRIVED, Status.IN_PROGRESS)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=12)
HOURS = {"closed", "closed-day", "no-stylist-working"}


def require_length(length: timedelta | None, *, by: Any) -> None:
    """Only staff give an appointment another length than its type has."""
    if length is None:
        return
    if by is None:
        raise NotPossible("The length of this appointment is fixed.", field="ends_at")
    if not SHORTEST <= length <= LONGEST:
        raise NotPossible("An appointment lasts between 5 minutes and 12 hours.", field="ends_at")


def is_running(appointment: Appointment) -> bool:
    """She is here: who, where and since when are facts, only the end is still open."""
    return appointment.status in RUNNING


def stretch(current: Appointment, length: timedelta, *, by: Any, reason: str = "") -> None:
    """Give a locked appointment another end; the caller saves it.

    Her stylist, room and the gowns she has on must be free in the time that is added, buffer
    included, and that within opening and working hours, or somebody who may gives a `reason` to
    overbook. So must the bride herself. Raises AppointmentClosed, NotAllowed, BookedAlready, or
    NotOffered and SlotTaken naming what is in the way.
    """
    if not (current.is_open or is_running(current)):
        word = current.get_status_display().lower()
        raise AppointmentClosed(f"This appointment is {word}; its length stays.")
    if reason and not by.has_perm("core.overbook_appointment"):
        raise NotAllowed("You may not overbook.", field="overbooked_reason")
    held = set(current.claims.filter(is_live=True).values_list("resource_id", flat=True))
    old_end, current.ends_at = current.ends_at, current.starts_at + length
    if current.ends_at > old_end and not reason:
        twice.look_and_lock(current, by=by)()
    placing.lock(held)
    marked = _in_the_way(current, held, old_end) if current.ends_at > old_end else {}
    if not reason:
        if current.ends_at > old_end:
            _require_hours(current, old_end)
        if marked:
            raise SlotTaken(" ".join(marked.values()), reasons=["taken"])
    elif marked:
        current.claims.filter(resource__in=marked).update(is_overbooked=True)
    current.overbooked_reason = reason or current.overbooked_reason
    _claim_until(current)


def _in_the_way(current: Appointment, held: Collection[int], old_end: datetime) -> dict[int, str]:
    """Who has what she has, in the time added: a sentence for each resource."""
    begins = old_end + current.type.buffer_after
    rows = (
        diary.live_claims(without=[current.pk])
        .filter(
            resource_id__in=held,
            starts_at__lt=finding.claimed_span(current)[1],
            ends_at__gt=begins,
        )
        .select_related("resource", "appointment__customer")
        .order_by("-starts_at", "-resource__kind")
    )
    return {claim.resource_id: _said(claim, current) for claim in rows}


def _said(claim: Claim, current: Appointment) -> str:
    at = claim.starts_at.astimezone(current.location.zone)
    whom = claim.appointment.customer if claim.appointment else claim.note or "somebody else"
    if claim.kind == Claim.Kind.BLOCK:
        return f"{claim.resource} is not there from {at:%H:%M} ({claim.note or 'blocked'})."
    return f"{claim.resource} is needed for {whom} from {at:%H:%M}."


def _require_hours(current: Appointment, old_end: datetime) -> None:
    """The boutique is open and her stylist works in the time added."""
    day = finding.local_day(current)
    plan = diary.read_plan(
        current.type,
        current.location,
        day,
        day,
        length=current.ends_at - old_end,
        party=current.party_size,
        stylist_id=current.stylist_id,
        room_id=current.room_id,
        without_appointment=current.pk,
    )
    plan.demand = replace(plan.demand, before=0)
    found = reasons.refusals(plan, spans.seconds(old_end), online=False)
    closed = [one for one in found if one.code in HOURS and (plan.stylists or "closed" in one.code)]
    if closed:
        sentence = " ".join(one.message for one in closed)
        raise NotOffered(sentence, field="ends_at", reasons=[one.code for one in closed])


def _claim_until(current: Appointment) -> None:
    _, until = finding.claimed_span(current)
    try:
        with transaction.atomic():
            current.claims.filter(is_live=True).update(ends_at=until)
    except DatabaseError as error:
        if not guards.is_violation(error):
            raise
        raise SlotTaken("The time after it has just been taken.") from error
