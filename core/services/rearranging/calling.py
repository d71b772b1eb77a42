"""Who was to be called and has been: ticked off, or the tick taken back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import NotAllowed, NotPossible
from core.models import RearrangedAppointment


def mark_called(
    row: RearrangedAppointment, *, by: Any, is_called: bool = True
) -> RearrangedAppointment:
    """Write down who called her and when; a second tick keeps the first. Raises NotAllowed, NotPossible."""
    if by is None or not by.has_perm("core.change_appointment"):
        raise NotAllowed("You may not tick off calls.")
    with transaction.atomic():
        current = RearrangedAppointment.objects.select_for_update(no_key=True).get(pk=row.pk)
        if current.outcome != RearrangedAppointment.Outcome.CALL:
            raise NotPossible("She was not to be called.")
        if is_called != bool(current.called_at):
            current.called_at = timezone.now() if is_called else None
            current.called_by = by if is_called else None
            current.save(update_fields=["called_at", "called_by"])
    row.called_at, row.called_by = current.called_at, current.called_by
    return row
