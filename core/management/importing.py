"""What all import commands share: a job that is planned, shown and applied here and now."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.exchange import importing, shapes
from core.exchange.importing import words
from core.models import ImportJob, ImportRow, Location
from core.services import imports

MOST_SHOWN = 100
CHUNK = 1 << 20
Verdict = ImportRow.Verdict


class ImportCommand(BaseCommand):
    """Subclasses say what kind of things the file brings."""

    kind = ""
    formats: tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file")
        if self.formats:
            parser.add_argument(
                "--format",
                choices=self.formats,
                default="auto",
                help="the shape of the file; by default it is told from the headers",
            )
        parser.add_argument(
            "--location", metavar="SLUG", help="where stock is counted; by default the first one"
        )
        parser.add_argument(
            "--good-rows", action="store_true", help="apply the good rows although some are refused"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would happen and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            job = imports.open(
                _chunks(options["file"]),
                kind=self.kind,
                file_name=options["file"].name,
                shape=options.get("format") or "auto",
                location=_location(options["location"]),
                options={"good_rows": options["good_rows"]},
            )
            self.go(importing.run(imports.ask_plan(job)), options)
        except DomainError as problem:
            raise CommandError(problem.message) from problem

    def go(self, job: ImportJob, options: dict[str, Any]) -> None:
        if job.state == ImportJob.State.FAILED:
            imports.drop(job)
            raise CommandError(job.failure)
        self.show(job)
        refused, wanted = job.counts["refused"], job.counts["wanted"]
        if (refused and not options["good_rows"]) or options["dry_run"] or not wanted:
            imports.drop(job)
        if refused and not options["good_rows"]:
            what = "1 cell is" if refused == 1 else f"{refused} cells are"
            raise CommandError(f"{what} refused, so nothing was written.")
        if options["dry_run"]:
            self.stdout.write("Only a look: nothing was written.")
        elif wanted:
            self.apply(job)
        else:
            self.stdout.write("Nothing to do.")

    def apply(self, job: ImportJob) -> None:
        importing.run(imports.ask_apply(job))
        if job.state != ImportJob.State.DONE:
            raise CommandError(job.failure or f"The import stopped: {job.get_state_display()}.")
        for row in imports.left(job)[:MOST_SHOWN]:
            self.stderr.write(f"{row.title}: {row.reason}")
        self.stdout.write("Imported.")

    def show(self, job: ImportJob) -> None:
        self.stdout.write(f"Read as {words.shape(job)}.")
        for notice in job.notices:
            self.stdout.write(f"Note: {notice}")
        if job.unused:
            self.stdout.write(f"Columns not used: {', '.join(job.unused)}.")
        for kind, names in job.created.items():
            more = _more(words.created_count(job, kind))
            self.stdout.write(f"New {kind}: {', '.join(names[:MOST_SHOWN])}{more}.")
        self.stdout.write(words.summary(job))
        changed = ImportRow.objects.filter(job=job, verdict=Verdict.CHANGED).order_by("number")
        for row in changed[:MOST_SHOWN]:
            self.stdout.write(f"  {row.title}: {words.changes(row)}")
        if more := _more(changed.count()):
            self.stdout.write(f" {more}")
        refused = ImportRow.objects.filter(job=job, verdict=Verdict.REFUSED)
        for row in refused.order_by("sheet_row", "number")[:MOST_SHOWN]:
            self.stderr.write(row.sentence)
        if more := _more(job.counts["refused"]):
            self.stderr.write(f"{more} refused")


def _more(count: int) -> str:
    return f" … and {count - MOST_SHOWN} more" if count > MOST_SHOWN else ""


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _location(slug: str | None) -> Location | None:
    if slug is None:
        return None
    location = Location.objects.filter(slug=slug).first()
    if location is None:
        known = ", ".join(Location.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no location “{slug}”. Known: {known}.")
    return location


FORMATS = tuple(name for name, _ in shapes.CHOICES)
