"""The way through a rearrangement: who and when, the plan, the letters, done; and back again."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from core.admin import words
from core.admin.rearranging import table
from core.admin.rearranging.forms import WhatForm
from core.admin.refusals import sentence
from core.errors import DomainError
from core.models import Rearrangement
from core.queries import rearranging as reading
from core.services import rearranging

if TYPE_CHECKING:
    from core.admin.rearranging.page import RearrangementAdmin

ONLY_HERE = {"csrfmiddlewaretoken", "do"}
REASONS = ["Sick", "Holiday", "Training", "Trunk show", "Water damage", "Staff day"]


def start(page: "RearrangementAdmin", request: HttpRequest) -> HttpResponse:
    """Who is away and when; nothing is written, so the answers travel in the address."""
    _require_may(page, request)
    asked = {name: request.GET[name] for name in WhatForm.base_fields if name in request.GET}
    initial = {"first_on": timezone.localdate()} | asked
    return _start(page, request, WhatForm(request.user, initial=initial))


def _start(page: "RearrangementAdmin", request: HttpRequest, form: WhatForm) -> HttpResponse:
    context = {"title": "Sick or closed", "form": form, "reasons": REASONS}
    return _render(page, request, "start", context)


def plan(page: "RearrangementAdmin", request: HttpRequest) -> HttpResponse:
    """The table of proposals; a POST brings it back edited, to be previewed or applied."""
    _require_may(page, request)
    data = request.POST if request.method == "POST" else request.GET
    form = WhatForm(request.user, data)
    if not form.is_valid():
        return _start(page, request, form)
    if request.method != "POST":
        return _table(page, request, form, table.proposed(form.change))
    sheet = table.returned(form.change, data)
    do = data.get("do")
    if do not in {"preview", "apply"} or sheet.notices or not sheet.is_fine:
        return _table(page, request, form, sheet, is_asked=do != "edit")
    try:
        return (_preview if do == "preview" else _apply)(page, request, form, sheet)
    except (DomainError, ValidationError) as refusal:
        named = getattr(refusal, "facts", {}).get("reference", "")
        return _table(
            page, request, form, sheet, refusal=sentence(refusal), named=named, is_asked=True
        )


def check(page: "RearrangementAdmin", request: HttpRequest) -> HttpResponse:
    """The same table judged, for the page to show beside each row while it is edited."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _require_may(page, request)
    form = WhatForm(request.user, request.POST)
    if not form.is_valid():
        return JsonResponse({"message": "Start again: who is away, and when?"}, status=400)
    sheet = table.returned(form.change, request.POST)
    verdicts = {row.appointment.pk: table.verdict(sheet, row) for row in sheet.rows}
    return JsonResponse({"rows": verdicts, "notices": sheet.notices, "is_fine": sheet.is_fine})


