"""Thirty-two clients want one hour, round after round; then ten thousand random acts by sixteen.

Clients are threads in four processes. Afterwards plain SQL looks for overlaps and PostgreSQL tells
how many deadlocks it saw.
"""

import multiprocessing
import random
import statistics
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.diary import open_house

PROCESSES = 4
CLIENTS = 32
ROUNDS = {"postgresql": 200, "sqlite": 60}
ACTORS, ACTS = 16, 10_000
PATIENCE = 600

OVERLAPS = """
SELECT COUNT(*) FROM core_claim one JOIN core_claim other
    ON one.resource_id = other.resource_id AND one.id < other.id
   AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
WHERE one.is_live AND other.is_live AND NOT one.is_overbooked AND NOT other.is_overbooked
"""


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    rush, _ = open_house("rush", 1, 1)
    acts, _ = open_house("acts", 5, 3)
    hang_gowns(acts)
    vendor, before = connection.vendor, deadlocks()
    rounds = ROUNDS[vendor]
    connection.close()
    report_rush(crowd(rush_worker, CLIENTS, rush.pk, rounds), rounds)
    began = time.perf_counter()
    told = Counter(word for word, _ in crowd(acts_worker, ACTORS, acts.pk, ACTS // ACTORS))
    took = time.perf_counter() - began
    print(f"{sum(told.values())} random acts by {ACTORS}: {took:.0f} s, {dict(told.most_common())}")
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS)
        print(f"overlapping live claims: {cursor.fetchone()[0]}")
    print(f"deadlocks: {deadlocks() - before}")


def hang_gowns(location: Any) -> None:
    from core.models import Product, Sample, Variant

    gown = Product.objects.create(name="Bench gown", slug="bench-gown", status="active")
    variant = Variant.objects.create(product=gown, sku="BENCH-1", price=1)
    for number in range(2):
        Sample.objects.create(
            name=f"Bench {number}", variant=variant, location=location, barcode=f"BENCH-{number}"
        )


def deadlocks() -> int:
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


# Clients --------------------------------------------------------------------------------


def crowd(worker: Any, clients: int, *given: Any) -> list[tuple[str, float]]:
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(clients), context.Queue()
    share = clients // PROCESSES
    running = [
        context.Process(target=start, args=(worker, n * share, share, gate, answers, given))
        for n in range(PROCESSES)
    ]
    for process in running:
        process.start()
    told = [answer for _ in running for answer in answers.get(timeout=PATIENCE * 3)]
    for process in running:
        process.join()
    return told


def start(
    worker: Any, first: int, share: int, gate: Any, answers: Any, given: tuple[Any, ...]
) -> None:
    import django

    django.setup()
    from django.db import connections

    told: list[tuple[str, float]] = []

    def client(number: int) -> None:
        told.extend(worker(number, gate, *given))
        connections.close_all()

    threads = [threading.Thread(target=client, args=(first + n,)) for n in range(share)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(told)


def timed(act: Any) -> tuple[str, float]:
    """What one client is told, and after how many milliseconds."""
    from core.errors import DomainError

    began = time.perf_counter()
    try:
        act()
        told = "done"
    except DomainError as refusal:
        told = refusal.code
    except Exception as fault:
        told = f"FAULT {type(fault).__name__}: {str(fault).strip()[:80]}"
    return told, (time.perf_counter() - began) * 1000


def rush_worker(number: int, gate: Any, location_id: int, rounds: int) -> list[tuple[str, float]]:
    from core.models import Appointment, AppointmentType, Customer, Location
    from core.services import appointments

    location = Location.objects.get(pk=location_id)
    kind = AppointmentType.objects.get(slug="rush-hour")
    guest = Customer.objects.create(name=f"Guest {number}", email=f"guest{number}@example.org")
    first = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    told = []
    for turn in range(rounds):
        at = first + timedelta(days=2 + turn // 10, hours=turn % 10)
        wish = Appointment(type=kind, location=location, customer=guest, starts_at=at)
        gate.wait(timeout=PATIENCE)
        told.append(timed(lambda wish=wish: appointments.book(wish)))
    return told


def acts_worker(number: int, gate: Any, location_id: int, acts: int) -> list[tuple[str, float]]:
    from core.models import Location

    dice = random.Random(number)
    location = Location.objects.get(pk=location_id)
    gate.wait(timeout=PATIENCE)
    return [timed(lambda: at_random(dice, location)) for _ in range(acts)]


def at_random(dice: random.Random, location: Any) -> None:
    from core.models import Appointment, AppointmentType, Customer, Product
    from core.services import appointments

    start = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    at = start + timedelta(days=2 + dice.randrange(30), minutes=30 * dice.randrange(19))
    gowns = list(Product.objects.filter(slug="bench-gown")) if dice.random() < 0.3 else []
    standing = Appointment.objects.filter(location=location, status="confirmed")
    what = dice.choice(["create", "create", "move", "cancel"])
    chosen = None if what == "create" else standing.order_by("?").first()
    if chosen is None:
        kind = AppointmentType.objects.get(slug="acts-hour")
        guest = Customer(
            name=f"Guest {dice.randrange(200)}", email=f"g{dice.randrange(200)}@example.org"
        )
        wish = Appointment(type=kind, location=location, customer=guest, starts_at=at)
        appointments.book(wish, products=gowns)
    elif what == "move":
        appointments.reschedule(chosen, starts_at=at)
    else:
        appointments.cancel(chosen)


def report_rush(told: list[tuple[str, float]], rounds: int) -> None:
    words = Counter(word for word, _ in told)
    waits = sorted(wait for _, wait in told)
    print(f"{CLIENTS} clients, {rounds} rounds: {dict(words.most_common())}")
    print(
        f"exactly one each: {words['done'] == rounds}; median {statistics.median(waits):.0f} ms, "
        f"p99 {waits[int(len(waits) * 0.99) - 1]:.0f} ms, worst {waits[-1]:.0f} ms"
    )


if __name__ == "__main__":
    main()
