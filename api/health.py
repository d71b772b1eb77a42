"""For whoever watches over the shop: is this process alive, and can it do its work?"""

import time
from datetime import timedelta
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from api.rendering import answer
from core import guards, mirrors
from core.models import Heartbeat

PATIENCE = timedelta(minutes=3)
STARTED = time.monotonic()


def live(request: HttpRequest) -> HttpResponse:
    return _uncached(answer({"status": "ok"}))


def ready(request: HttpRequest) -> HttpResponse:
    """Whether this process should get visitors: database and guard there, the worker at work.

    A worker that has never reported or is late may take three minutes after this process started.
    """
    parts: dict[str, Any] = {"database": "ok", "guard": "ok", "worker": "ok"}
    try:
        parts["guard"] = "missing" if guards.missing() or mirrors.missing() else "ok"
        parts |= _worker()
    except (DatabaseError, InterfaceError, ImproperlyConfigured):
        connection.close()
        parts |= {"database": "down", "guard": "unknown", "worker": "unknown"}
    parts["queue"] = _queue()
    is_starting = time.monotonic() - STARTED < PATIENCE.total_seconds()
    is_ready = parts["database"] == parts["guard"] == "ok"
    is_ready = is_ready and (parts["worker"] == "ok" or is_starting)
    status = 200 if is_ready else 503
    return _uncached(answer({"status": "ok" if is_ready else "not ready", **parts}, status))


def _worker() -> dict[str, Any]:
    beat = Heartbeat.objects.filter(name="worker").first()
    if beat is None:
        return {"worker": "late", "worker_seen_seconds_ago": None}
    age = timezone.now() - beat.beat_at
    return {
        "worker": "ok" if age <= PATIENCE else "late",
        "worker_seen_seconds_ago": max(0, int(age.total_seconds())),
    }


def _queue() -> dict[str, Any]:
    """How many tasks wait. The queue is only a bell: messages are rows, so it decides nothing."""
    from huey.contrib.djhuey import HUEY

    try:
        return {"status": "ok", "waiting": HUEY.pending_count()}
    except Exception:  # whatever the queue is made of, it is not there
        return {"status": "down", "waiting": None}


def _uncached(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
