"""`manage.py load_demo`: a boutique to look at, in the middle of its day."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.services import demo


class Command(BaseCommand):
    help = "Fills an empty database with the demo boutique."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reset",
            action="store_true",
            help="throw the shop's data away first; people who can sign in are kept",
        )

    def handle(self, *args: Any, reset: bool, verbosity: int, **options: Any) -> None:
        if reset and not settings.DEBUG:
            raise CommandError(
                "--reset throws a shop away, so it works on a development machine (DEBUG=1) only."
            )
        if reset:
            demo.clear()
        elif not demo.is_empty():
            raise CommandError(
                "There is a shop in this database already; nothing was changed. "
                "`python manage.py load_demo --reset` replaces it by the demo boutique."
            )
        demo.load()
        if verbosity:
            self.stdout.write("The demo boutique is open.")
