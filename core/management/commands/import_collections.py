"""Import a list of collections, all of it or nothing."""

from core.management.importing import ImportCommand
from core.models import ImportKind


class Command(ImportCommand):
    help = "Imports collections. Nothing is written while a row is refused."
    kind = ImportKind.COLLECTIONS
