"""Make the small copies that older pictures lack."""

from typing import Any

from django.core.management.base import BaseCommand

from core.services import catalog


class Command(BaseCommand):
    help = "Makes the small copies of pictures that were stored before there were any."

    def handle(self, *args: Any, **options: Any) -> None:
        made, missing = catalog.make_missing_thumbnails()
        pictures = "1 picture has" if made == 1 else f"{made} pictures have"
        self.stdout.write(f"{pictures} small copies now.")
        for name in missing:
            self.stderr.write(f"{name} is not on the disk, or is no picture.")
