"""What a scanner or a hand wrote: SKUs whatever their case, barcodes as they are."""

from collections.abc import Iterable

from django.db.models.functions import Lower

from core.models import Variant

PART = 400


class Ambiguous:
    """One code, two variants: the SKU of one is the barcode of another."""

    def __init__(self, *variants: Variant) -> None:
        self.variants = variants


def by_code(codes: Iterable[str]) -> dict[str, Variant | Ambiguous]:
    """The variant of each code that is known; two queries for a few hundred codes."""
    wanted = sorted({code.strip() for code in codes} - {""})
    found: dict[str, Variant | Ambiguous] = {}
    rows = Variant.objects.select_related("product__designer").order_by("pk")
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        lowered = {form for code in part for form in _small(code)}
        skus = {
            row.sku.lower(): row for row in rows.alias(small=Lower("sku")).filter(small__in=lowered)
        }
        barcodes = {row.barcode: row for row in rows.filter(barcode__in=part)}
        for code in part:
            match (skus.get(code.lower()), barcodes.get(code)):
                case (None, None):
                    continue
                case (Variant() as one, Variant() as other) if one.pk != other.pk:
                    found[code] = Ambiguous(one, other)
                case (one, other):
                    found[code] = one or other  # type: ignore[assignment]
    return found


def one_by_code(code: str) -> Variant | Ambiguous | None:
    return by_code([code]).get(code.strip())


def _small(code: str) -> set[str]:
    """In small letters, also as SQLite writes them: it knows only a to z."""
    ascii_only = "".join(mark.lower() if mark.isascii() else mark for mark in code)
    upper = "".join(mark.lower() if mark.isascii() else mark for mark in code.upper())
    return {code.lower(), ascii_only, upper}
