"""What a code means that was scanned or typed: for search, receiving, stocktakes and labels.

A SKU counts whatever its case, a barcode as it stands. Where one code stands on several things, the
SKU wins over the barcode and a variant over a sample. The winner is whose page opens; an act on
stock guesses nothing and is told of both (`Ambiguous`).
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Lower

from core.models import Sample, Variant

LONGEST = 120
PART = 400


class Ambiguous:
    """One code, two variants: the SKU of one is the barcode of another."""

    def __init__(self, *variants: Variant) -> None:
        self.variants = variants


def printed(variant: Variant) -> str:
    """What its label says to a scanner."""
    return variant.barcode or variant.sku


def thing_with_code(code: str) -> Variant | Sample | None:
    """The variant or sample this code means."""
    code = _clean(code)
    if not code:
        return None
    variants = _variants([code], Variant.objects.all()).get(code)
    return variants[0] if variants else Sample.objects.filter(barcode=code).first()


def by_code(codes: Iterable[str]) -> dict[str, Variant | Ambiguous]:
    """The variant of each code that is known; two queries for a few hundred codes."""
    rows = Variant.objects.select_related("product__designer").order_by("pk")
    wanted = sorted({_clean(code) for code in codes} - {""})
    found: dict[str, Variant | Ambiguous] = {}
    for start in range(0, len(wanted), PART):
        for code, variants in _variants(wanted[start : start + PART], rows).items():
            found[code] = variants[0] if len(variants) == 1 else Ambiguous(*variants)
    return found


def one_by_code(code: str) -> Variant | Ambiguous | None:
    return by_code([code]).get(_clean(code))


def _variants(codes: list[str], rows: QuerySet[Variant]) -> dict[str, list[Variant]]:
    """All variants of each code, the one that wins first."""
    lowered = {form for code in codes for form in _small(code)}
    # Said as the indexes say it: SKUs are there in small letters, an empty barcode is in none.
    by_sku = rows.alias(small=Lower("sku")).filter(small__in=lowered)
    skus = {row.sku.lower(): row for row in by_sku}
    barcodes = {row.barcode: row for row in rows.filter(barcode__in=codes).exclude(barcode="")}
    found: dict[str, list[Variant]] = {}
    for code in codes:
        named = {row.pk: row for row in (skus.get(code.lower()), barcodes.get(code)) if row}
        if named:
            found[code] = list(named.values())
    return found


def _clean(code: str) -> str:
    """Without the spaces around it; empty when it can be no code."""
    code = code.strip()
    return code if len(code) <= LONGEST and code.isprintable() else ""


def _small(code: str) -> set[str]:
    """In small letters, also as SQLite writes them: it knows only a to z."""
    ascii_only = "".join(mark.lower() if mark.isascii() else mark for mark in code)
    upper = "".join(mark.lower() if mark.isascii() else mark for mark in code.upper())
    return {code.lower(), ascii_only, upper}
