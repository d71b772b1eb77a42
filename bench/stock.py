"""Selling and receiving by eight processes over 1,000 variants; the check over 1,000,000 movements;
50,000 random acts by clerks who are killed in the middle, and what that leaves.
"""

import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import time
from typing import Any

VARIANTS, PROCESSES, SECONDS = 1000, 8, 20
MOVEMENTS, BATCH = 1_000_000, 5_000
ACTS, CLERKS, KILL_EVERY = int(os.environ.get("BENCH_STOCK_ACTS", "50000")), 8, 500
GOAL = {"acts": 300, "verify": 10}


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    open_shop()
    vendor = connection.vendor
    connection.close()
    report_rate(vendor)
    report_random()
    report_verify()


def open_shop() -> None:
    from core.models import Customer, Location, Product, Variant

    for name in ("berlin", "lisbon", "porto"):
        Location.objects.create(name=name.title(), slug=name, timezone="Europe/Berlin")
    product = Product.objects.create(name="Bench gown", slug="bench-gown", status="active")
    Variant.objects.bulk_create(
        [Variant(product=product, sku=f"B-{n:04}", size=f"{n}", price=1) for n in range(VARIANTS)]
    )
    for number in range(20):
        Customer.objects.create(name=f"Bride {number}")


def differences() -> list[Any]:
    from core.queries import stock

    return stock.differences()


# Selling and receiving -----------------------------------------------------------------------


def report_rate(vendor: str) -> None:
    context = multiprocessing.get_context("spawn")
    gate, answers = context.Barrier(PROCESSES), context.Queue()
    clerks = [
        context.Process(target=clerk, args=(number, gate, answers)) for number in range(PROCESSES)
    ]
    for process in clerks:
        process.start()
    waits = [wait for _ in clerks for wait in answers.get(timeout=SECONDS * 10)]
    for process in clerks:
        process.join()
    waits.sort()
    rate = len(waits) / SECONDS
    goal = f", goal {GOAL['acts']}" if vendor == "postgresql" else ""
    print(
        f"sells and receives by {PROCESSES} processes: {rate:.0f} a second{goal}; "
        f"median {statistics.median(waits):.1f} ms, p99 {waits[int(len(waits) * 0.99)]:.0f} ms"
    )
    print(f"differences: {len(differences())}")


def clerk(seed: int, gate: Any, answers: Any) -> None:
    import django

    django.setup()
    from core.errors import OutOfStock
    from core.models import Location, Variant
    from core.services import stock

    dice, waits = random.Random(seed), []
    variants, berlin = list(Variant.objects.all()), Location.objects.get(slug="berlin")
    gate.wait(timeout=120)
    until = time.perf_counter() + SECONDS
    while (began := time.perf_counter()) < until:
        try:
            if dice.random() < 0.5:
                stock.receive(dice.choice(variants), location=berlin, quantity=2)
            else:
                stock.sell(dice.choice(variants), location=berlin)
        except OutOfStock:
            continue  # a refusal is no act
        waits.append((time.perf_counter() - began) * 1000)
    answers.put(waits)


# Clerks who are killed -----------------------------------------------------------------------


def report_random() -> None:
    command = [sys.executable, "-m", "tests.races.stockroom", *map(str, (ACTS, CLERKS, KILL_EVERY))]
    began = time.perf_counter()
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    took, run = time.perf_counter() - began, json.loads(told)
    print(
        f"{run['done']} random acts by {CLERKS} processes, {run['killed']} killed: {took:.0f} s, "
        f"faults {run['faults']}, differences {len(differences())}"
    )


# The check -----------------------------------------------------------------------------------


def report_verify() -> None:
    fill()
    times = []
    for _ in range(3):
        began = time.perf_counter()
        found = differences()
        times.append(time.perf_counter() - began)
    print(
        f"verify_stock over {MOVEMENTS:,} movements: {statistics.median(times):.2f} s "
        f"(goal {GOAL['verify']}), differences {len(found)}"
    )
    from core.models import StockLevel

    wrong = StockLevel.objects.order_by("pk").first()
    assert wrong is not None
    StockLevel.objects.filter(pk=wrong.pk).update(on_hand=wrong.on_hand + 1)
    print(f"one level typed over: {[str(one) for one in differences()]}")


def fill() -> None:
    """Lines in bulk, and the levels as their sums."""
    from django.db import connection

    from core.models import StockLevel, StockMovement

    dice = random.Random(1)
    levels = list(StockLevel.objects.all())
    added = dict.fromkeys((level.pk for level in levels), 0)
    missing = MOVEMENTS - StockMovement.objects.count()
    for start in range(0, missing, BATCH):
        lines = []
        for _ in range(min(BATCH, missing - start)):
            level, quantity = dice.choice(levels), dice.choice([1, 2, 3])
            added[level.pk] += quantity
            lines.append(
                StockMovement(
                    variant_id=level.variant_id,
                    location_id=level.location_id,
                    quantity=quantity,
                    reason="received",
                )
            )
        StockMovement.objects.bulk_create(lines)
    for level in levels:
        level.on_hand += added[level.pk]
    StockLevel.objects.bulk_update(levels, ["on_hand"], batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE core_stockmovement")


if __name__ == "__main__":
    main()
