"""Import a catalogue file, all of it or nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import DomainError
from core.exchange import products, shapes
from core.exchange.plan import CHANGED, Plan
from core.models import Location

MOST_SHOWN = 100


class Command(BaseCommand):
    help = (
        "Imports products and variants from a CSV file. Nothing is written while a row is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument(
            "--format",
            choices=[name for name, _ in shapes.CHOICES],
            default="auto",
            help="the shape of the file; by default it is told from the headers",
        )
        parser.add_argument(
            "--location", metavar="SLUG", help="where stock is counted; by default the first one"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would happen and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        data = _bytes(options["file"])
        try:
            plan = products.plan(
                data, shape=options["format"], location=_location(options["location"])
            )
            self.show(plan)
            if plan.refusals:
                count = len(plan.refusals)
                what = "1 cell is" if count == 1 else f"{count} cells are"
                raise CommandError(f"{what} refused, so nothing was written.")
            if options["dry_run"]:
                self.stdout.write("Only a look: nothing was written.")
            elif plan.can_apply:
                products.apply(plan, file_name=options["file"].name)
                self.stdout.write("Imported.")
            else:
                self.stdout.write("Nothing to do.")
        except DomainError as problem:
            raise CommandError(problem.message) from problem

    def show(self, plan: Plan) -> None:
        self.stdout.write(f"Read as {shapes.NAMES[plan.shape]}.")
        for notice in plan.notices:
            self.stdout.write(f"Note: {notice}")
        if plan.unused:
            self.stdout.write(f"Columns not used: {', '.join(plan.unused)}.")
        for kind, names in plan.created.items():
            self.stdout.write(f"New {kind}: {', '.join(names[:MOST_SHOWN])}{_more(names)}.")
        self.stdout.write(plan.summary())
        changed = plan.of(CHANGED)
        for entry in changed[:MOST_SHOWN]:
            what = "; ".join(map(str, entry.changes))
            self.stdout.write(f"  {entry.title}: {what}")
        if more := _more(changed):
            self.stdout.write(f" {more}")
        for refusal in plan.refusals[:MOST_SHOWN]:
            self.stderr.write(str(refusal))
        if more := _more(plan.refusals):
            self.stderr.write(f"{more} refused")


def _more(things: list[Any]) -> str:
    return f" … and {len(things) - MOST_SHOWN} more" if len(things) > MOST_SHOWN else ""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
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
