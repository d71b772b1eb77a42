"""The dashboard: what today looks like, in a bounded number of queries."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from core.admin import clock, sidebar, words
from core.models import Appointment, Location, ShopSettings, StockCheck
from core.queries import messages, overview
from core.queries.diary import spans
from core.queries.diary.slots import Slot

BAR_COLORS = ["--color-primary-500", "--color-base-400", "--color-primary-300", "--color-base-600"]
QUIET_AFTER = timedelta(minutes=3)
LOW_ROWS = 6


def context(request: HttpRequest, given: dict[str, Any]) -> dict[str, Any]:
    """What the index page shows; each part only to those who may see the pages behind it."""
    now = timezone.now()
    where = clock.locations(request)
    parts: dict[str, Any] = {
        "title": "Dashboard",
        "greeting": greeting(request.user, now),
        "today": words.long_day(timezone.localdate(now)),
        "shop": "" if where else ShopSettings.current().name,
        "has_locations": bool(where),
        "has_role": request.user.is_superuser or bool(request.user.get_all_permissions()),
    }
    may = request.user.has_perm
    if may("core.view_appointment") and where:
        parts |= _appointments(where, now)
    if may("core.view_stocklevel"):
        parts |= _stock(request)
    if may("core.view_message"):
        parts |= _messages(now)
    _tell_the_sidebar(request, parts)
    return given | parts


def _tell_the_sidebar(request: HttpRequest, parts: dict[str, Any]) -> None:
    """Numbers that stand here as well need not be asked for twice."""
    if "still_today" in parts:
        sidebar.know(request, "todays", parts["still_today"])
    if "low_stock_count" in parts:
        sidebar.know(request, "low_stock", parts["low_stock_count"])
    if "message_counts" in parts:
        sidebar.know(request, "failed_messages", parts["message_counts"]["failed"])


def greeting(user: Any, now: datetime) -> str:
    hour = timezone.localtime(now).hour
    word = "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"
    return f"{word}, {user.first_name or user.get_username()}"


def _appointments(where: Sequence[Location], now: datetime) -> dict[str, Any]:
    sheet = overview.run_sheet(where, now=now)
    ahead = overview.ahead(where, now=now)
    return {
        "sheets": [
            {
                "location": location,
                "clock": now.astimezone(location.zone),
                "rows": [_row(row, now) for row in sheet[location.pk]],
            }
            for location in where
        ],
        "booked_today": sum(len(rows) for rows in sheet.values()),
        "still_today": sum(
            row.status not in overview.DONE for rows in sheet.values() for row in rows
        ),
        "overbooked": ahead.overbooked,
        "week": [
            {"name": location.name, "counts": [day.counts[location.pk] for day in ahead.days]}
            for location in where
        ],
        "days": [day.on for day in ahead.days],
        "week_total": sum(day.total for day in ahead.days),
        "chart": _chart(where, ahead.days),
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


def free(slot: Slot, location: Location) -> dict[str, str]:
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


def _stock(request: HttpRequest) -> dict[str, Any]:
    levels = overview.low_stock().select_related("variant__product", "location")
    rows = list(levels[: sidebar.MOST_LOW])
    check = StockCheck.objects.first()
    return {
        "low_stock": rows[:LOW_ROWS],
        "low_stock_count": len(rows),
        "low_stock_said": sidebar.few(len(rows)),
        "shows_stock": True,
        "stock_check": check if check and check.found else None,
        "stock_checked": words.moment(check.checked_at) if check else "",
    }


def _messages(now: datetime) -> dict[str, Any]:
    counts = messages.counts(now=now)
    age = messages.heartbeat_age()
    troubled = messages.troubled().select_related("appointment__customer", "rule")
    failed = troubled.order_by("-due_at")[:4] if counts["failed"] else []
    return {
        "shows_messages": True,
        "message_counts": counts,
        "troubled": list(failed),
        "worker_is_well": age is not None and age < QUIET_AFTER,
        "worker_seen": words.moment(now - age) if age is not None else "",
    }
