"""What an import does when asked: read anew, apply, stop, go on, undo."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from core.admin.imports.finding import find, for_importers
from core.admin.imports.shared import READ_AT_ONCE
from core.errors import DomainError
from core.exchange import importing, shapes
from core.models import ImportJob, Location
from core.services import imports

Act = Callable[[HttpRequest, ImportJob], None]
MOST_CHOSEN = 1000


def act(do: Act) -> Callable[..., HttpResponse]:
    """An address that changes an import: its refusal is a message on the import's page."""

    @for_importers
    @require_POST
    @wraps(do)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        job = find(request, pk)
        try:
            do(request, job)
        except DomainError as refusal:
            messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("admin:core_import", args=[pk]))

    return view


@act
def read(request: HttpRequest, job: ImportJob) -> None:
    """The same file, with other choices."""
    choices: dict[str, Any] = {}
    if (shape := request.POST.get("shape", "")) in dict(shapes.CHOICES):
        choices |= {"shape": shape} | ({"mapping": {}} if shape != job.shape else {})
    place = request.POST.get("location", "")
    if place.isdecimal() and len(place) < 15:
        choices["location"] = Location.objects.filter(pk=place, is_active=True).first()
    imports.ask_plan(job, by=request.user, **choices)
    if job.size <= READ_AT_ONCE:
        importing.run(job)


@act
def apply(request: HttpRequest, job: ImportJob) -> None:
    imports.ask_apply(job, by=request.user, good_rows=request.POST.get("rows") == "good")


@act
def cancel(request: HttpRequest, job: ImportJob) -> None:
    imports.cancel(job, by=request.user)


@act
def resume(request: HttpRequest, job: ImportJob) -> None:
    imports.resume(job, by=request.user)


@act
def undo(request: HttpRequest, job: ImportJob) -> None:
    """All of it, or the rows that were ticked."""
    rows = None
    if request.POST.get("rows") == "chosen":
        given = request.POST.getlist("row")[:MOST_CHOSEN]
        rows = [int(number) for number in given if number.isdecimal() and len(number) < 10]
    imports.ask_undo(job, rows=rows, by=request.user)
