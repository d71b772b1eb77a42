"""A stylist is sick or a day is closed: plan, apply all or nothing, undo what still can be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError, NotPossible
from core.models import (
    Appointment,
    Claim,
    ClosedDay,
    RearrangedAppointment,
    Rearrangement,
    Room,
    Stylist,
)
from core.queries import diary as reading
from core.queries.diary import spans
from core.queries.rearranging import Proposal
from core.services import diary
from core.services.appointments import changing, life, many, placing, versions

MOVED_BACK = "Moved back."


@dataclass(frozen=True)
class Undone:
    """What undoing did: who is back where she was, and who is not, with the reason."""

    back: list[Appointment]
    not_back: list[tuple[Appointment, str]]


def apply(change: Rearrangement, *, rows: Sequence[Proposal], by: Any) -> Rearrangement:
    """Close the diary for it and move everybody as the rows say; all or nothing.

    Rows without a start stay where they are, to be called. Each bride who moves gets her message.
    Raises what moving raises, naming whom; StaleVersion for what was changed since the plan.
    """
    _require_staff(by)
    change.actor = by
    change.full_clean()
    _require_once(rows)
    with transaction.atomic():
        current = many.locked([(r.appointment.pk, r.version) for r in rows], by=by)
        placing.lock(many.around(current.values(), also=[change.stylist_id]))
        moving = [row for row in rows if row.starts_at is not None]
        before = {pk: _before(change, found) for pk, found in current.items()}
        many.release(current[row.appointment.pk] for row in moving)
        change.save()
        _close(change, by=by)
        for row in moving:
            _move(current[row.appointment.pk], row, by=by)
            before[row.appointment.pk].is_moved = True
        for pk, record in before.items():
            record.version = current[pk].version
        RearrangedAppointment.objects.bulk_create(before.values())
    return change


def undo(change: Rearrangement, *, by: Any) -> Undone:
    """Open the diary again and move everybody back who can be; the others keep what they have.

    Who was moved, cancelled or saved since is left alone. Raises NotPossible the second time.
    """
    _require_staff(by)
    with transaction.atomic():
        current = Rearrangement.objects.select_for_update(no_key=True).get(pk=change.pk)
        if current.undone_at:
            raise NotPossible("This has been undone already.")
        rows = list(
            current.rows.filter(is_moved=True)
            .select_related("appointment", "stylist", "room")
            .order_by("appointment_id")
        )
        standing = many.locked(((row.appointment_id, None) for row in rows), by=by)
        placing.lock(many.around(standing.values(), also=[current.stylist_id]))
        Claim.objects.filter(pk__in=current.blocks.values("pk")).delete()
        ClosedDay.objects.filter(pk__in=current.closed_days.values("pk")).delete()
        _move_all_back(rows, standing, by=by)
        RearrangedAppointment.objects.bulk_update(rows, ["undone"])
        current.undone_at = timezone.now()
        current.save(update_fields=["undone_at", "updated_at"])
    change.refresh_from_db()
    return Undone(
        [row.appointment for row in rows if row.undone == MOVED_BACK],
        [(row.appointment, row.undone) for row in rows if row.undone != MOVED_BACK],
    )


# Steps --------------------------------------------------------------------------------


def _require_staff(by: Any) -> None:
    if by is None:
        raise NotPossible("Only the boutique rearranges its days.")


def _require_once(rows: Sequence[Proposal]) -> None:
    if len({row.appointment.pk for row in rows}) < len(rows):
        raise NotPossible("An appointment is on the list twice.")


def _before(change: Rearrangement, found: Appointment) -> RearrangedAppointment:
    return RearrangedAppointment(
        rearrangement=change,
        appointment=found,
        starts_at=found.starts_at,
        stylist_id=found.stylist_id,
        room_id=found.room_id,
    )


def _move(current: Appointment, row: Proposal, *, by: Any) -> None:
    assert row.starts_at is not None  # noqa: S101
    with many.naming(current):
        life.require_open(current)
        changing.move(
            current,
            row.starts_at,
            by=by,
            stylist=_named(Stylist, row.stylist_id),
            room=_named(Room, row.room_id),
        )


def _named(model: Any, key: int | None) -> Any:
    return model.objects.get(pk=key) if key else None


def _move_all_back(
    rows: Iterable[RearrangedAppointment], standing: dict[int, Appointment], *, by: Any
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
                found = versions.locked(row.appointment, row.version, by=by)
                changing.move(found, row.starts_at, by=by, stylist=row.stylist, room=room)
        except DomainError as refusal:
            row.undone = refusal.message[:300]
        else:
            row.undone = MOVED_BACK
            return True
    return False


def _close(change: Rearrangement, *, by: Any) -> None:
    """Block her days around whatever still stands there, or close the location's."""
    if change.stylist is not None:
        change.blocks.set(_block_gaps(change, change.stylist))
        return
    days = (change.last_on - change.first_on).days + 1
    closed = []
    for day in (change.first_on + timedelta(days=n) for n in range(days)):
        row, is_new = ClosedDay.objects.get_or_create(
            location=change.location, closed_on=day, defaults={"reason": change.reason}
        )
        closed += [row] if is_new else []
    change.closed_days.set(closed)


def _block_gaps(change: Rearrangement, stylist: Stylist) -> list[Claim]:
    start, end = _whole(stylist, change.first_on, change.last_on)
    here = reading.live_claims().filter(
        resource=stylist, starts_at__lt=spans.moment(end), ends_at__gt=spans.moment(start)
    )
    here.filter(kind=Claim.Kind.HOLD).update(is_live=False)
    standing = spans.merge(
        (spans.seconds(a), spans.seconds_up(b)) for a, b in here.values_list("starts_at", "ends_at")
    )
    return [
        Claim.objects.create(
            resource_id=stylist.pk,
            kind=Claim.Kind.BLOCK,
            starts_at=spans.moment(first),
            ends_at=spans.moment(last),
            note=change.reason or "Away",
        )
        for first, last in spans.subtract([(start, end)], standing)
    ]


def _whole(stylist: Stylist, first: date, last: date) -> spans.Span:
    zone = diary.home(stylist).zone
    return spans.wall(zone, first, time.min), spans.wall_after(zone, last)