def undo(page: "RearrangementAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    change = page.subject(request, object_id)
    try:
        undone = rearranging.undo(change, by=request.user)
    except (DomainError, ValidationError) as refusal:
        page.message_user(request, sentence(refusal), messages.ERROR)
        return page.to_page(change)
    said = f"Undone: {_count(len(undone.back))} back as before."
    level = messages.SUCCESS
    if undone.not_back:
        names = ", ".join(str(found.customer) for found, _ in undone.not_back)
        said += f" Not possible for {names}; the reasons stand below."
        level = messages.WARNING
    page.message_user(request, said, level)
    return page.to_page(change)


def called(
    page: "RearrangementAdmin", request: HttpRequest, object_id: str, row: int
) -> HttpResponse:
    """A tick behind one who was to be called, or without it again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    change = page.get_object(request, object_id)
    if change is None or not page.has_view_permission(request, change):
        raise Http404
    if not request.user.has_perm("core.change_appointment"):
        raise PermissionDenied
    found = get_object_or_404(change.rows.select_related("appointment__customer"), pk=row)
    is_called = request.POST.get("called") == "yes"
    said = "called" if is_called else "still to be called"
    page.act(
        request,
        lambda: rearranging.mark_called(found, by=request.user, is_called=is_called),
        f"{found.appointment.customer}: {said}.",
    )
    return page.to_page(change)


def _require_may(page: "RearrangementAdmin", request: HttpRequest) -> None:
    if not page.has_add_permission(request):
        raise PermissionDenied


def _table(
    page: "RearrangementAdmin",
    request: HttpRequest,
    form: WhatForm,
    sheet: table.Table,
    **more: Any,
) -> HttpResponse:
    rows = table.shown(sheet)
    context = {
        "title": f"{_who(sheet.change)}: what becomes of whom",
        "form": form,
        "change": sheet.change,
        "when": said(sheet.change),
        "rows": rows,
        "beside": others(sheet.change),
        "count": _count(len(rows)),
        "notices": sheet.notices,
        "is_fine": sheet.is_fine,
    }
    return _render(page, request, "plan", context | more)


def _preview(
    page: "RearrangementAdmin", request: HttpRequest, form: WhatForm, sheet: table.Table
) -> HttpResponse:
    told = rearranging.rehearse(form.change, rows=sheet.rows, by=request.user)
    fields = [(k, v) for k, some in request.POST.lists() if k not in ONLY_HERE for v in some]
    context = {
        "title": f"{_who(form.change)}: what the brides will be told",
        "change": form.change,
        "when": said(form.change),
        "told": told,
        "whom": _whom(told),
        "fields": fields,
        "opened": next((n for n, one in enumerate(told) if _at_once(one)), None),
    }
    return _render(page, request, "preview", context)


def _at_once(told: Any) -> bool:
    return any(letter.due_at is None for letter in told.letters)


def _whom(told: list[rearranging.Told]) -> str:
    """Letters are not brides: one may get two, and one who comes twice none for one of them."""
    brides = {one.row.appointment.customer_id for one in told}
    written = {one.row.appointment.customer_id for one in told if one.letters}
    letters = [letter for one in told for letter in one.letters]
    later = sum(letter.due_at is not None for letter in letters)
    if not letters:
        return "Nobody is written to."
    said = f"{_many(len(letters), 'letter')} to {_many(len(written), 'bride')}"
    said += f", {later} of them later." if later else "."
    silent = len(brides - written)
    if silent:
        said += f" {_many(silent, 'bride')} {'is' if silent == 1 else 'are'} not written to."
    return said


def _apply(
    page: "RearrangementAdmin", request: HttpRequest, form: WhatForm, sheet: table.Table
) -> HttpResponse:
    change = rearranging.apply(form.change, rows=sheet.rows, by=request.user)
    page.message_user(request, f"Done: {_who(change)}, {said(change)}.", messages.SUCCESS)
    return page.to_page(change)


def _render(
    page: "RearrangementAdmin", request: HttpRequest, name: str, context: dict[str, Any]
) -> HttpResponse:
    request.page_title = context["title"]
    request.current_app = page.admin_site.name
    base = page.admin_site.each_context(request) | {
        "opts": page.opts,
        "check_url": reverse("admin:core_rearrangement_check"),
        "plan_url": reverse("admin:core_rearrangement_plan"),
        "start_url": reverse("admin:core_rearrangement_add"),
    }
    return TemplateResponse(request, f"core/rearranging/{name}.html", base | context)


def _who(change: Rearrangement) -> str:
    return f"{change.stylist} is away" if change.stylist else f"{change.location} is closed"


def said(change: Rearrangement) -> str:
    """When, in words."""
    first = words.day(change.first_on)
    if change.starts and change.ends:
        return f"{first}, {change.starts:%H:%M} to {change.ends:%H:%M}"
    return first if change.first_on == change.last_on else f"{first} to {words.day(change.last_on)}"


def others(change: Rearrangement) -> list[dict[str, str]]:
    """What else closes these days, to be said and linked."""
    return [
        {
            "words": f"{said(other)}{f' ({other.reason})' if other.reason else ''}",
            "url": reverse("admin:core_rearrangement_change", args=[other.pk]),
        }
        for other in reading.beside(change)
    ]


def _count(number: int) -> str:
    return _many(number, "appointment")


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
