"""Imports: whose they are, what the pages show, and every act on them.

The import of the stage is the manager's; the owner oversees it, and to all others it is not there.
"""

from typing import Any

from core.exchange import importing
from core.services import imports
from tests.admin.matrix.rows import Given, Row

KEEPERS, NOBODY = "mo", ""
PRICES = {"opened": 2100, "planned": 2200, "applied": 2300, "stopped": 2400}


def _job(state: str) -> Given:
    """An import of the manager's in that state, made once a stage."""

    def at(stage: Any) -> tuple[int]:
        known = stage.__dict__.setdefault("imports", {})
        if state not in known:
            known[state] = _made(stage, state)
        return (known[state],)

    return at


def _made(stage: Any, state: str) -> int:
    manager = stage.people["m"].user
    file = f"SKU,Price\nAUR-IV-38,{PRICES[state]}\n".encode()
    job = imports.open([file], kind="products", file_name="prices.csv", by=manager)
    if state == "opened":
        return int(job.pk)
    job = importing.run(imports.ask_plan(job, by=manager))
    if state == "applied":
        importing.run(imports.ask_apply(job, by=manager))
    if state == "stopped":
        imports.cancel(job, by=manager)
    return int(job.pk)


def _means(_stage: Any) -> dict[str, str]:
    return {"field-0": "sku", "field-1": "price", "name": "Prices of the designer"}


def _nothing(_stage: Any) -> dict[str, str]:
    return {}


IMPORTS = [
    Row("core_imports", KEEPERS, KEEPERS),
    Row("core_import", KEEPERS, NOBODY, _job("planned"), more="plan"),
    Row("core_import", KEEPERS, NOBODY, _job("applied"), more="receipt"),
    Row("core_import_progress", KEEPERS, NOBODY, _job("planned")),
    Row("core_import_refused", KEEPERS, NOBODY, _job("planned")),
    Row("core_import_columns", KEEPERS, KEEPERS, _job("opened"), _means),
    Row("core_import_read", NOBODY, KEEPERS, _job("planned"), _nothing),
    Row("core_import_apply", NOBODY, KEEPERS, _job("planned"), _nothing),
    Row("core_import_cancel", NOBODY, KEEPERS, _job("planned"), _nothing),
    Row("core_import_resume", NOBODY, KEEPERS, _job("stopped"), _nothing),
    Row("core_import_undo", NOBODY, KEEPERS, _job("applied"), _nothing),
]
