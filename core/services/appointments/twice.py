"""Nobody is in two places at once: a bride's own appointments do not overlap by mistake."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from core.errors import BookedAlready, NotPossible
from core.models import Appointment, AppointmentGroup
from core.queries import brides
from core.queries.diary import clock
from core.services import customers


def lock(appointments: Iterable[Appointment]) -> None:
    """Lock the brides of these locked appointments: after them, and before any resource."""
    customers.lock(found.customer_id for found in appointments)


def look_and_lock(appointment: Appointment, *, by: Any) -> Callable[[], None]:
    """Refuse what is twice by a first look; the answer locks the bride and looks again.

    Two steps, so that nobody waits for her row while a place is sought. Raises BookedAlready.
    """
    require_once(appointment, by=by)

    def again() -> None:
        if not customers.lock([appointment.customer_id]):
            raise NotPossible(customers.GONE, field="customer")
        require_once(appointment, by=by)

    return again


def require_once(appointment: Appointment, *, by: Any) -> None:
    """Her other appointments leave this time free; what counts is the answer while she is locked.

    A party under one name is several people, so its appointments may be at one time. Raises
    BookedAlready, for staff with the time and the stylist.
    """
    other = elsewhere(appointment)
    if other is None:
        return
    if by is None:
        raise BookedAlready
    raise BookedAlready(said(other), reference=other.reference)


def elsewhere(
    appointment: Appointment, *, beside: datetime | None = None, among: Collection[int] = ()
) -> Appointment | None:
    """Another appointment that its bride has at that time.

    What stands unchanged since `beside`, and those `among` which it goes back to where they were,
    stood beside it before and may do so again.
    """
    found = brides.expected(appointment.customer_id, appointment.starts_at, appointment.ends_at)
    if beside:
        found = found.exclude(updated_at__lt=beside).exclude(pk__in=among)
    others = (other for other in found if other.pk != appointment.pk)
    return next((other for other in others if not _is_party(appointment, other)), None)


def said(other: Appointment) -> str:
    """Where she is expected then, for the people of the boutique."""
    local = other.local_start
    when = f"{clock.day(local)}, {local:%H:%M}"
    return f"{other.customer} is booked then already: {when} with {other.stylist}."


def _is_party(one: Appointment, other: Appointment) -> bool:
    group = other.group
    return (
        group is not None and group.pk == one.group_id and group.kind == AppointmentGroup.Kind.PARTY
    )
