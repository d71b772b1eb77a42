"""What Today shows: the page, its sheet by itself for looking again, and gowns to add."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from core.admin import words
from core.admin.board import door
from core.admin.today import cards, choice
from core.admin.today.choice import Choice
from core.models import Appointment, Location
from core.queries import overview, shelf
from core.queries import today as reading
from core.queries.diary import spans

LOOKERS = ("view", "change")
LONGEST_SEARCH = 80


@door.signed_in
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    if not door.may(request, *LOOKERS):
        raise PermissionDenied
    chosen = choice.read(request)
    context = admin.site.each_context(request) | contents(request, chosen)
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    return render(request, "core/today/page.html", context | {"title": "Today"})


@door.answers_json(*LOOKERS, method="GET")
def sheet(request: HttpRequest) -> HttpResponse:
    return HttpResponse(drawn(request))


@door.answers_json("change", method="GET")
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Gowns that could be put on her list."""
    appointment = Appointment.objects.get(pk=pk)
    asked = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = reading.gowns_like(asked, without=appointment) if asked else []
    rows = [{"it": product, "picture": shelf.picture(product)} for product in found]
    return render(request, "core/today/found.html", {"rows": rows, "asked": asked})


def drawn(request: HttpRequest) -> str:
    """The sheet of the day that the address names, by itself."""
    return render_to_string(
        "core/today/sheet.html", contents(request, choice.read(request)), request
    )


def contents(request: HttpRequest, chosen: Choice) -> dict[str, Any]:
    now = timezone.now()
    rows = reading.run_sheet(chosen.sections, chosen.day, stylist=chosen.stylist)
    taken = reading.elsewhere(rows, now=now) if chosen.day == chosen.today else {}
    can_change = door.may(request, "change")
    shown = [cards.card(row, now=now, taken=taken, can_change=can_change) for row in rows]
    return {
        "choice": chosen,
        "day_words": f"{chosen.day:%A} {chosen.day.day} {chosen.day:%B %Y}",
        "is_today": chosen.day == chosen.today,
        "is_past": chosen.day < chosen.today,
        "nearness": nearness(chosen),
        "sections": sections(chosen, shown),
        "expected": len(shown),
        "to_come": sum(card.it.is_open for card in shown),
        "can_change": can_change,
        "can_add": door.may(request, "add"),
        "may_see_bride": door.may(request, *LOOKERS, model="customer"),
        "ratings": cards.RATINGS,
    }


def nearness(chosen: Choice) -> str:
    days = (chosen.day - chosen.today).days
    return {0: "Today", 1: "Tomorrow", -1: "Yesterday"}.get(days, "")


def sections(chosen: Choice, shown: list[cards.Card]) -> list[dict[str, Any]]:
    """One for each location; in her own day only those where somebody awaits her, or her home."""
    now = timezone.now()
    kind = overview.usual_type()
    found = []
    for location in chosen.sections:
        rows = [card for card in shown if card.it.location_id == location.pk]
        if rows or chosen.is_everybodys or location == chosen.home:
            free = (
                overview.next_slots(kind, location, now=now, stylist_id=_key(chosen))
                if kind
                else []
            )
            found.append(
                {
                    "location": location,
                    "clock": now.astimezone(location.zone),
                    "cards": rows,
                    "kind": kind,
                    "free": [offer(spans.moment(slot.start), location) for slot in free],
                }
            )
    return found


def _key(chosen: Choice) -> int | None:
    return chosen.stylist.pk if chosen.stylist else None


def offer(at: Any, location: Location) -> dict[str, str]:
    local = at.astimezone(location.zone)
    days = (local.date() - timezone.now().astimezone(location.zone).date()).days
    soon = {0: "Today", 1: "Tomorrow"}.get(days) or words.day(local.date())
    return {"words": f"{soon} {local:%H:%M}", "date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
