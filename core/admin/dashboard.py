"""The dashboard: what today looks like, in a bounded number of queries."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.admin import words
from core.models import Appointment, Location, ShopSettings
from core.queries import messages, overview
from core.queries.diary import spans
from core.queries.diary.slots import Slot

BAR_COLORS = ["--color-primary-500", "--color-base-400", "--color-primary-300", "--color-base-600"]
QUIET_AFTER = timedelta(minutes=3)
LOW_ROWS = 6


def context(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """What the index page shows; each part only to those who may see the pages behind it."""
    now = timezone.now()
    where = overview.locations()
    parts: dict[str, Any] = {
        "title": "Dashboard",
        "greeting": greeting(request.user, now),
        "today": words.long_day(timezone.localdate(now)),
        "shop": ShopSettings.current().name,
        "has_locations": bool(where),
        "has_role": request.user.is_superuser or bool(request.user.get_all_permissions()),
    }
    may = request.user.has_perm
    if may("core.view_appointment") and where:
        parts |= _appointments(where, now)
    if may("core.view_stocklevel"):
        parts |= _stock()
    if may("core.view_message"):
        parts |= _messages(now)
    return given | parts


def greeting(user: Any, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    word = "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
    return f"{word}, {user.first_name or user.get_username()}"


def _appointments(where: Sequence[Location], now: datetime) -> dict[str, Any]:
    sheet = overview.run_sheet(where, now=now)
    usual = overview.usual_type()
    slots = {
        location.pk: overview.next_slots(usual, location, now=now) if usual else []
        for location in where
    }
    load = overview.week_load(where, now=now)
    return {
        "usual_type": usual,
        "sheets": [
            {
                "location": location,
                "clock": now.astimezone(location.zone),
                "rows": [_row(row, now) for row in sheet[location.pk]],
                "free": [_free(slot, location) for slot in slots[location.pk]],
            }
            for location in where
        ],
        "booked_today": sum(len(rows) for rows in sheet.values()),
        "overbooked": sum(bool(row.overbooked_reason) for rows in sheet.values() for row in rows),
        "week": [
            {"name": location.name, "counts": [day.counts[location.pk] for day in load]}
            for location in where
        ],
        "days": [day.on for day in load],
        "week_total": sum(day.total for day in load),
        "chart": _chart(where, load),
        "chart_options": CHART,
    }


def _row(appointment: Appointment, now: datetime) -> dict[str, Any]:
    return {
        "it": appointment,
        "color": words.STATUS_COLORS[Appointment.Status(appointment.status)],
        "is_over": appointment.status in overview.DONE,
        "is_now": appointment.starts_at <= now < appointment.ends_at,
        "gowns": [str(row.product) for row in appointment.try_ons.all()],
    }


def _free(slot: Slot, location: Location) -> dict[str, str]:
    at = spans.moment(slot.start)
    local = at.astimezone(location.zone)
    return {
        "words": f"{_soon(local, timezone.localtime(timezone=location.zone))} {local:%H:%M}",
        "date": f"{local:%Y-%m-%d}",
        "time": f"{local:%H:%M}",
    }


def _soon(at: datetime, now: datetime) -> str:
    days = (at.date() - now.date()).days
    return {0: "Today", 1: "Tomorrow"}.get(days) or words.day(at.date())


def _chart(where: Sequence[Location], load: Sequence[overview.Day]) -> str:
    return json.dumps(
        {
            "labels": [[f"{day.on:%a}", str(day.on.day)] for day in load],
            "datasets": [
                {
                    "label": location.name,
                    "data": [day.counts[location.pk] for day in load],
                    "backgroundColor": f"var({BAR_COLORS[n % len(BAR_COLORS)]})",
                    "borderRadius": 5,
                    "maxBarThickness": 34,
                }
                for n, location in enumerate(where)
            ],
        }
    )


FONT = {"family": "Figtree Variable, sans-serif", "size": 12}


def _axis(**more: Any) -> dict[str, Any]:
    ticks = {"color": "#93867f", "precision": 0, "font": FONT, "maxRotation": 0}
    return {"stacked": True, "border": {"display": False}, "ticks": ticks, "grid": {}} | more


# The theme's own bars are four pixels wide with fractions on the axis; options replace all of it.
CHART = json.dumps(
    {
        "responsive": True,
        "maintainAspectRatio": False,
        "animation": False,
        "plugins": {"legend": {"display": False}, "tooltip": {"bodyFont": FONT, "titleFont": FONT}},
        "scales": {
            "x": _axis(grid={"display": False}),
            "y": _axis(beginAtZero=True, suggestedMax=4),
        },
    }
)


def _stock() -> dict[str, Any]:
    levels = overview.low_stock()
    rows = levels.select_related("variant__product", "location")[:LOW_ROWS]
    return {"low_stock": list(rows), "low_stock_count": levels.count(), "shows_stock": True}


def _messages(now: datetime) -> dict[str, Any]:
    age = messages.heartbeat_age()
    troubled = messages.troubled().select_related("appointment__customer", "rule")
    return {
        "shows_messages": True,
        "message_counts": messages.counts(now=now),
        "troubled": list(troubled.order_by("-due_at")[:4]),
        "worker_is_well": age is not None and age < QUIET_AFTER,
        "worker_seen": words.moment(now - age) if age is not None else "",
    }
