"""Products and variants: drafts are gathered, planned against the shop, and written down in pieces."""

from collections.abc import Iterator
from typing import Any

from core.exchange import planner, products, reading, shapes
from core.exchange.drafts import Draft, ProductDraft
from core.exchange.importing.receipts import Receipts
from core.exchange.session import Session
from core.models import ImportJob
from core.services import imports
from core.services.imports import Turn

PIECE = 400


def plan(turn: Turn, receipts: Receipts) -> dict[str, Any]:
    """Plan the file of the job; the facts that are known of it afterwards."""
    job = turn.job
    found = read(job)
    location = job.location or products.default_location()
    session = Session()
    receipts.refused_rows |= {refusal.row.row for refusal in found.refusals}
    notices = found.notices
    done = 0
    for piece in pieces(found.products):
        one = planner.make(Draft(found.shape, piece), location, session)
        receipts.add(one, piece)
        notices += [text for text in one.notices if text not in notices]
        done += len(piece)
        receipts.flush(done)
    for refusal in found.refusals:
        receipts.refusal(refusal)
    receipts.flush(done)
    return {
        "shape": found.shape,
        "unused": found.unused,
        "notices": notices,
        "location": location,
        "rows_total": done,
    }


def read(job: ImportJob) -> Draft:
    data = imports.find(job.file).read_bytes()
    return shapes.draft(reading.read(data), job.shape or "auto")


def pieces(drafts: list[ProductDraft]) -> Iterator[list[ProductDraft]]:
    for start in range(0, len(drafts), PIECE):
        yield drafts[start : start + PIECE]
