"""Samples: what became of each on the rail, where it is, and when it is free."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Appointment, Sample, TryOn
from core.queries.diary import live_claims

Status = Sample.Status


@dataclass(slots=True, frozen=True)
class Whereabouts:
    """`free_at` is None while it is out of use; `needed_at` is the next appointment with it."""

    free_at: datetime | None
    needed_at: datetime | None
    why_not: str = ""


def with_story(samples: QuerySet[Sample]) -> QuerySet[Sample]:
    """With `tried`, `yes`, `tried_last`, `needed_at`, `busy_until`: no query a row."""
    now = timezone.now()
    story = TryOn.objects.filter(sample=OuterRef("pk"), tried_at__isnull=False).order_by()
    grouped = story.values("sample").annotate(
        n=Count("pk"), yes=Count("pk", filter=Q(said_yes=True)), last=Max("tried_at")
    )
    claims = live_claims(now).filter(resource=OuterRef("pk")).order_by("starts_at")
    needed = claims.filter(starts_at__gt=now, appointment__status__in=Appointment.LIVE)
    covering = claims.filter(starts_at__lte=now, ends_at__gt=now).order_by("-ends_at")
    return samples.annotate(
        tried=_number(grouped.values("n")),
        yes=_number(grouped.values("yes")),
        tried_last=Subquery(grouped.values("last")[:1]),
        needed_at=Subquery(needed.values("appointment__starts_at")[:1]),
        busy_until=Subquery(covering.values("ends_at")[:1]),
    )


def _number(rows: Any) -> Coalesce:
    return Coalesce(Subquery(rows[:1], output_field=IntegerField()), Value(0))


def whereabouts(samples: Collection[Sample]) -> dict[int, Whereabouts]:
    """When each is free and next needed, by key; one query for all of them."""
    now = timezone.now()
    claims: dict[int, list[tuple[datetime, datetime, datetime | None]]] = {}
    rows = (
        live_claims(now)
        .filter(resource__in=[sample.pk for sample in samples], ends_at__gt=now)
        .order_by("starts_at")
        .annotate(needs=F("appointment__starts_at"))
        .values_list("resource_id", "starts_at", "ends_at", "needs")
    )
    for resource, *span in rows:
        claims.setdefault(resource, []).append((span[0], span[1], span[2]))
    return {sample.pk: _of(sample, claims.get(sample.pk, []), now) for sample in samples}


def _of(
    sample: Sample, claims: list[tuple[datetime, datetime, datetime | None]], now: datetime
) -> Whereabouts:
    needed = next((needs for _, _, needs in claims if needs and needs > now), None)
    if sample.status != Status.ON_FLOOR or not sample.is_active:
        why = sample.get_status_display() if sample.is_active else "Not in use"
        return Whereabouts(None, needed, why)
    free = now
    for starts_at, ends_at, _ in claims:  # one after the other without a gap
        if starts_at > free:
            break
        free = max(free, ends_at)
    return Whereabouts(free, needed)


def needing(sample: Sample) -> QuerySet[Appointment]:
    """Appointments ahead that have it promised."""
    ahead = live_claims().filter(resource=sample.pk, ends_at__gt=timezone.now())
    return (
        Appointment.objects.filter(claims__in=ahead, status__in=Appointment.LIVE)
        .exclude(status=Appointment.Status.COMPLETED)
        .select_related("customer", "location", "type")
        .distinct()
        .order_by("starts_at", "pk")
    )
