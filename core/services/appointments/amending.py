"""Amending: what she brings, who comes along, what she wants to try; the time stays."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from core.errors import AppointmentClosed
from core.models import Appointment, Product
from core.services import messages, own_fields
from core.services.appointments import gowns, life, placing, stretching, versions
from core.services.appointments.finding import Place


def amend(
    appointment: Appointment,
    *,
    by: Any = None,
    version: int | None = None,
    notes: str | None = None,
    party_size: int | None = None,
    products: Sequence[Product] | None = None,
    length: timedelta | None = None,
    own: Mapping[str, Any] | None = None,
) -> Appointment:
    """Change notes, people, gowns, length or her own fields; what is not named stays, the start too.

    More people may need a bigger room, other gowns other samples: they are claimed anew. Notes can
    be changed after the end too; staff give it another `length` before and while she is here, see
    `stretching.stretch`. Raises AppointmentClosed, TooLate, StaleVersion (with both versions),
    SlotTaken, NoSample, NotOffered, NotPossible for a gown that has been rated, or ValidationError.
    """
    stretching.require_length(length, by=by)
    given = {
        "notes": notes,
        "party_size": party_size,
        "products": products,
        "length": length,
        "own": own,
    }
    wanted = {name: value for name, value in given.items() if value is not None}
    with transaction.atomic():
        current = versions.locked(appointment, version, by=by, wanted=wanted)
        _require_may_change(current, only_notes=not wanted.keys() - {"notes", "own"}, by=by)
        listed = list(current.try_ons.select_related("product"))
        ready = [row.product for row in listed]
        after = ready if products is None else list(products)
        if len(after) > len(ready):  # she may have tried more on the spot than can be asked for
            gowns.require_few(after)
        gowns.require_no_verdict(row for row in listed if row.product not in after)
        is_other = {p.pk for p in after} != {p.pk for p in ready}
        before = (current.notes, current.party_size, current.ends_at, current.own)
        if length and length != current.ends_at - current.starts_at:
            stretching.stretch(current, length, by=by)
        current.notes = current.notes if notes is None else notes
        current.party_size = party_size or current.party_size
        if own:
            own_fields.put(current, own)
            own_fields.settle(current)
        now = (current.notes, current.party_size, current.ends_at, current.own)
        if before == now and not is_other:
            return appointment
        current.version += 1
        _write(current, after, is_other=is_other, by=by)
        messages.plan(current, "changed")
    return versions.refreshed(appointment, current)


def _require_may_change(current: Appointment, *, only_notes: bool, by: Any) -> None:
    if by is None:
        life.require_open(current)
        life.require_in_time(current)
    elif not only_notes and current.status not in Appointment.LIVE:
        raise AppointmentClosed(f"This appointment is {current.get_status_display().lower()}.")


def _write(current: Appointment, products: Sequence[Product], *, is_other: bool, by: Any) -> None:
    held = set(current.claims.values_list("resource_id", flat=True))

    def take(place: Place) -> None:
        versions.save(current)
        gowns.hang(current, products, place.samples, by=by)
        placing.claim(current, place, is_overbooked=bool(current.overbooked_reason))

    fits = current.room.capacity >= current.party_size or bool(current.overbooked_reason)
    if not fits and current.status in Appointment.LIVE:
        placing.set_place(current, current.stylist_id, None)
        placing.settle(current, products, online=False, take=take, held=held)
    elif is_other:
        placing.dress(current, products, take=take, held=held)
    else:
        versions.save(current)
