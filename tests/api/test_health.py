"""Alive and ready: what the watchers are told."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from api import health
from core import guards
from core.models import Heartbeat


def ready() -> tuple[int, dict[str, Any]]:
    response = Client().get("/health/ready")
    assert response["Cache-Control"] == "no-store"
    return response.status_code, response.json()


@pytest.fixture
def _long_since_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "STARTED", health.STARTED - 3600)


def beat(**ago: int) -> None:
    Heartbeat.objects.create(name="worker", beat_at=timezone.now() - timedelta(**ago))


def test_a_process_that_answers_is_alive() -> None:
    response = Client().get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.usefixtures("_long_since_started")
def test_with_database_guard_and_worker_it_is_ready(db: None) -> None:
    beat(seconds=20)
    status, body = ready()
    assert status == 200
    assert (body["status"], body["database"], body["guard"], body["worker"]) == ("ok",) * 4
    assert 20 <= body["worker_seen_seconds_ago"] < 60
    assert body["queue"]["status"] == "ok"


@pytest.mark.usefixtures("_long_since_started")
@pytest.mark.parametrize("ago", [None, {"minutes": 4}])
def test_without_a_worker_it_is_not_ready(db: None, ago: dict[str, int] | None) -> None:
    if ago:
        beat(**ago)
    status, body = ready()
    assert (status, body["worker"]) == (503, "late")


def test_a_worker_may_come_after_the_web_process(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "STARTED", health.time.monotonic())
    status, body = ready()
    assert (status, body["status"], body["worker"]) == (200, "ok", "late")


def test_without_its_guard_it_is_not_ready(db: None) -> None:
    beat(seconds=1)
    guards.remove()
    try:
        status, body = ready()
    finally:
        if connection.vendor == "sqlite":  # PostgreSQL rolls it back with the test
            guards.install()
    assert (status, body["guard"]) == (503, "missing")
