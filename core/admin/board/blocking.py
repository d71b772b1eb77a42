"""Blocked time on the board: whom and what it can be, blocking, looking, giving it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core.admin import words
from core.admin.board import door, reading
from core.admin.board.door import BadInput
from core.models import Claim, Resource
from core.queries import appointments as board
from core.services import diary


@door.answers_json("add", method="GET", model="claim")
def things(request: HttpRequest) -> HttpResponse:
    """Stylists, rooms and samples of a location, for the choice of what to block."""
    here = reading.location(request.GET.get("location"))
    rows = board.can_be_blocked(here)
    groups = [
        {
            "title": kind.label + "s",
            "things": [{"id": row.pk, "title": row.name} for row in rows if row.kind == kind],
        }
        for kind in Resource.Kind
    ]
    return JsonResponse({"groups": [group for group in groups if group["things"]]})


@door.answers_json("add", model="claim")
def block(request: HttpRequest) -> HttpResponse:
    """The body has from and to by the location's clock."""
    body = door.read_body(request)
    here = reading.location(body.get("location"))
    thing = reading.chosen(Resource.objects.filter(is_active=True), body.get("resource"), "choice")
    if thing is None:
        raise BadInput("Choose the stylist, fitting room or sample.")
    claim = diary.block(
        thing,
        starts_at=reading.moment(body.get("starts_at"), here),
        ends_at=reading.moment(body.get("ends_at"), here),
        note=reading.text(body, "note", "note"),
        by=request.user,
    )
    begin, end = (words.moment(moment, here.zone) for moment in (claim.starts_at, claim.ends_at))
    return JsonResponse({"message": f"{thing} is blocked from {begin} to {end}."})


@door.answers_json("view", "change", method="GET")
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """A block or a hold: who, when, why, and the way back."""
    claim = (
        Claim.objects.exclude(kind=Claim.Kind.APPOINTMENT).select_related("hold__type").get(pk=pk)
    )
    here = reading.location(request.GET.get("location"))
    together = board.together_with(claim)
    is_block = claim.kind == Claim.Kind.BLOCK
    context: dict[str, Any] = {
        "claim": claim,
        "is_block": is_block,
        "title": claim.note or claim.get_kind_display() if is_block else "Held for a visitor",
        "begins": words.moment(claim.starts_at, here.zone),
        "ends": words.moment(claim.ends_at, here.zone),
        "until": claim.expires_at and words.moment(claim.expires_at, here.zone),
        "rows": together,
        "can_remove": is_block and door.may(request, "delete", model="claim"),
    }
    return render(request, "core/board_claim.html", context)


@door.answers_json("delete", model="claim")
def unblock(request: HttpRequest, pk: int) -> HttpResponse:
    claim = Claim.objects.select_related("resource").get(pk=pk)
    diary.unblock(claim, by=request.user)
    return JsonResponse({"message": f"{claim.resource} is free again then."})
