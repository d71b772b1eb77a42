"""Compare every stock level with the sum of its movements."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.queries import stock


class Command(BaseCommand):
    help = "Compares the stock levels with the ledger and names each difference."

    def handle(self, *args: Any, **options: Any) -> None:
        found = stock.differences()
        if not found:
            self.stdout.write(
                "Every stock level is the sum of its movements, and of what is reserved."
            )
            return
        for difference in found:
            self.stderr.write(str(difference))
        what = "1 level disagrees" if len(found) == 1 else f"{len(found)} levels disagree"
        raise CommandError(f"{what} with the ledger.", returncode=1)
