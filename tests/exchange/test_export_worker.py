"""A worker of its own writes what somebody asked for; one that is killed leaves nothing half done."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from core.exchange.export import making
from core.models import Customer, Export
from core.services import exports
from core.services.exports import files
from tests import processes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WORKER = """
import sys, time, django
django.setup()
from pathlib import Path
from django.conf import settings
settings.VAR_DIR = Path({folder!r})
from core.exchange.export import making, tables
tables.CHUNK = 10
asked = 0
def may():
    global asked
    asked += 1
    if asked == {pause}:
        print("in the middle", flush=True)
        time.sleep(60)
    return True
print("ready", making.work(may), flush=True)
"""


@pytest.fixture
def asked(helena: User, shop: Any, settings: Any, tmp_path: Any) -> Export:
    settings.VAR_DIR = tmp_path
    Customer.objects.bulk_create(Customer(name=f"Bride {n:03}") for n in range(100))
    return exports.ask(Export(kind="customer", query={"q": ["bride"]}, columns=["name"]), by=helena)


def test_a_process_without_pages_writes_the_filtered_list(asked: Export, tmp_path: Any) -> None:
    worker = processes.start("-c", WORKER.format(folder=str(tmp_path), pause=0))
    said, wrong = worker.communicate(timeout=60)

    assert "ready 1" in said, wrong
    asked.refresh_from_db()
    assert (asked.state, asked.rows) == ("ready", 100)
    assert files.path_of(asked).read_text().splitlines()[-1] == "Bride 099"


def test_after_a_kill_another_worker_begins_anew(asked: Export, tmp_path: Any) -> None:
    worker = processes.start("-c", WORKER.format(folder=str(tmp_path), pause=5))
    assert worker.stdout is not None
    assert worker.stdout.readline() == "in the middle\n"
    worker.kill()
    worker.communicate()

    assert making.work() == 0  # its sign of life is not a minute old
    Export.objects.update(beat_at=timezone.now() - timedelta(minutes=2))
    assert making.work() == 1

    asked.refresh_from_db()
    assert (asked.state, asked.rows, asked.attempts) == ("ready", 100, 2)
    assert len(files.path_of(asked).read_text().splitlines()) == 101
