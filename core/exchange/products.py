"""The catalogue's front door for files: one path for the command and the admin's page.

django-import-export keeps its place as the familiar entry: its pages, forms, permissions and the
`ProductResource` that names the columns. What happens to a file is ours, because its row-by-row
engine cannot take a product that spans many rows, checks nothing against the model, writes as it
goes and renders every row: here a file is read, planned as a whole, shown, and applied as a whole.
"""

from typing import Any

from core import history
from core.errors import NotPossible
from core.exchange import planner, reading, shapes
from core.exchange.plan import Plan
from core.models import Location
from core.services import catalog


def plan(data: bytes, *, shape: str = "auto", location: Location | None = None) -> Plan:
    """What the file would do; writes nothing. Raises Unreadable for a file as a whole.

    Stock is counted at `location`, by default the first one open.
    """
    draft = shapes.draft(reading.read(data), shape)
    return planner.make(draft, location or default_location())


def apply(ready: Plan, *, by: Any = None, file_name: str = "") -> Plan:
    """Write the plan in one transaction. Raises NotPossible (refused cells), StaleVersion."""
    if ready.refusals:
        raise NotPossible("Rows of this file are refused, so nothing was written.")
    with history.acting(history.Door.IMPORT, by):
        catalog.save_batch(
            ready.batch, by=by, reference=file_name[:120], note="Counted by an import"
        )
    return ready


def default_location() -> Location | None:
    return Location.objects.filter(is_active=True).order_by("position", "name", "pk").first()
