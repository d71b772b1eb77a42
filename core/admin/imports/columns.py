"""What the columns of a file mean: shown with samples, changed by hand, kept for the next file."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.admin.imports.finding import find, for_importers
from core.admin.imports.shared import READ_AT_ONCE, page
from core.errors import DomainError
from core.exchange import importing, mapping
from core.exchange.importing import sources
from core.exchange.mapping import Mapping
from core.models import ImportJob, ImportProfile
from core.services import imports

STYLES = {
    "number": [("", "Find out"), (".", "1,890.00"), (",", "1.890,00")],
    "date": [("", "Find out"), *sources.STYLES.items()],
}
HOW = {
    "exact": "by its name",
    "synonym": "by a word of the trade",
    "content": "by what its cells look like",
    "shape": "by the program it comes from",
    "chosen": "as you chose",
}


@for_importers
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """The columns of a file that waits; sent in, it is read with them."""
    job = find(request, pk)
    try:
        sheet = sources.opened(job)
        meant = sources.proposed(job, sheet)
        if request.method == "POST":
            meant = _chosen(request, job, meant, sheet.headers)
            mapping.require_sound(meant)
            sources.Source(sheet, meant).marks()
            _read(request, job, meant)
            return HttpResponseRedirect(reverse("admin:core_import", args=[job.pk]))
        problem = sources.needs_a_look(job)
    except DomainError as refusal:
        if request.method != "POST":
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("admin:core_imports"))
        problem = refusal.message
    return page(request, "columns", _context(job, meant, sheet, problem))


def _chosen(request: HttpRequest, job: ImportJob, meant: Mapping, headers: list[str]) -> Mapping:
    key = request.POST.get("profile", "")
    if request.POST.get("do") == "take" and key.isdecimal() and len(key) < 15:
        profile = ImportProfile.objects.filter(pk=key, kind=job.kind).first()
        if profile is not None:
            return Mapping.from_json(profile.mapping).over(headers)
    known = {one.key for one in mapping.fields(job.kind)} | {"", *meant.used.values()}
    given = {
        header: request.POST.get(f"field-{n}", "")
        for n, header in enumerate(headers)
        if request.POST.get(f"field-{n}", "") in known
    }
    chosen = meant.chosen(given)
    marks = {
        header: mark
        for n, header in enumerate(headers)
        if (mark := request.POST.get(f"mark-{n}", "")) in {",", ".", *sources.STYLES}
    }
    chosen.marks = marks
    return chosen


def _read(request: HttpRequest, job: ImportJob, meant: Mapping) -> None:
    kept = meant.to_json()
    name = " ".join(request.POST.get("name", "").split())[:80]
    if name and request.user.has_perm("core.add_importprofile"):
        ImportProfile.objects.update_or_create(kind=job.kind, name=name, defaults={"mapping": kept})
        messages.success(request, f"The columns are kept as “{name}” for the next file.")
    imports.ask_plan(job, by=request.user, mapping=kept)
    if job.size <= READ_AT_ONCE:
        importing.run(job)


def _context(job: ImportJob, meant: Mapping, sheet: Any, problem: str) -> dict[str, Any]:
    fields = mapping.fields(job.kind)
    samples = {
        one.header: one.samples
        for one in mapping.suggest(job.kind, sheet.headers, sheet.sample()).columns
    }
    known = {one.key: one for one in fields}
    return {
        "title": "What the columns mean",
        "job": job,
        "problem": problem,
        "fields": fields,
        "profiles": ImportProfile.objects.filter(kind=job.kind),
        "columns": [
            {
                "it": guess,
                "number": n,
                "samples": samples.get(guess.header, ()),
                "how": HOW.get(guess.how, ""),
                "mark": meant.marks.get(guess.header, ""),
                "styles": STYLES.get(_style(known.get(guess.field)), ()),
            }
            for n, guess in enumerate(meant.columns)
        ],
        "needed": [one for one in fields if one.required],
    }


def _style(field: Any) -> str:
    from core.exchange.mapping import values

    return values.marked(field) if field else ""
