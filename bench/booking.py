"""Sixteen clients want one hour: exactly one gets it, and how long the slowest waits.

The ratio sets the crowd against one client who books alone, in the same run.
"""

import statistics
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from bench.places import open_shop

CLIENTS = 16
ROUNDS = 30


def main() -> None:
    open_shop()
    from django.utils import timezone

    from core.models import AppointmentType, Location
    from core.queries import diary

    berlin = Location.objects.get(slug="berlin")
    kind = AppointmentType.objects.filter(is_bookable_online=True).order_by("position")[0]
    today = timezone.now().astimezone(berlin.zone).date()
    far = today + timedelta(days=kind.horizon_days - 30)
    offered = diary.free_slots(kind, berlin, far, far + timedelta(days=28))
    times = [diary.spans.moment(slot.start) for slot in offered]
    alone = [timed(kind, berlin, moment, CLIENTS + n)[1] for n, moment in enumerate(times[:ROUNDS])]
    crowds = [at_once(kind, berlin, moment) for moment in free_again(kind, berlin, far)]
    report(alone, crowds)


def free_again(kind: Any, berlin: Any, first: Any) -> list[datetime]:
    """Starts that are still free and far enough apart that no round disturbs another."""
    from core.queries import diary

    slots = diary.free_slots(kind, berlin, first, first + timedelta(days=28))
    chosen: list[datetime] = []
    for slot in slots:
        moment = diary.spans.moment(slot.start)
        if not chosen or moment - chosen[-1] >= timedelta(hours=4):
            chosen.append(moment)
    return chosen[:ROUNDS]


def timed(kind: Any, berlin: Any, moment: datetime, number: int = 0) -> tuple[str, float]:
    """What one client is told, and after how many milliseconds."""
    from core.errors import DomainError
    from core.models import Appointment, Customer
    from core.services import appointments

    guest = Customer(name=f"Guest {number}", email=f"guest{number}@example.org")
    wish = Appointment(type=kind, location=berlin, customer=guest, starts_at=moment)
    began = time.perf_counter()
    try:
        appointments.book(wish)
        told = "booked"
    except DomainError as refusal:
        told = refusal.code
    except Exception as fault:
        told = f"FAULT {type(fault).__name__}: {fault}"
    return told, (time.perf_counter() - began) * 1000


def at_once(kind: Any, berlin: Any, moment: datetime) -> list[tuple[str, float]]:
    from django.db import connection, connections

    answers: list[tuple[str, float]] = []
    gate = threading.Barrier(CLIENTS)

    def client(number: int) -> None:
        connection.ensure_connection()
        gate.wait()
        answers.append(timed(kind, berlin, moment, number))
        connections.close_all()

    threads = [threading.Thread(target=client, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def report(alone: list[float], crowds: list[list[tuple[str, float]]]) -> None:
    from django.db import connection

    told = Counter(word for crowd in crowds for word, _ in crowd)
    waits = sorted(wait for crowd in crowds for _, wait in crowd)
    winners = Counter(sum(word == "booked" for word, _ in crowd) for crowd in crowds)
    single = statistics.median(alone)
    print(f"rounds {len(crowds)}, clients {CLIENTS}, answers {dict(told)}")
    print(f"appointments a round: {dict(winners)} (free stylists and rooms can serve several)")
    print(f"one client alone: median {single:.1f} ms")
    print(
        f"in the crowd: median {statistics.median(waits):.0f} ms, "
        f"p99 {waits[int(len(waits) * 0.99) - 1]:.0f} ms, worst {waits[-1]:.0f} ms, "
        f"median ratio to alone {statistics.median(waits) / single:.1f}"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM core_claim one JOIN core_claim other"
            " ON one.resource_id = other.resource_id AND one.id < other.id"
            " AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at"
            " WHERE one.is_live AND other.is_live"
            " AND NOT one.is_overbooked AND NOT other.is_overbooked"
        )
        print(f"overlapping live claims, overbooked ones aside: {cursor.fetchone()[0]}")


if __name__ == "__main__":
    main()
