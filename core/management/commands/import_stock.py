"""Import a list of counts of the shelf, all of it or nothing."""

from core.management.importing import ImportCommand
from core.models import ImportKind


class Command(ImportCommand):
    help = "Imports counts of the shelf. Nothing is written while a row is refused."
    kind = ImportKind.STOCK
