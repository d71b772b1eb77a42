"""Imports whose worker is killed at any moment, and bookings while they run."""

import random
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from core.models import (
    Appointment,
    ImportJob,
    ImportRow,
    Location,
    Product,
    StockLevel,
    StockMovement,
    Variant,
)
from core.queries import stock as ledger
from core.services import appointments, imports
from tests import processes
from tests.cast import At, Boutique, Wish
from tests.exchange.files import planned, table

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

GOWNS, KILLS = 1500, 6


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path: Path, monkeypatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("VAR_DIR", str(tmp_path))


def gowns(count: int) -> bytes:
    return table(
        *(
            {"Web name": f"g-{n}", "Product": f"Gown {n}", "SKU": f"G-{n}", "Price": f"{n}.50",
             "Designer": f"Maker {n % 7}", "On hand": n % 3}
            for n in range(count)
        )
    )  # fmt: skip


def worker() -> "processes.subprocess.Popen[str]":
    process = processes.start("-m", "tests.importer", "60", "once")
    assert process.stdout
    assert process.stdout.readline() == "ready\n", process.communicate()
    return process


def lease_runs_out() -> None:
    """What half a minute would do."""
    ImportJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_whoever_is_killed_another_ends_it_and_nothing_is_done_twice(berlin: Location) -> None:
    chance = random.Random(7)
    job = imports.open([gowns(GOWNS)], kind="products", file_name="gowns.csv")
    imports.ask_plan(job)
    for _ in range(KILLS):
        process = worker()
        time.sleep(chance.uniform(0.05, 1.2))
        process.kill()
        process.communicate()
        lease_runs_out()
        job.refresh_from_db()
        if job.state == ImportJob.State.PLANNED:
            imports.ask_apply(job)
    for _ in range(2):
        if job.state != ImportJob.State.DONE:
            worker().communicate(timeout=100)
            job.refresh_from_db()
            if job.state == ImportJob.State.PLANNED:
                imports.ask_apply(job)

    assert job.state == ImportJob.State.DONE
    assert job.counts["outcomes"] == {"applied": job.counts["wanted"]}
    assert (Product.objects.count(), Variant.objects.count()) == (GOWNS, GOWNS)
    assert (Product.history.count(), Variant.history.count()) == (GOWNS, GOWNS)
    assert StockMovement.objects.count() == sum(n % 3 > 0 for n in range(GOWNS))
    assert sum(StockLevel.objects.values_list("on_hand", flat=True)) == sum(
        n % 3 for n in range(GOWNS)
    )
    for subject, model in (("product", Product), ("variant", Variant)):
        rows = ImportRow.objects.filter(job=job, subject=subject)
        assert set(rows.values_list("object_id", flat=True)) == set(
            model.objects.values_list("pk", flat=True)
        )
    assert ledger.differences() == []


def test_brides_book_while_a_long_file_is_applied(boutique: Boutique, wish: Wish, at: At) -> None:
    job = planned(gowns(GOWNS))
    imports.ask_apply(job)
    process = worker()
    slowest = 0.0
    booked = 0
    for hour in ("10:00", "11:30", "13:00", "14:30", "16:00"):
        began = time.monotonic()
        appointments.book(wish(hour))
        slowest = max(slowest, time.monotonic() - began)
        booked += 1
    process.communicate(timeout=100)

    job.refresh_from_db()
    assert job.state == ImportJob.State.DONE
    assert Appointment.objects.count() == booked
    assert Product.objects.filter(slug__startswith="g-").count() == GOWNS


def test_two_workers_over_two_files_of_the_same_gowns(berlin: Location) -> None:
    first = planned(gowns(300))
    imports.ask_apply(first)
    worker().communicate(timeout=100)
    prices = [
        table(*({"SKU": f"G-{n}", "Price": price} for n in range(300))) for price in ("100", "200")
    ]
    for job in [planned(data, name=f"{n}.csv") for n, data in enumerate(prices)]:
        imports.ask_apply(job)
    running = [worker(), worker()]
    for process in running:
        _, err = process.communicate(timeout=100)
        assert process.returncode == 0, err

    one, other = ImportJob.objects.exclude(pk=first.pk).order_by("pk")
    assert {one.state, other.state} == {ImportJob.State.DONE}
    assert set(Variant.objects.values_list("price", flat=True)) == {100}
    assert one.counts["outcomes"] == {"applied": 300}
    assert other.counts["outcomes"] == {"conflict": 300}
