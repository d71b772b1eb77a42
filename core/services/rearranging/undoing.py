"""Undo: open the diary again and bring everybody back who can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError, NotAllowed, NotPossible
from core.models import Appointment, RearrangedAppointment, Rearrangement, Room
from core.services.appointments import changing, many, placing, reinstating, versions
from core.services.rearranging import closing
from core.services.rearranging.applying import may_undo

Outcome = RearrangedAppointment.Outcome
MOVED_BACK = "Moved back."
BOOKED_AGAIN = "Booked again."
BACK = {MOVED_BACK, BOOKED_AGAIN}


@dataclass(frozen=True)
class Undone:
    """What undoing did: who is back where she was, and who is not, with the reason."""

    back: list[Appointment]
    not_back: list[tuple[Appointment, str]]


def undo(change: Rearrangement, *, by: Any) -> Undone:
    """Everybody back to time, stylist and room; who cannot go back keeps what she has.

    Who was moved, cancelled or saved since is left alone. Raises NotAllowed, or NotPossible the
    second time.
    """
    if by is None or not may_undo(by):
        raise NotAllowed("You may not undo this.")
    with transaction.atomic():
        current = Rearrangement.objects.select_for_update(no_key=True).get(pk=change.pk)
        if current.undone_at:
            raise NotPossible("This has been undone already.")
        rows = list(
            current.rows.filter(outcome__in=[Outcome.MOVED, Outcome.CANCELLED])
            .select_related("appointment__customer", "stylist", "room")
            .order_by("appointment_id")
        )
        standing = many.locked(((row.appointment_id, None) for row in rows), by=by)
        also = [current.stylist_id, *closing.rooms(current)]
        placing.lock(many.around(list(standing.values()), also=also))
        closing.reopen(current)
        _all_back(rows, standing, by=by)
        RearrangedAppointment.objects.bulk_update(rows, ["undone"])
        current.undone_at, current.undone_by = timezone.now(), by
        current.save(update_fields=["undone_at", "undone_by", "updated_at"])
    change.refresh_from_db()
    return Undone(
        [row.appointment for row in rows if row.undone in BACK],
        [(row.appointment, row.undone) for row in rows if row.undone not in BACK],
    )


def _all_back(
    rows: Sequence[RearrangedAppointment], standing: dict[int, Appointment], *, by: Any
) -> None:
    """Round after round: one who goes back may free the place of the next."""
    waiting = []
    for row in rows:
        row.undone = _cannot_go_back(row, standing[row.appointment_id])
        if not row.undone:
            waiting.append(row)
    while waiting:
        left = [row for row in waiting if not _went_back(row, by=by)]
        if len(left) == len(waiting):
            return
        waiting = left


def _cannot_go_back(row: RearrangedAppointment, found: Appointment) -> str:
    if found.version != row.version:
        return "Changed since, left as it is."
    if row.starts_at <= timezone.now():
        return "The old time has passed."
    return ""


def _went_back(row: RearrangedAppointment, *, by: Any) -> bool:
    """Back to time, stylist and room; if only the room is taken, to another one."""
    for room in (row.room, None):
        try:
            with transaction.atomic():
                _bring(row, room, by=by)
        except DomainError as refusal:
            row.undone = refusal.message[:300]
        else:
            row.undone = BOOKED_AGAIN if row.outcome == Outcome.CANCELLED else MOVED_BACK
            return True
    return False


def _bring(row: RearrangedAppointment, room: Room | None, *, by: Any) -> None:
    found = versions.locked(row.appointment, row.version, by=by)
    if row.outcome == Outcome.CANCELLED:
        reinstating.reinstate(found, status=row.status, room=room)
    else:
        changing.move(found, row.starts_at, by=by, stylist=row.stylist, room=room)
