"""Regular exports: when the next one goes out, and who of the workers may send it."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.models import ExportSchedule, Location

LEASE = timedelta(minutes=10)
LATEST = timedelta(hours=6)
"""A mail server that does not answer is asked again for so long."""


def house_zone() -> Any:
    first = Location.objects.filter(is_active=True).order_by("position", "name", "pk").first()
    return first.zone if first else ZoneInfo("UTC")


def next_after(schedule: ExportSchedule, moment: datetime) -> datetime:
    """The next time by the clock of the house; where a spring night skips it, right after."""
    zone = house_zone()
    day = moment.astimezone(zone).date()
    for ahead in range(9):
        wanted = day + timedelta(days=ahead)
        if schedule.every == ExportSchedule.Every.WEEK and wanted.weekday() != schedule.weekday:
            continue
        found = datetime.combine(wanted, time(schedule.hour), zone).astimezone(UTC)
        if found > moment:
            return found
    raise AssertionError("a week has every day")


def people() -> QuerySet[Any]:
    """Staff who can be written to."""
    users = get_user_model().objects.filter(is_active=True, is_staff=True)
    return users.exclude(email="").order_by("first_name", "last_name", "username")


def save(schedule: ExportSchedule, *, recipients: Sequence[int]) -> ExportSchedule:
    """Raises ValidationError; `recipients` are keys of staff."""
    to = list(people().filter(pk__in=recipients))
    if not to:
        raise ValidationError("Choose at least one member of staff who has a mail address.")
    schedule.next_at = next_after(schedule, timezone.now())
    schedule.full_clean()
    with transaction.atomic():
        schedule.save()
        schedule.recipients.set(to)
    return schedule


def switch(schedule: ExportSchedule, *, is_active: bool) -> None:
    """Switched on again it begins with the next time, and makes up for nothing."""
    schedule.is_active = is_active
    schedule.next_at = next_after(schedule, timezone.now())
    schedule.save(update_fields=["is_active", "next_at", "updated_at"])


def delete(schedule: ExportSchedule) -> None:
    schedule.delete()


# The tick ---------------------------------------------------------------------------------------


def due() -> QuerySet[ExportSchedule]:
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return ExportSchedule.objects.filter(free, is_active=True, next_at__lte=now)


def claim() -> ExportSchedule | None:
    """One that is due, held for ten minutes; a worker that dies leaves a lease that runs out."""
    for key in due().order_by("next_at", "pk").values_list("pk", flat=True)[:10]:
        if due().filter(pk=key).update(lease_until=timezone.now() + LEASE):
            return ExportSchedule.objects.select_related("owner").get(pk=key)
    return None


def settle(schedule: ExportSchedule, said: str) -> None:
    """It is over for this time, whatever came of it."""
    now = timezone.now()
    ExportSchedule.objects.filter(pk=schedule.pk).update(
        next_at=next_after(schedule, now), lease_until=None, last_at=now, last_said=said[:300]
    )


def put_off(schedule: ExportSchedule, said: str) -> None:
    """The lease stays: another try comes when it has run out, for some hours."""
    if timezone.now() - schedule.next_at > LATEST:
        settle(schedule, said)
    else:
        ExportSchedule.objects.filter(pk=schedule.pk).update(last_said=said[:300])


def tell(schedule: ExportSchedule, said: str) -> None:
    """What became of one that was sent by hand."""
    ExportSchedule.objects.filter(pk=schedule.pk).update(
        last_at=timezone.now(), last_said=said[:300]
    )
