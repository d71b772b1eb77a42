"""Products and variants: drafts are gathered, planned against the shop, and written down in pieces."""

from collections.abc import Iterable, Iterator
from typing import Any

from core.exchange import planner, products
from core.exchange.drafts import Draft, ProductDraft, Refusal
from core.exchange.importing import sources
from core.exchange.importing.receipts import Receipts
from core.exchange.importing.spool import Scattered, Spool
from core.exchange.session import Session
from core.exchange.shapes.base import merge
from core.services.imports import Turn

PIECE = 400


def plan(turn: Turn, receipts: Receipts, *, is_scattered: bool) -> dict[str, Any]:
    """Plan the file of the job; the facts that are known of it afterwards. Raises Scattered."""
    job = turn.job
    source = sources.source(job)
    receipts.expect(source.sheet.count())
    location = job.location or products.default_location()
    session = Session()
    drafts: Iterable[ProductDraft | Refusal] = source.drafts()
    if is_scattered:
        drafts = Spool(drafts, may_go_on=turn.may_go_on).together()
    notices = list(source.sheet.notices)
    for piece, refusals in pieces(drafts, session, is_scattered=is_scattered):
        draft = Draft(source.shape, piece, refusals)
        one = planner.make(draft, location, session)
        receipts.add(one, piece)
        notices += [text for text in one.notices if text not in notices]
        receipts.flush(max((one.row.row for one in (*piece[-1:], *refusals[-1:])), default=0))
    return {
        "shape": source.shape,
        "mapping": source.mapping.to_json(),
        "unused": source.unused,
        "notices": notices + source.notices(),
        "location": location,
    }


def pieces(
    drafts: Iterable[ProductDraft | Refusal], session: Session, *, is_scattered: bool
) -> Iterator[tuple[list[ProductDraft], list[Refusal]]]:
    """Some hundred products at a time, what belongs together put together."""
    piece: dict[tuple[str, ...], ProductDraft] = {}
    refusals: list[Refusal] = []
    for one in drafts:
        if isinstance(one, Refusal):
            refusals.append(one)
        elif known := piece.get(one.key):
            merge(known, one)
        else:
            if len(piece) == PIECE:
                yield _whole(piece, session, is_scattered=is_scattered), refusals
                piece, refusals = {}, []
            piece[one.key] = one
    if piece or refusals:
        yield _whole(piece, session, is_scattered=is_scattered), refusals


def _whole(
    piece: dict[tuple[str, ...], ProductDraft], session: Session, *, is_scattered: bool
) -> list[ProductDraft]:
    keys = [("\t".join(key), draft.row.place) for key, draft in piece.items()]
    if not is_scattered and session.seen.first("draft", keys):
        raise Scattered
    return list(piece.values())
