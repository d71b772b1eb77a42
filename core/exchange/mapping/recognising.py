"""What a file is: the export of a known program, our own, or a list whose columns tell its kind."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.exchange import shapes
from core.exchange.mapping import matching, soundness
from core.exchange.mapping.kinds import HOUSE, KINDS
from core.exchange.mapping.matching import SHAPE, Guess, Mapping
from core.exchange.reading import Row

SURE = 0.95


class Recognised(NamedTuple):
    """What kind of thing a file is about, in which shape, how sure that is, and in words."""

    kind: str
    shape: str
    how_sure: float
    says: str


def recognise(headers: Sequence[str], sample_rows: Iterable[Row]) -> Recognised:
    """Never refuses: what is not known is the kind whose fields fit best, in plain columns."""
    names = {header.casefold() for header in headers}
    for shape in shapes.KNOWN.values():
        if shape.fits(names):
            return Recognised(shape.kind, shape.name, SURE, f"This is {shape.label}.")
    if kind := _native(names):
        return Recognised(kind, "native", SURE, f"These are our own columns for {KINDS[kind]}.")
    return _by_fields(headers, list(sample_rows))


def _native(names: set[str]) -> str:
    """The kind whose own column names most of the headers are, at least half of them."""
    shares = {
        kind: len(names & {field.label.casefold() for field in known}) / max(len(names), 1)
        for kind, known in HOUSE.items()
    }
    best = max(shares, key=lambda kind: shares[kind])
    known = {field.label.casefold() for field in HOUSE[best] if field.required}
    return best if shares[best] > 0.5 and (best == "products" or known & names) else ""


def _by_fields(headers: Sequence[str], rows: list[Row]) -> Recognised:
    scores = {kind: _score(matching.suggest(kind, headers, rows)) for kind in KINDS}
    kind = max(scores, key=lambda one: scores[one])
    if scores[kind] < 0.1:
        return Recognised(
            "", "columns", 0.0, "Nobody knows these columns: say what each one means."
        )
    understood = len(matching.suggest(kind, headers, rows).used)
    return Recognised(
        kind,
        "columns",
        round(min(scores[kind], 0.9), 2),
        f"This looks like {KINDS[kind].casefold()}: {understood} of {len(headers)} columns "
        "are understood. Check what each one means.",
    )


def _score(mapping: Mapping) -> float:
    """How much of the file the kind explains, less where what it needs is missing."""
    explained = sum(guess.sure for guess in mapping.columns if guess.field)
    there = set(mapping.used.values())
    needed = soundness.NEEDED[mapping.kind]
    has = sum(bool(keys & there) for keys, _ in needed) / len(needed)
    return explained / max(len(mapping.columns), 1) * (0.4 + 0.6 * has)


def propose(recognised: Recognised, headers: Sequence[str], sample_rows: Iterable[Row]) -> Mapping:
    """The mapping to begin with: what the shape knows, else what names, words and cells say.

    An owner who knows better puts another kind into `recognised`.
    """
    if not recognised.kind:
        return Mapping("", [Guess(header) for header in headers])
    rows = list(sample_rows)
    suggested = matching.suggest(recognised.kind, headers, rows)
    is_stock = recognised.kind == "stock" and f"{recognised.shape}-stock" in shapes.KNOWN
    shape = shapes.KNOWN.get(f"{recognised.shape}-stock" if is_stock else recognised.shape)
    if shape is None or shape.kind != recognised.kind:
        shape_name = recognised.shape if recognised.shape == "native" else "columns"
        return Mapping(suggested.kind, suggested.columns, shape_name)
    known = shape.columns(headers)
    columns = [
        Guess(one.header, known.get(one.header, ""), SHAPE if one.header in known else "",
              1.0 if one.header in known else 0.0, one.samples)
        for one in suggested.columns
    ]  # fmt: skip
    return Mapping(recognised.kind, columns, shape.name)
