"""What an import shows: the front door with its history, plan, progress and receipt."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.admin.imports import showing
from core.admin.imports.finding import find, for_importers
from core.admin.imports.forms import FileForm
from core.admin.imports.shared import READ_AT_ONCE, page
from core.errors import DomainError
from core.exchange import importing
from core.models import ImportJob
from core.services import imports

MOST_HISTORY = 50


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
    return page(request, "front", context, status=422 if form.errors else 200)


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
    try:
        if importing.needs_a_look(job):
            return job
    except DomainError:
        imports.drop(job)
        raise
    imports.ask_plan(job, by=request.user)
    return importing.run(job) if job.size <= READ_AT_ONCE else job


@for_importers
@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request, pk)
    state = ImportJob.State
    if found.is_working:
        return page(request, "working", showing.working(found))
    if found.state == state.UPLOADED:
        return HttpResponseRedirect(reverse("admin:core_import_columns", args=[pk]))
    if found.state == state.PLANNED:
        return page(request, "plan", showing.plan(found, request.GET))
    return page(request, "receipt", showing.receipt(found, request.GET))


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
