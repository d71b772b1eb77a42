"""What acts on several appointments at once share: one order of locks, and whom a refusal means."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q

from core.errors import DomainError
from core.models import Appointment, Claim, Resource
from core.services.appointments import versions


def locked(some: Iterable[tuple[int, int | None]], *, by: Any) -> dict[int, Appointment]:
    """The appointments by key, each with the version seen; locked in the order of their keys."""
    return {
        key: versions.locked(Appointment(pk=key), version, by=by)
        for key, version in sorted(some, key=lambda pair: pair[0])
    }


def around(appointments: Collection[Appointment], *, also: Iterable[int | None] = ()) -> list[int]:
    """Every resource such an act may touch, so that one lock in one order covers them all."""
    places = {appointment.location_id for appointment in appointments}
    found = Resource.objects.filter(
        Q(kind=Resource.Kind.STYLIST, is_active=True)
        | Q(location__in=places, is_active=True)
        | Q(claims__appointment__in=[a.pk for a in appointments if a.pk])
        | Q(pk__in=[key for key in also if key])
    )
    return list(found.order_by().values_list("pk", flat=True).distinct())


def release(appointments: Iterable[Appointment]) -> None:
    """Let go of what these claim, so that they can take each other's places; the caller locks."""
    keys = [appointment.pk for appointment in appointments]
    Claim.objects.filter(appointment__in=keys).update(is_live=False)


@contextmanager
def naming(appointment: Appointment, who: str = "") -> Iterator[None]:
    """A refusal among many says whom it is about; `who` where her name does not tell."""
    try:
        yield
    except DomainError as refusal:
        refusal.message = f"{who or appointment.customer}: {refusal.message}"
        refusal.args = (refusal.message,)
        refusal.facts["reference"] = appointment.reference
        raise
