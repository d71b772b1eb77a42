"""Whether chosen columns can be read: none doubled, none strange, none missing."""

from core.errors import NotPossible
from core.exchange.mapping.kinds import Field, fields
from core.exchange.mapping.matching import Mapping


def require_sound(mapping: Mapping) -> None:
    """Raise NotPossible naming all that keeps these columns from being read."""
    known = {one.key: one for one in fields(mapping.kind)}
    faults = _doubled(mapping, known) + _strange(mapping, known) + _missing(mapping)
    if faults:
        raise NotPossible(" ".join(faults), field="mapping")


def _doubled(mapping: Mapping, known: dict[str, Field]) -> list[str]:
    by_field: dict[str, list[str]] = {}
    for header, key in mapping.used.items():
        by_field.setdefault(key, []).append(f"“{header}”")
    return [
        f"{' and '.join(headers)} cannot both be {_label(known, key)}: choose one of them."
        for key, headers in by_field.items()
        if len(headers) > 1
    ]


def _strange(mapping: Mapping, known: dict[str, Field]) -> list[str]:
    if mapping.shape not in ("columns", "native"):  # shapes have fields of their own
        return []
    return [
        f"“{header}” stands for a field that is not there (any more): choose another."
        for header, key in mapping.used.items()
        if key not in known
    ]


NEEDED: dict[str, tuple[tuple[set[str], str], ...]] = {
    "products": (({"sku", "barcode", "slug", "name"}, "SKU, Barcode, Web name or Product"),),
    "stock": (
        ({"sku", "barcode", "slug", "name"}, "SKU, Barcode, Web name or Product"),
        ({"on_hand", "reorder_level"}, "On hand"),
    ),
    "samples": (({"sample"}, "Sample barcode"),),
    "customers": (({"name", "first_name", "last_name"}, "Name, or First and Last name"),),
    "designers": (({"name"}, "Name"),),
    "collections": (({"name"}, "Name"),),
    "appointments": (
        ({"starts_at", "day"}, "Starts, or Date and Time"),
        ({"type"}, "Appointment type"),
        ({"name", "first_name", "last_name", "email"}, "Name of the bride"),
    ),
}


def _missing(mapping: Mapping) -> list[str]:
    """What the kind cannot do without; pieces of one location count as pieces."""
    there = {key.partition(" of ")[0] for key in mapping.used.values()}
    return [
        f"No column says {words}: choose the one that does."
        for keys, words in NEEDED[mapping.kind]
        if not keys & there
    ]


def _label(known: dict[str, Field], key: str) -> str:
    return f"“{known[key].label}”" if key in known else "the same"
