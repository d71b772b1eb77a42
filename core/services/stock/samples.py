"""A sample gown is released for sale: one piece more, one sample less."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.errors import NotPossible, Promised
from core.models import Appointment, Claim, Sample, StockMovement
from core.queries.diary import live_claims
from core.services.appointments import placing
from core.services.diary import promised
from core.services.stock import ledger
from core.services.stock.ledger import Reason

Status = Sample.Status


def release_sample(sample: Sample, *, by: Any = None, note: str = "") -> StockMovement:
    """The sample is for sale now, where it hangs, and nobody can ask to try it on any more.

    Raises Promised, naming the appointments that still need it, or NotPossible when it is retired.
    """
    with transaction.atomic():
        placing.lock([sample.pk])
        current = Sample.objects.select_related("variant", "location").get(pk=sample.pk)
        if current.status == Status.RETIRED:
            raise NotPossible("This sample is retired already.")
        _require_unneeded(current)
        why = {"reference": f"sample {current.barcode}", "note": note, "by": by}
        location: Any = current.location
        moved = ledger.write(
            [
                ledger.line(
                    current.variant, location, 1, Reason.SAMPLE_RELEASED, sample=current, **why
                )
            ]
        )[0]
        current.status_before, current.status = current.status, Status.RETIRED
        current.save(update_fields=["status", "status_before"])
    sample.refresh_from_db()
    return moved


def _require_unneeded(sample: Sample) -> None:
    ahead = live_claims().filter(resource=sample.pk, ends_at__gt=timezone.now())
    standing = (
        Appointment.objects.filter(claims__in=ahead, status__in=Appointment.LIVE)
        .exclude(status=Appointment.Status.COMPLETED)
        .select_related("customer", "location")
        .distinct()
        .order_by("starts_at", "pk")
    )
    if standing:
        raise promised(sample, standing)
    if ahead.filter(kind=Claim.Kind.HOLD).exists():
        raise Promised(f"A visitor is booking {sample} right now. Try again in a few minutes.")


def lock(movement: StockMovement) -> None:
    """Samples are locked before levels, as in the release itself."""
    if movement.sample_id is not None:
        placing.lock([movement.sample_id])


def take_back(written: Sequence[StockMovement]) -> None:
    """The gowns of undone releases are samples again, as they were."""
    for one in written:
        if one.reason != Reason.SAMPLE_RELEASED or one.sample_id is None:
            continue
        sample = Sample.objects.get(pk=one.sample_id)
        if sample.status == Status.RETIRED:
            sample.status, sample.status_before = sample.status_before or Status.ON_FLOOR, ""
            sample.save(update_fields=["status", "status_before"])
