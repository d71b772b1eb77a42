"""The doors of an export: choose columns, take the file, fetch what the worker wrote."""

import tempfile
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.admin import words
from core.admin.board import door
from core.admin.exporting import reading
from core.errors import DomainError
from core.exchange.export import KINDS, columns, making, templates, workbooks
from core.exchange.export.columns import Column, Kind
from core.models import Export
from core.models.exports import Format
from core.services import exports
from core.services.exports import files

MOST_SHOWN = 100
NO_COLUMN = "Choose at least one column."
COLORS = {
    Export.State.WAITING: "info",
    Export.State.WORKING: "primary",
    Export.State.READY: "success",
    Export.State.FAILED: "danger",
    Export.State.GONE: "default",
}


def formats(kind: Kind) -> list[tuple[str, str]]:
    return [(v, n) for v, n in Format.choices if v != Format.SHOPIFY or kind.has_shopify]


@door.signed_in
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, name: str) -> HttpResponse:
    if name not in KINDS:
        raise Http404
    return ask(request, KINDS[name])


def ask(request: HttpRequest, kind: Kind) -> HttpResponse:
    """The page that asks for columns and format, and what a click on it gives."""
    if not columns.may_export(request.user, kind):
        raise PermissionDenied
    shown = columns.open_to(request.user, kind)
    query = reading.kept(request.GET)
    if request.method == "POST":
        keys = [key for key in request.POST.getlist("column") if key in {c.key for c in shown}]
        chosen = request.POST.get("format", "")
        if chosen not in dict(formats(kind)):
            chosen = str(Format.CSV)
        export = Export(kind=kind.name, query=query, columns=keys, format=chosen)
        try:
            if not keys and chosen != Format.SHOPIFY:
                messages.error(request, NO_COLUMN)
            else:
                return _give(request, kind, export)
        except DomainError as refusal:
            messages.error(request, refusal.message)
    return _page(request, kind, shown, query)


def _page(
    request: HttpRequest, kind: Kind, shown: list[Column], query: dict[str, list[str]]
) -> HttpResponse:
    habit = exports.habit(request.user, kind.name)
    context = {
        "title": f"Export {kind.label.lower()}",
        "kind": kind,
        "columns": [(column, not habit.columns or column.key in habit.columns) for column in shown],
        "formats": formats(kind),
        "format": habit.format,
        "filters": reading.said(kind, query),
        "back": f"{reading.address(kind)}?{request.GET.urlencode()}",
    }
    return draw(request, "core/exports/choose.html", context)


def draw(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    return render(request, template, admin.site.each_context(request) | context)


def _give(request: HttpRequest, kind: Kind, export: Export) -> HttpResponse:
    """The file itself, or a place on the page of exports where it will be."""
    made = making.table(export, request.user)
    if export.format != Format.SHOPIFY:
        exports.remember(request.user, kind.name, columns=export.columns, format=export.format)
    if made.upto(making.MOST_AT_ONCE + 1) > making.MOST_AT_ONCE:
        exports.ask(export, by=request.user)
        messages.success(
            request, "This is a long list: the file is being written. It will be here when ready."
        )
        return HttpResponseRedirect(reverse("admin:core_exports"))
    exports.begin(export, by=request.user)
    response: HttpResponse | StreamingHttpResponse | FileResponse
    if export.format == Format.XLSX:
        file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        workbooks.write(made, file)
        exports.finish(export, rows=made.count, size=file.tell())
        file.seek(0)
        response = FileResponse(file)
    else:
        response = StreamingHttpResponse(making.parts(export, made))
    response["Content-Type"] = making.TYPES[making.ending(export)]
    response["Content-Disposition"] = f'attachment; filename="{making.file_name(export)}"'
    return response  # type: ignore[return-value]


# What was exported ------------------------------------------------------------------------------


def _seen(request: HttpRequest) -> Any:
    """Her own; those of all for whoever oversees them."""
    found = Export.objects.select_related("owner")
    if request.user.has_perm("core.oversee_export"):
        return found
    return found.filter(Q(owner_id=request.user.pk))


@door.signed_in
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    rows = [_line(export) for export in _seen(request)[:MOST_SHOWN]]
    context = {
        "title": "Exports",
        "rows": rows,
        "is_all": request.user.has_perm("core.oversee_export"),
        "days": exports.KEPT_DAYS,
        "kinds": [kind for kind in KINDS.values() if columns.may_export(request.user, kind)],
    }
    return draw(request, "core/exports/overview.html", context)


def _line(export: Export) -> dict[str, Any]:
    kind = KINDS.get(export.kind)
    return {
        "it": export,
        "label": kind.label if kind else export.kind,
        "filters": reading.said(kind, export.query) if kind else [],
        "when": words.moment(export.made_at),
        "size": _size(export.size),
        "color": COLORS[Export.State(export.state)],
    } | _progress(export)


def _progress(export: Export) -> dict[str, Any]:
    part = min(100 * export.rows // export.rows_total, 100) if export.rows_total else 0
    return {
        "pk": export.pk,
        "state": export.state,
        "said": _said(export),
        "percent": 100 if export.state == Export.State.READY else part,
    }


def _said(export: Export) -> str:
    if export.state == Export.State.WAITING:
        return "Waiting for the worker"
    if export.state == Export.State.WORKING:
        return f"{export.rows:,} of {export.rows_total:,} rows"
    if export.state == Export.State.FAILED:
        return str(export.reason)
    return "1 row" if export.rows == 1 else f"{export.rows:,} rows"


def _size(size: int) -> str:
    if not size:
        return ""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{max(size // 1000, 1)} KB"


@door.signed_in
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the ones are that the page asks about."""
    keys = [int(key) for key in request.GET.getlist("of")[:MOST_SHOWN] if key.isdecimal()]
    keys = [key for key in keys if key < 2**63]
    return JsonResponse({"rows": [_progress(one) for one in _seen(request).filter(pk__in=keys)]})


@door.signed_in
@require_GET
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, for its owner while she may still export the list, and for whoever oversees them."""
    export = _seen(request).filter(pk=pk).first() if pk < 2**63 else None
    if export is None:
        raise Http404
    kind = KINDS.get(export.kind)
    if kind is None or not columns.may_export(request.user, kind):
        raise PermissionDenied
    if not export.has_file or not files.path_of(export).exists():
        messages.info(request, "This file is not there any more. Export the list again.")
        return HttpResponseRedirect(reverse("admin:core_exports"))
    response: Any = FileResponse(
        files.path_of(export).open("rb"), as_attachment=True, filename=making.file_name(export)
    )
    response["Content-Type"] = making.TYPES[making.ending(export)]
    return response  # type: ignore[no-any-return]


@door.signed_in
@require_GET
def template(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """An empty file with examples, for whoever may see the list."""
    kind = KINDS.get(name)
    if kind is None or not kind.is_imported or form not in making.TYPES:
        raise Http404
    if not request.user.has_perm(f"core.view_{name}"):
        raise PermissionDenied
    write = templates.as_workbook if form == "xlsx" else templates.as_csv
    response = HttpResponse(write(request.user, kind), content_type=making.TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}-template.{form}"'
    return response


urls: list[URLPattern] = [
    path("exports/template/<slug:name>.<slug:form>", template, name="core_export_template"),
    path("exports/", overview, name="core_exports"),
    path("exports/progress/", progress, name="core_exports_progress"),
    path("exports/<int:pk>/file/", fetch, name="core_export_file"),
    path("exports/new/<slug:name>/", choose, name="core_export_new"),
]
