"""Undo: open the diary again and bring everybody back who can be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError, NotAllowed, NotPossible, SlotTaken
from core.models import Appointment, RearrangedAppointment, Rearrangement, Room
from core.services.appointments import changing, many, placing, reinstating, twice, versions
from core.services.appointments.reinstating import Before
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
    if by is None or not may_undo(change, by):
        raise NotAllowed("You may not undo this.")
    with transaction.atomic():
        current = Rearrangement.objects.select_for_update(no_key=True).get(pk=change.pk)
        if current.undone_at:
            raise NotPossible("This has been undone already.")
        rows = list(
            current.rows.filter(outcome__in=[Outcome.MOVED, Outcome.CANCELLED])
            .select_related("rearrangement", "appointment__customer", "stylist", "room")
            .order_by("appointment_id")
        )
        standing = many.locked(((row.appointment_id, None) for row in rows), by=by)
        twice.lock(standing.values())
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


class _Stuck(Exception):
    """Some cannot go back; then the others must try without counting on them."""


def _all_back(
    rows: Sequence[RearrangedAppointment], standing: dict[int, Appointment], *, by: Any
) -> None:
    """Everybody lets go of what she has, and goes back; again without those who could not.

    So two who took each other's places find them free, and who stays is in the others' way.
    """
    able = []
    for row in rows:
        row.undone = _cannot_go_back(row, standing[row.appointment_id])
        if not row.undone:
            able.append(row)
    while able:
        try:
            with transaction.atomic():
                many.release(row.appointment for row in able)
                stuck = _stuck(able, by=by)
                if stuck:
                    raise _Stuck
        except _Stuck:
            able = [row for row in able if row not in stuck]
        else:
            return


def _cannot_go_back(row: RearrangedAppointment, found: Appointment) -> str:
    if found.version != row.version:
        return "Changed since, left as it is."
    if row.starts_at <= timezone.now():
        return "The old time has passed."
    return ""


def _stuck(rows: Sequence[RearrangedAppointment], *, by: Any) -> list[RearrangedAppointment]:
    """Who cannot go back. What was overbooked comes after what it was laid over.

    Where only the room is taken there may be another, once everybody has her own.
    """
    plain = [row for row in rows if not row.overbooked_reason]
    squeezed = [row for row in rows if row.overbooked_reason]
    plain = [row for row in plain if not _went_back(row, _to_her_room, by=by)]
    squeezed = [row for row in squeezed if not _went_back(row, _exactly, by=by)]
    plain = [row for row in plain if not _went_back(row, _to_any_room, by=by)]
    back = [row for row in rows if row.undone in BACK]
    return [*plain, *squeezed, *(row for row in back if not _is_once(row, back))]


def _is_once(row: RearrangedAppointment, back: Sequence[RearrangedAppointment]) -> bool:
    """She has not got another appointment for that time meanwhile."""
    other = twice.elsewhere(
        Appointment.objects.get(pk=row.appointment_id),
        beside=row.rearrangement.created_at,
        among=[one.appointment_id for one in back],
    )
    if other is not None:
        row.undone = twice.said(other)[:300]
    return other is None


Way = Callable[[RearrangedAppointment, Appointment, Any], None]


def _went_back(row: RearrangedAppointment, way: Way, *, by: Any) -> bool:
    try:
        with transaction.atomic():
            way(row, versions.locked(row.appointment, row.version, by=by), by)
    except DomainError as refusal:
        row.undone = refusal.message[:300]
        return False
    row.undone = BOOKED_AGAIN if row.outcome == Outcome.CANCELLED else MOVED_BACK
    return True


def _to_her_room(row: RearrangedAppointment, found: Appointment, by: Any) -> None:
    try:
        with transaction.atomic():
            _bring(row, found, row.room, by=by)
    except SlotTaken as taken:
        # Perhaps only by what was overbooked over her, which is no reason to stay away.
        try:
            with transaction.atomic():
                _exactly(row, versions.locked(row.appointment, row.version, by=by), by)
        except DomainError:
            raise taken from None


def _to_any_room(row: RearrangedAppointment, found: Appointment, by: Any) -> None:
    _bring(row, found, None, by=by)


def _exactly(row: RearrangedAppointment, found: Appointment, by: Any) -> None:
    reinstating.put_back(found, _before(row), by=by)


def _bring(row: RearrangedAppointment, found: Appointment, room: Room | None, *, by: Any) -> None:
    before = _before(row)
    if row.outcome == Outcome.CANCELLED:
        reinstating.reinstate(found, before, room=room, by=by)
    else:
        changing.move(
            found,
            row.starts_at,
            by=by,
            stylist=row.stylist,
            room=room,
            prefer=before.held,
            is_one_of_many=True,
            is_back=True,
        )


def _before(row: RearrangedAppointment) -> Before:
    return Before(
        status=row.status,
        starts_at=row.starts_at,
        stylist_id=row.stylist_id,
        room_id=row.room_id,
        left_at=row.rearrangement.created_at,
        overbooked_reason=row.overbooked_reason,
        held=dict(row.held),
    )
