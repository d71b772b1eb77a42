"""What an import shows: the front door with its history, plan, progress and receipt."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.admin.imports import showing
from core.admin.imports.finding import find, for_importers
from core.admin.imports.forms import FileForm
from core.errors import DomainError
from core.exchange import importing
from core.models import ImportJob
from core.services import imports

MOST_HISTORY = 50
SMALL = 200 * 1024
"""A file of this size is read at once; a larger one by the worker."""


@for_importers
def front(request: HttpRequest) -> HttpResponse:
    """A file is chosen; below it stand the imports there were."""
    form = FileForm(request.user, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST":
        form = FileForm(request.user, request.POST, request.FILES)
        if form.is_valid():
            try:
                return _to(_opened(request, form.cleaned_data))
            except DomainError as refusal:
                form.add_error("file", refusal.message)
    jobs = imports.of(request.user).select_related("created_by")[:MOST_HISTORY]
    context = {"title": "Import", "form": form, "jobs": [showing.past(job) for job in jobs]}
    return _page(request, "front", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, given: dict[str, Any]) -> ImportJob:
    file = given["file"]
    job = imports.open(
        file.chunks(),
        kind=given["kind"],
        file_name=file.name,
        by=request.user,
        shape=given["shape"] or "auto",
        location=given["location"],
    )
    imports.ask_plan(job, by=request.user)
    return importing.run(job) if job.size <= SMALL else job


@for_importers
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    state = ImportJob.State
    if found.is_working:
        return _page(request, "working", showing.working(found))
    if found.state == state.PLANNED:
        return _page(request, "plan", showing.plan(found, request.GET))
    return _page(request, "receipt", showing.receipt(found, request.GET))


@for_importers
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    return JsonResponse(showing.progress(find(request, pk)))


@for_importers
@require_GET
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows as they were in the file, with the reasons: to be mended and chosen again."""
    found = find(request, pk)
    lines = _written(importing.refused_rows(found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="refused-{found.pk}.csv"'
    return response


class _Echo:
    """Gives back what the CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def _written(rows: Iterator[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow(row)


def _to(job: ImportJob) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:core_import", args=[job.pk]))


def _page(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    shared = admin.site.each_context(request) | context
    return render(request, f"core/imports/{name}.html", shared, status=status)
