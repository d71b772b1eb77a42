"""Files for the import tests, written down as a shop owner would see them."""

import csv
import io
from pathlib import Path
from typing import Any

from core.exchange import importing
from core.exchange.plan import Plan
from core.models import ImportJob, ImportRow, Location
from core.services import imports

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "data"
"""Files nobody here wrote; they are not part of the project, and tests that want them skip."""

Rows = list[dict[str, Any]]


def table(*rows: dict[str, Any], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """A CSV with every column that a row names."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, headers, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def shopify(*rows: dict[str, Any]) -> bytes:
    """A Shopify export; each row starts from an empty one."""
    empty = dict.fromkeys(
        ("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name",
         "Option1 Value", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value",
         "Variant SKU", "Variant Inventory Qty", "Variant Price", "Variant Barcode", "Image Src",
         "Image Position", "Image Alt Text", "Cost per item", "Status"), "",
    )  # fmt: skip
    return table(*(empty | row for row in rows))


def take(data: bytes, *, location: Location | None = None, by: Any = None) -> ImportJob:
    """Import the file, as both doors do."""
    job = planned(data, location=location, by=by)
    return applied(job, by=by)


def planned(
    data: bytes,
    *,
    kind: str = "products",
    location: Location | None = None,
    by: Any = None,
    name: str = "gowns.csv",
    **options: Any,
) -> ImportJob:
    """A job whose file was read, as the worker reads it."""
    job = imports.open([data], kind=kind, file_name=name, location=location, by=by, options=options)
    return importing.run(imports.ask_plan(job, by=by))


def applied(job: ImportJob, *, by: Any = None) -> ImportJob:
    return importing.run(imports.ask_apply(job, by=by))


def undone(job: ImportJob, *, rows: Any = None, by: Any = None) -> ImportJob:
    return importing.run(imports.ask_undo(job, rows=rows, by=by))


def left(job: ImportJob) -> list[str]:
    """What was not applied or not undone, and why."""
    rows = ImportRow.objects.filter(job=job, outcome__in=["conflict", "kept"])
    return [f"{row.title}: {row.reason}" for row in rows.order_by("number")]


def reasons(plan: Plan) -> list[str]:
    return [str(refusal) for refusal in plan.refusals]


def states(plan: Plan) -> dict[str, tuple[int, int, int]]:
    """New, changed and unchanged of each kind."""
    return {kind: (n["new"], n["changed"], n["unchanged"]) for kind, n in plan.counts().items()}
