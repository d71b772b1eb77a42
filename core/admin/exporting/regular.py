"""The doors of regular exports: what goes out by mail, when, to whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.admin import words
from core.admin.board import door
from core.admin.exporting import pages, reading
from core.admin.refusals import sentence
from core.errors import DomainError
from core.exchange.export import KINDS, columns, mailing
from core.exchange.export.columns import Kind
from core.models import ExportSchedule, base
from core.models.exports import Format
from core.services.exports import schedules
from core.services.messages import troubles

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


@door.signed_in
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    found = ExportSchedule.objects.filter(owner_id=request.user.pk).prefetch_related("recipients")
    context = {"title": "Regular exports", "rows": [_line(one) for one in found]}
    return pages.draw(request, "core/exports/regular.html", context)


def _line(one: ExportSchedule) -> dict[str, Any]:
    kind = KINDS.get(one.kind)
    day = f"every {one.get_weekday_display()}" if one.every == "week" else "every day"
    return {
        "it": one,
        "label": kind.label if kind else one.kind,
        "filters": reading.said(kind, one.query) if kind else [],
        "times": f"{day} at {one.hour:02}:00",
        "next": words.moment(one.next_at),
        "last": words.moment(one.last_at) if one.last_at else "",
        "to": [user.get_full_name() or user.get_username() for user in one.recipients.all()],
    }


@door.signed_in
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, name: str) -> HttpResponse:
    if name not in KINDS:
        raise Http404
    query = reading.kept(request.GET)
    user: Any = request.user
    return _form(request, ExportSchedule(owner=user, kind=name, query=query), KINDS[name])


@door.signed_in
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    one = _own(request, pk)
    if one.kind not in KINDS:
        raise Http404
    return _form(request, one, KINDS[one.kind])


def _form(request: HttpRequest, one: ExportSchedule, kind: Kind) -> HttpResponse:
    if not columns.may_export(request.user, kind):
        raise PermissionDenied
    shown = columns.open_to(request.user, kind)
    to = [user.pk for user in one.recipients.all()] if one.pk else [request.user.pk]
    if request.method == "POST":
        to = [int(key) for key in request.POST.getlist("to") if key.isdecimal() and len(key) < 18]
        _read(request, one, {column.key for column in shown}, kind)
        try:
            # A list that refuses these filters would only be noticed in the night.
            if not one.columns and one.format != Format.SHOPIFY:
                raise ValidationError(pages.NO_COLUMN)
            reading.rows(request.user, kind, one.query)
            schedules.save(one, recipients=to)
        except (DomainError, ValidationError) as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, f"“{one.name}” goes out next on {words.moment(one.next_at)}.")
            return HttpResponseRedirect(reverse("admin:core_exports_regular"))
    context = {
        "title": f"Send {kind.label.lower()} regularly",
        "it": one,
        "filters": reading.said(kind, one.query),
        "columns": [(c, not one.columns or c.key in one.columns) for c in shown],
        "formats": pages.formats(kind),
        "format": one.format,
        "hours": HOURS,
        "weekdays": base.WEEKDAYS,
        "people": [(user, user.pk in to) for user in schedules.people()],
    }
    return pages.draw(request, "core/exports/regular_form.html", context)


def _read(request: HttpRequest, one: ExportSchedule, known: set[str], kind: Kind) -> None:
    given = request.POST
    one.name = given.get("name", "").strip()
    one.columns = [key for key in given.getlist("column") if key in known]
    chosen = given.get("format", "")
    one.format = chosen if chosen in dict(pages.formats(kind)) else str(Format.XLSX)
    one.every = "day" if given.get("every") == "day" else "week"
    one.hour, one.weekday = _number(given.get("hour"), 7), _number(given.get("weekday"), 0)


def _number(text: str | None, usual: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 3 else usual


def _own(request: HttpRequest, pk: int) -> ExportSchedule:
    found = ExportSchedule.objects.filter(owner_id=request.user.pk, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _changes(act: Callable[[HttpRequest, ExportSchedule], str]) -> Callable[..., HttpResponse]:
    """An act on one of her own; another's is not there for her."""

    @wraps(act)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        try:
            messages.success(request, act(request, _own(request, pk)))
        except (DomainError, ValidationError) as refusal:
            messages.error(request, sentence(refusal))
        return HttpResponseRedirect(reverse("admin:core_exports_regular"))

    return door.signed_in(require_POST(view))


@_changes
def send_now(request: HttpRequest, one: ExportSchedule) -> str:
    try:
        return mailing.send_now(one)
    except OSError as error:
        raise ValidationError(troubles.read(error).reason) from error


@_changes
def switch(request: HttpRequest, one: ExportSchedule) -> str:
    schedules.switch(one, is_active=request.POST.get("is_active") == "1")
    if one.is_active:
        return f"“{one.name}” goes out next on {words.moment(one.next_at)}."
    return f"“{one.name}” is switched off."


@_changes
def delete(request: HttpRequest, one: ExportSchedule) -> str:
    schedules.delete(one)
    return f"“{one.name}” goes out no more."


urls: list[URLPattern] = [
    path("exports/regular/", overview, name="core_exports_regular"),
    path("exports/regular/new/<slug:name>/", new, name="core_export_regular_new"),
    path("exports/regular/<int:pk>/", change, name="core_export_regular"),
    path("exports/regular/<int:pk>/send/", send_now, name="core_export_regular_send"),
    path("exports/regular/<int:pk>/switch/", switch, name="core_export_regular_switch"),
    path("exports/regular/<int:pk>/delete/", delete, name="core_export_regular_delete"),
]
