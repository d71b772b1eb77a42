"""Import a catalogue file, all of it or nothing."""

from core.management.importing import FORMATS, ImportCommand
from core.models import ImportKind


class Command(ImportCommand):
    help = "Imports products and variants. Nothing is written while a row is refused."
    kind = ImportKind.PRODUCTS
    formats = FORMATS
