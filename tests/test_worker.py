"""The worker: a real `manage.py run_huey` with its own database, queue and mail server."""

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from honcho.environ import parse_procfile
from huey import RedisHuey

from tests import sink as mail

ROOT = Path(__file__).resolve().parent.parent
# As the Procfile says it, with this very Python.
PROCFILE = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
WORKER = [sys.executable, *PROCFILE.processes["worker"].split()[1:]]

pytestmark = pytest.mark.slow

SHOP = """
from datetime import timedelta
from django.utils import timezone
from core.models import *
berlin = Location.objects.create(name="Berlin", slug="berlin", timezone="Europe/Berlin")
mira = Stylist.objects.create(name="Mira", slug="mira")
salon = Room.objects.create(name="Salon", slug="salon", location=berlin)
kind = AppointmentType.objects.create(name="Fitting", slug="fitting", duration_minutes=60)
for day in range(7):
    OpeningHours.objects.create(location=berlin, weekday=day, opens="00:00", closes="23:30")
    WorkingHours.objects.create(
        stylist=mira, location=berlin, weekday=day, starts="00:00", ends="23:30")
"""
BOOK = """
from datetime import timedelta
from django.utils import timezone
from core.models import *
from core.services import appointments
noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
appointments.book(Appointment(
    type=AppointmentType.objects.get(), location=Location.objects.get(),
    starts_at=noon + timedelta(days=10),
    customer=Customer(name="Anna Winter", email="anna@example.org")))
"""


class Premises:
    """A shop of its own: the environment its processes run in, and what stands in its outbox."""

    def __init__(self, folder: Path, sink: mail.Sink, database: str) -> None:
        self.database = database
        self.environment = os.environ | {
            "DEBUG": "1",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": database,
            "REDIS_URL": settings.REDIS_URL,
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "PYTHONUNBUFFERED": "1",
        }
        self.log = folder / "worker.log"

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    def shell(self, program: str) -> None:
        done = self.manage("shell", "--no-imports", "-c", program)
        assert done.returncode == 0, done.stderr

    @contextmanager
    def worker(self) -> Iterator["subprocess.Popen[bytes]"]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                WORKER,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait(10)

    def has_started(self) -> bool:
        return b"Huey consumer started" in self.log.read_bytes()

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """One statement past Django, by a connection of its own."""
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(urlsplit(self.database).path[1:], timeout=20)) as link:
                rows = link.execute(statement).fetchall()
                link.commit()
                return rows
        with closing(psycopg2.connect(self.database)) as link, link.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
            link.commit()
            return rows


def until(true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def sink() -> Iterator[mail.Sink]:
    with mail.listening() as sink:
        yield sink


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with a shop in it, to be copied."""
    folder = tmp_path_factory.mktemp("shop")
    opened(Premises(folder, mail.Sink(), f"sqlite:///{folder / 'nexus.sqlite3'}"))
    return folder / "nexus.sqlite3"


@pytest.fixture
def premises(request: pytest.FixtureRequest, tmp_path: Path, sink: mail.Sink) -> Iterator[Premises]:
    """A shop with a database of the kind this round tests, and its own queue."""
    with own_turn():
        if settings.IS_SQLITE:
            database = shutil.copy(request.getfixturevalue("furnished"), tmp_path / "nexus.sqlite3")
            yield Premises(tmp_path, sink, f"sqlite:///{database}")
        else:
            with postgres_database() as database:
                yield opened(Premises(tmp_path, sink, database))


@contextmanager
def own_turn() -> Iterator[None]:
    """On Redis all workers hear the same bell, so parallel test processes take turns."""
    if not settings.REDIS_URL:
        yield
        return
    queue = RedisHuey(settings.HUEY["name"], url=settings.REDIS_URL).storage
    with (Path(tempfile.gettempdir()) / "nexus-worker-tests.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        queue.flush_all()
        yield
        queue.flush_all()


@contextmanager
def postgres_database() -> Iterator[str]:
    url, name = urlsplit(settings.DATABASE_URL), f"nexus_worker_{uuid.uuid4().hex[:8]}"
    with closing(psycopg2.connect(url._replace(path="/postgres").geturl())) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            try:
                yield url._replace(path=f"/{name}").geturl()
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def opened(premises: Premises) -> Premises:
    done = premises.manage("migrate", "--noinput", "-v0")
    assert done.returncode == 0, done.stderr
    premises.shell(SHOP)
    return premises


def test_a_booking_becomes_a_letter(premises: Premises, sink: mail.Sink) -> None:
    with premises.worker() as worker:
        until(premises.has_started)
        premises.shell(BOOK)
        until(lambda: sink.letters, 20)  # rung by the commit, well before the minute's tick
        states = "SELECT state FROM core_message ORDER BY due_at"
        until(lambda: premises.sql(states)[0] == ("sent",))
        assert premises.sql(states) == [("sent",), ("planned",)]

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(25) == 0
    assert b"All workers have stopped." in premises.log.read_bytes()
    assert [letter["To"] for letter in sink.letters] == ["anna@example.org"]


def test_a_kill_in_mid_letter_loses_nothing(premises: Premises, sink: mail.Sink) -> None:
    sink.pause = 30  # the mail server hangs
    with premises.worker() as worker:
        until(premises.has_started)
        premises.shell(BOOK)
        until(lambda: sink.begun, 20)
        worker.kill()
        worker.wait(10)
    ((attempts, identity),) = premises.sql(
        "SELECT attempts, message_id FROM core_message WHERE state = 'sending'"
    )
    assert attempts == 1
    assert sink.letters == []
    sink.pause = 0
    premises.sql("UPDATE core_message SET lease_until = '2020-01-01' WHERE state = 'sending'")

    with premises.worker():
        until(lambda: sink.letters, 20)  # at its start, without being rung
        until(lambda: premises.sql("SELECT 1 FROM core_message WHERE state = 'sent'"))
    assert {letter["Message-ID"] for letter in sink.letters} == {identity}


def test_the_worker_stays_shut_without_the_guard(premises: Premises) -> None:
    if settings.IS_SQLITE:
        part = "claim_no_overlap_insert"
        premises.sql(f"DROP TRIGGER {part}")
    else:
        part = "claim_no_overlap"
        premises.sql(f"ALTER TABLE core_claim DROP CONSTRAINT {part}")

    refused = premises.manage(*WORKER[2:])

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        "Nexus cannot start: the database lacks its guard against double booking "
        f"({part}). Run `python manage.py migrate`, which puts it back."
    )


def test_without_a_worker_one_command_sends_what_is_due(
    premises: Premises, sink: mail.Sink
) -> None:
    premises.shell(BOOK)

    assert premises.manage("send_due").stdout == "Sent: 1\n"
    assert premises.manage("send_due").stdout == "Nothing is due.\n"
    assert len(sink.letters) == 1
