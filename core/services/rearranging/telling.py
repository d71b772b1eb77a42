"""What each bride will be told: the plan is carried out, its letters are read, nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.models import Message, RearrangedAppointment, Rearrangement
from core.queries.rearranging import Proposal
from core.services.messages import letters
from core.services.rearranging.applying import apply


@dataclass(frozen=True)
class Letter:
    """A letter as the bride will get it, at once or (`due_at`) later."""

    recipient: str
    subject: str
    text: str
    html: str
    due_at: datetime | None


@dataclass
class Told:
    """One row of the plan as it would be, with the letters it causes."""

    row: RearrangedAppointment
    letters: list[Letter] = field(default_factory=list)


def rehearse(change: Rearrangement, *, rows: Sequence[Proposal], by: Any) -> list[Told]:
    """Apply, look at the letters, and take all of it back. Raises what `apply` raises."""
    with transaction.atomic():
        apply(change, rows=rows, by=by)
        told = _told(change)
        transaction.set_rollback(True)
    change.pk, change._state.adding = None, True
    return told


def _told(change: Rearrangement) -> list[Told]:
    found = {
        row.appointment_id: Told(row)
        for row in change.rows.select_related(
            "appointment__customer", "appointment__location", "new_stylist", "new_room", "stylist"
        )
    }
    for message in _messages(list(found)):
        told = found[message.appointment_id]
        if message.appointment_version == told.row.version:
            told.letters.append(_letter(message))
    return list(found.values())


def _messages(keys: Sequence[int]) -> Any:
    related = ("rule", "appointment__customer", "appointment__location", "appointment__type")
    return (
        Message.objects.filter(appointment__in=keys, state=Message.State.PLANNED)
        .select_related(*related, "appointment__stylist", "appointment__room")
        .prefetch_related("appointment__try_ons__product")
        .order_by("due_at", "pk")
    )


def _letter(message: Message) -> Letter:
    mail = letters.write(message)
    parts = [tuple(part) for part in mail.alternatives]
    html = next(str(content) for content, kind in parts if kind == "text/html")
    later = message.due_at if message.due_at > timezone.now() else None
    return Letter(message.recipient, str(mail.subject), str(mail.body), html, later)
