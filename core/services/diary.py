"""Blocking time: days off, trunk shows, cleaning."""

from typing import Any

from django.db import DatabaseError, transaction

from core import guards
from core.errors import NotPossible, SlotTaken
from core.models import Claim
from core.queries import diary
from core.services.appointments import placing


def block(claim: Claim, *, by: Any = None) -> Claim:
    """Block the resource of an unsaved or changed claim from its start to its end.

    Raises SlotTaken where it is promised to somebody in that time, NotPossible for what is no
    block, or ValidationError.
    """
    if claim.pk and claim.kind != Claim.Kind.BLOCK:
        raise NotPossible("This time belongs to an appointment or a hold.")
    claim.kind = Claim.Kind.BLOCK
    claim.full_clean()
    try:
        with transaction.atomic():
            placing.lock([claim.resource_id])
            if claim.is_live:
                _require_free(claim)
            claim.save()
    except DatabaseError as error:
        if not guards.is_violation(error):
            raise
        raise _taken(claim) from error
    return claim


def _require_free(claim: Claim) -> None:
    others = diary.live_claims().filter(
        resource=claim.resource, starts_at__lt=claim.ends_at, ends_at__gt=claim.starts_at
    )
    if others.exclude(pk=claim.pk).exists():
        raise _taken(claim)


def _taken(claim: Claim) -> SlotTaken:
    return SlotTaken(f"{claim.resource} is promised to somebody in that time. Move that first.")
