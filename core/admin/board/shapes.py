"""How the board's things look as JSON: wall-clock of the location, never an instant."""

from datetime import datetime, tzinfo
from typing import Any

from core.models import Appointment, Claim, Location, Resource
from core.queries import appointments as board_of
from core.queries.appointments import Board
from core.services.appointments import stretching


def wall(moment: datetime, zone: tzinfo) -> str:
    """What the clock at the location shows, without an offset: 2026-05-12T10:00:00."""
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="seconds")


def location(row: Location) -> dict[str, Any]:
    now = board_of.now_at(row)
    return {
        "id": row.pk,
        "slug": row.slug,
        "name": row.name,
        "grid": row.slot_minutes,
        "offset": _offset(now),
        "today": now.date().isoformat(),
        "clock": f"{now:%H:%M}",
    }


def _offset(now: datetime) -> str:
    text = now.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def board(found: Board, *, can_change: bool) -> dict[str, Any]:
    zone = found.location.zone
    now = board_of.now_at(found.location)
    return {
        "now": wall(now, zone),
        "offset": _offset(now),
        "opens": f"{found.opens_hour:02}:00",
        "closes": f"{found.closes_hour:02}:00",
        "stylists": [column(row) for row in found.stylists],
        "rooms": [column(row) for row in found.rooms],
        "events": [appointment(row, can_change=can_change) for row in found.appointments],
        "claims": _claims(found, [claim for claim in found.claims if not _is_sample(claim)]),
        "away": _claims(found, [claim for claim in found.claims if _is_away(claim)]),
        "taken": [
            {
                "resource": claim.resource_id,
                "start": wall(claim.starts_at, zone),
                "end": wall(claim.ends_at, zone),
            }
            for claim in found.taken
        ],
        "notes": [
            {"day": note.day.isoformat(), "resource": note.stylist_id, "text": note.text}
            for note in found.notes
        ],
        "shades": [
            {
                "start": shade.starts.isoformat(),
                "end": shade.ends.isoformat(),
                "resource": shade.stylist_id,
            }
            for shade in found.shades
        ],
    }


def column(row: Resource) -> dict[str, Any]:
    return {"id": row.pk, "title": row.name, "color": getattr(row, "color", None) or ""}


def appointment(row: Appointment, *, can_change: bool) -> dict[str, Any]:
    zone = row.location.zone
    return {
        "id": row.pk,
        "version": row.version,
        "start": wall(row.starts_at, zone),
        "end": wall(row.ends_at, zone),
        "minutes": int((row.ends_at - row.starts_at).total_seconds()) // 60,
        "title": row.customer.name,
        "type": row.type.name,
        "color": row.type.color,
        "status": row.status,
        "status_label": row.get_status_display(),
        "stylist": row.stylist_id,
        "stylist_name": row.stylist.name,
        "room": row.room_id,
        "room_name": row.room.name,
        "gowns": getattr(row, "gowns", 0),
        "linked": getattr(row, "linked", None) or 0,
        "is_overbooked": bool(row.overbooked_reason),
        "editable": can_change and row.is_open,
        "resizable": can_change and (row.is_open or stretching.is_running(row)),
    }


def _is_sample(claim: Claim) -> bool:
    return bool(claim.resource.kind == Resource.Kind.SAMPLE)


def _is_away(claim: Claim) -> bool:
    """A sample that cannot be promised; one that a visitor holds is on the board with her time."""
    return _is_sample(claim) and claim.kind == Claim.Kind.BLOCK


def _claims(found: Board, some: list[Claim]) -> list[dict[str, Any]]:
    """Blocks and holds; what lies on several at the same time for the same reason is one thing."""
    zone = found.location.zone
    together: dict[tuple[Any, ...], list[Claim]] = {}
    for claim in some:
        key = board_of.together(claim)
        together.setdefault(key, []).append(claim)
    return [
        {
            "id": claims[0].pk,
            "kind": claims[0].kind,
            "start": wall(claims[0].starts_at, zone),
            "end": wall(claims[0].ends_at, zone),
            "title": _claim_title(claims[0], zone),
            "who": ", ".join(claim.resource.name for claim in claims),
            "resources": [claim.resource_id for claim in claims],
        }
        for claims in together.values()
    ]


def _claim_title(claim: Claim, zone: tzinfo) -> str:
    if claim.kind == Claim.Kind.HOLD and claim.expires_at:
        return f"Held for a visitor until {claim.expires_at.astimezone(zone):%H:%M}"
    return claim.note or claim.get_kind_display()
