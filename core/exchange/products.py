"""The catalogue's front door for files: one path for the command and the admin's page.

django-import-export keeps its place as the familiar entry: its pages, forms, permissions and the
`ProductResource` that names the columns. What happens to a file is ours, because its row-by-row
engine cannot take a product that spans many rows, checks nothing against the model, writes as it
goes and renders every row: here a file becomes a job (`core.exchange.importing`).
"""

from core.exchange import planner, reading, shapes
from core.exchange.plan import Plan
from core.models import Location


def plan(data: bytes, *, shape: str = "auto", location: Location | None = None) -> Plan:
    """What the file would do; writes nothing. Raises Unreadable for a file as a whole.

    Stock is counted at `location`, by default the first one open.
    """
    draft = shapes.draft(reading.read(data), shape)
    return planner.make(draft, location or default_location())


def default_location() -> Location | None:
    return Location.objects.filter(is_active=True).order_by("position", "name", "pk").first()
