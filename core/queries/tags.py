"""What goes on price tags: variants and samples with all that stands on a label."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, QuerySet

from core.models import Sample, Variant
from core.queries import codes, shelf


@dataclass(frozen=True)
class Tag:
    """`code` is what the scanner reads: the barcode where there is one, else the SKU."""

    key: int
    name: str
    code: str
    size: str
    color: str
    price: Decimal | None
    pieces: int = 1
    is_sample: bool = False

    @property
    def details(self) -> str:
        size = f"size {self.size}" if self.size and self.size[:1].isdigit() else self.size
        parts = [self.color, size, "sample" if self.is_sample else ""]
        text = " · ".join(part for part in parts if part)
        return text[:1].upper() + text[1:]


def of_variants(keys: Sequence[int]) -> list[Tag]:
    """In the order of the catalogue: by product, then as its variants are ordered."""
    found: QuerySet[Variant] = Variant.objects.filter(pk__in=keys)
    rows = found.annotate(pieces=shelf.on_hand("variant"), style=F("product__name"))
    return [
        Tag(row.pk, row.style, codes.printed(row), row.size, row.color, row.price, row.pieces)
        for row in rows.order_by("product__name", "product", "position", "pk")
    ]


def of_samples(keys: Sequence[int]) -> list[Tag]:
    rows = Sample.objects.filter(pk__in=keys).select_related("variant__product")
    return [
        Tag(
            row.pk,
            row.variant.product.name,
            row.barcode,
            row.size_worn or row.variant.size,
            row.variant.color,
            row.variant.price,
            is_sample=True,
        )
        for row in rows.order_by("variant__product__name", "name", "pk")
    ]
