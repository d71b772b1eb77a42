"""Many clients at once, each a thread with its own connection, and the search for damage."""

import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, connections

from core.errors import DomainError
from core.models import Appointment, Claim, Customer

Outcome = Any  # what the act returned, or the refusal or fault it raised

OVERLAPS = """
SELECT COUNT(*) FROM core_claim one JOIN core_claim other
    ON one.resource_id = other.resource_id AND one.id < other.id
   AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
WHERE one.is_live AND other.is_live AND NOT one.is_overbooked AND NOT other.is_overbooked
"""


def brides(number: int) -> list[Customer]:
    """So many different ones: the races are for stylists and rooms, not for one bride."""
    return [
        Customer.objects.create(name=f"Bride {n}", email=f"bride{n}@example.org")
        for n in range(number)
    ]


def at_once(acts: Iterable[Callable[[], Any]], *, patience: float = 120) -> list[Outcome]:
    """Start all acts in the same moment; their outcomes in order, exceptions included."""
    waiting = list(acts)
    outcomes: list[Outcome] = [None] * len(waiting)
    gate = threading.Barrier(len(waiting))

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=(number, act)) for number, act in enumerate(waiting)
    ]
    # All clients share one interpreter here. With its usual turns of 5 ms, one that holds a lock
    # waits for the others to compute before each of its queries; real ones have processes.
    turn = sys.getswitchinterval()
    sys.setswitchinterval(0.0005)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=patience)
        assert not thread.is_alive(), "a client hangs"
    sys.setswitchinterval(turn)
    return outcomes


def overlaps() -> int:
    """How many pairs of live claims are on one resource at one time, by plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        return int(cursor.fetchone()[0])


def faults(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Whatever was neither an answer nor a refusal: deadlocks, locked databases, our own faults."""
    return [
        outcome
        for outcome in outcomes
        if isinstance(outcome, Exception) and not isinstance(outcome, DomainError)
    ]


def assert_claims_are_whole() -> None:
    """Appointments that stand hold stylist, room and samples at their time, others nothing."""
    for appointment in Appointment.objects.prefetch_related("claims", "try_ons", "type"):
        claims = [claim for claim in appointment.claims.all() if claim.is_live]
        held = {claim.resource_id for claim in claims}
        if appointment.status in Appointment.LIVE:
            gowns = {try_on.sample_id for try_on in appointment.try_ons.all()}
            assert held == {appointment.stylist_id, appointment.room_id, *gowns}
            begins = appointment.starts_at - appointment.type.buffer_before
            assert {claim.starts_at for claim in claims} == {begins}
        else:
            assert held == set()
    assert not Claim.objects.filter(kind="appointment", appointment=None).exists()
