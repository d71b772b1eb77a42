"""Write the catalogue as our own CSV, which the import takes back."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.exchange import export
from core.exchange.export import texts


class Command(BaseCommand):
    help = "Writes all products and variants as CSV. Importing the file again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="where to write; - prints it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if str(path) == "-":
            sys.stdout.writelines(export.lines())
            return
        table = export.catalogue()
        try:
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(texts.parts(table))
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{table.count} rows written to {path}.")
