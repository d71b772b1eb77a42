"""The worker: a real `manage.py run_huey` with its own database, queue and mail server."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
from honcho.environ import parse_procfile

from tests import sink as mail

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@localhost/postgres")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://localhost:6379/15")
# As the Procfile says it, with this very Python.
PROCFILE = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
WORKER = [sys.executable, *PROCFILE.processes["worker"].split()[1:]]

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
    starts_at=noon + timedelta(days={days}),
    customer=Customer(name="Anna Winter", email="anna@example.org")))
"""


class Premises:
    """A shop of its own: the environment its processes run in, and what stands in its outbox."""

    def __init__(self, folder: Path, sink: mail.Sink, database: str, redis: str = "") -> None:
        self.database = database
        self.environment = os.environ | {
            "DEBUG": "1",
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": database,
            "REDIS_URL": redis,
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
            timeout=60,
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
def laptop(tmp_path: Path, sink: mail.Sink, furnished: Path) -> Premises:
    """SQLite and a queue in a file: what `make run` starts."""
    database = shutil.copy(furnished, tmp_path / "nexus.sqlite3")
    return Premises(tmp_path, sink, f"sqlite:///{database}")


@pytest.fixture
def server(tmp_path: Path, sink: mail.Sink) -> Iterator[Premises]:
    """PostgreSQL and Redis, where both answer."""
    with closing(ask_postgres()) as link, empty_redis():
        link.autocommit = True
        name = f"nexus_worker_{uuid.uuid4().hex[:8]}"
        with link.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
            try:
                place = urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()
                yield opened(Premises(tmp_path, sink, place, REDIS))
            finally:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def ask_postgres() -> Any:
    try:
        return psycopg2.connect(urlsplit(POSTGRES)._replace(path="/postgres").geturl())
    except psycopg2.OperationalError:
        pytest.skip("PostgreSQL does not answer.")


@contextmanager
def empty_redis() -> Iterator[None]:
    import redis

    client = redis.Redis.from_url(REDIS)
    keys = ["huey.redis.nexus", "huey.schedule.nexus", "huey.results.nexus"]
    try:
        client.delete(*keys)
    except redis.ConnectionError:
        pytest.skip("Redis does not answer.")
    try:
        yield
    finally:
        client.delete(*keys)
        client.close()


def opened(premises: Premises) -> Premises:
    done = premises.manage("migrate", "--noinput", "-v0")
    assert done.returncode == 0, done.stderr
    premises.shell(SHOP)
    return premises


def walks_from_booking_to_letter(premises: Premises, sink: mail.Sink) -> None:
    with premises.worker() as worker:
        until(premises.has_started)
        premises.shell(BOOK.format(days=10))
        until(lambda: sink.letters, 20)  # rung by the commit, well before the minute's tick
        states = "SELECT state FROM core_message ORDER BY due_at"
        until(lambda: premises.sql(states)[0] == ("sent",))
        assert premises.sql(states) == [("sent",), ("planned",)]

        worker.send_signal(signal.SIGTERM)
        assert worker.wait(25) == 0
    assert b"All workers have stopped." in premises.log.read_bytes()
    assert [letter["To"] for letter in sink.letters] == ["anna@example.org"]


def loses_nothing_when_killed(premises: Premises, sink: mail.Sink) -> None:
    """The server hangs, the worker dies in mid-letter, another one takes over after the lease."""
    sink.pause = 30
    with premises.worker() as worker:
        until(premises.has_started)
        premises.shell(BOOK.format(days=10))
        until(lambda: sink.begun, 20)
        worker.kill()
        worker.wait(10)
    ((state, attempts, identity),) = premises.sql(
        "SELECT state, attempts, message_id FROM core_message WHERE state = 'sending'"
    )
    assert (state, attempts) == ("sending", 1)
    assert sink.letters == []
    sink.pause = 0
    premises.sql("UPDATE core_message SET lease_until = '2020-01-01' WHERE state = 'sending'")

    with premises.worker():
        until(lambda: sink.letters, 20)  # at its start, without being rung
        until(lambda: premises.sql("SELECT 1 FROM core_message WHERE state = 'sent'"))
    assert {letter["Message-ID"] for letter in sink.letters} == {identity}


def test_a_booking_becomes_a_letter(laptop: Premises, sink: mail.Sink) -> None:
    walks_from_booking_to_letter(laptop, sink)


def test_a_kill_in_mid_letter_loses_nothing(laptop: Premises, sink: mail.Sink) -> None:
    loses_nothing_when_killed(laptop, sink)


@pytest.mark.slow
def test_a_booking_becomes_a_letter_on_a_server(server: Premises, sink: mail.Sink) -> None:
    walks_from_booking_to_letter(server, sink)


@pytest.mark.slow
def test_a_kill_in_mid_letter_loses_nothing_on_a_server(server: Premises, sink: mail.Sink) -> None:
    loses_nothing_when_killed(server, sink)


def test_the_worker_stays_shut_without_the_guard(laptop: Premises) -> None:
    laptop.sql("DROP TRIGGER claim_no_overlap_insert")

    refused = laptop.manage(*WORKER[2:])

    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        "Nexus cannot start: the database lacks its guard against double booking "
        "(claim_no_overlap_insert). Run `python manage.py migrate`, which puts it back."
    )


def test_without_a_worker_one_command_sends_what_is_due(laptop: Premises, sink: mail.Sink) -> None:
    laptop.shell(BOOK.format(days=10))

    assert laptop.manage("send_due").stdout == "Sent: 1\n"
    assert laptop.manage("send_due").stdout == "Nothing is due.\n"
    assert len(sink.letters) == 1
