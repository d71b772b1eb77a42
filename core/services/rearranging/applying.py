"""Apply: close the diary and do with every appointment what its row says, all or nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import NotAllowed, NotOffered, NotPossible
from core.models import Appointment, RearrangedAppointment, Rearrangement, Room, Stylist
from core.queries.rearranging import Proposal
from core.services import appointments
from core.services.appointments import changing, life, many, placing, twice, versions
from core.services.rearranging import closing

Outcome = RearrangedAppointment.Outcome


def apply(change: Rearrangement, *, rows: Sequence[Proposal], by: Any) -> Rearrangement:
    """Close the diary for it and move or cancel as the rows say; all or nothing.

    Other rows stay where they are. Each bride who moves or is cancelled gets her message. Raises
    what moving raises, naming whom; StaleVersion for what was changed since the plan; NotAllowed.
    """
    if by is None:
        raise NotPossible("Only the boutique rearranges its days.")
    if not may_apply(change, by):
        raise NotAllowed("You may not rearrange this.")
    change.actor = by
    change.full_clean()
    if len({row.appointment.pk for row in rows}) < len(rows):
        raise NotPossible("An appointment is on the list twice.")
    with transaction.atomic():
        current = _locked(rows, by=by)
        twice.lock(current.values())
        also = [change.stylist_id, *closing.rooms(change)]
        placing.lock(many.around(list(current.values()), also=also))
        before = {pk: _before(change, current[pk], row) for pk, row in _by_key(rows).items()}
        _cancel_and_release(current, rows, by=by)
        change.save()
        closing.close(change)
        _move_all(current, rows, by=by)
        for pk, record in before.items():
            _after(record, current[pk])
        RearrangedAppointment.objects.bulk_create(before.values())
    return change


def may_apply(change: Rearrangement, by: Any) -> bool:
    """A location is closed by those who may close days, a stylist is away by those who block time."""
    closes = "core.add_claim" if change.stylist_id else "core.add_closedday"
    needed = ("core.add_rearrangement", "core.change_appointment", closes)
    return bool(by.has_perms(needed))


def may_undo(change: Rearrangement, by: Any) -> bool:
    """Undoing opens the diary again, so it asks for what gives back blocked time or closed days."""
    opens = "core.delete_claim" if change.stylist_id else "core.delete_closedday"
    needed = ("core.change_rearrangement", "core.change_appointment", opens)
    return bool(by.has_perms(needed))


# Steps --------------------------------------------------------------------------------


def _by_key(rows: Sequence[Proposal]) -> dict[int, Proposal]:
    return {row.appointment.pk: row for row in sorted(rows, key=lambda row: row.appointment.pk)}


def _locked(rows: Sequence[Proposal], *, by: Any) -> dict[int, Appointment]:
    """All of them, locked in the order of their keys, a stale one named."""
    found = {}
    for pk, row in _by_key(rows).items():
        with many.naming(row.appointment):
            found[pk] = versions.locked(row.appointment, row.version, by=by)
    return found


def _before(change: Rearrangement, found: Appointment, row: Proposal) -> RearrangedAppointment:
    held = found.claims.filter(is_live=True).order_by("resource_id")
    return RearrangedAppointment(
        rearrangement=change,
        appointment=found,
        outcome=row.decided,
        status=found.status,
        starts_at=found.starts_at,
        stylist_id=found.stylist_id,
        room_id=found.room_id,
        overbooked_reason=found.overbooked_reason,
        held=[list(pair) for pair in held.values_list("resource_id", "is_overbooked")],
    )


def _after(record: RearrangedAppointment, found: Appointment) -> None:
    record.new_starts_at = found.starts_at
    record.new_stylist_id = found.stylist_id
    record.new_room_id = found.room_id
    record.version = found.version


def _cancel_and_release(
    current: dict[int, Appointment], rows: Sequence[Proposal], *, by: Any
) -> None:
    """First everybody lets go of what she has, then somebody else can take it."""
    many.release(current[r.appointment.pk] for r in rows if r.decided == Outcome.MOVED)
    for row in rows:
        if row.decided == Outcome.CANCELLED:
            found = current[row.appointment.pk]
            with many.naming(found):
                appointments.cancel(found, by=by, reason=row.reason, version=row.version)


def _move_all(current: dict[int, Appointment], rows: Sequence[Proposal], *, by: Any) -> None:
    for row in rows:
        if row.decided == Outcome.MOVED:
            found = current[row.appointment.pk]
            with many.naming(found):
                _move(found, row, by=by)
    for row in rows:
        if row.decided == Outcome.MOVED:
            with many.naming(row.appointment):
                twice.require_once(current[row.appointment.pk], by=by)


def _move(found: Appointment, row: Proposal, *, by: Any) -> None:
    life.require_open(found)
    if row.starts_at is None:
        raise NotOffered("Choose date and time.", field="starts_at")
    if row.starts_at <= timezone.now():
        raise NotOffered("That time has passed.", field="starts_at")
    stylist = Stylist.objects.filter(pk=row.stylist_id or 0).first()
    room = Room.objects.filter(pk=row.room_id or 0).first()
    changing.move(found, row.starts_at, by=by, stylist=stylist, room=room, is_one_of_many=True)
