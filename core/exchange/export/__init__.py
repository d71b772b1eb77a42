"""The catalogue as our own CSV, written row by row: memory and queries don't grow with it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from core.exchange.cells import harmless
from core.exchange.columns import EXPORTED, PRODUCT, as_text
from core.exchange.references import category_paths
from core.models import Category, Product, ProductImage

CHUNK = 1000
REFERENCES = {
    "designer": "designer__name",
    "category": "category_id",
    "collection": "collection__name",
}
PRODUCT_NAMES = [column.name for column in PRODUCT]
BYTE_ORDER_MARK = "\ufeff"

Names = Sequence[str]


class _Echo:
    """Gives back what the CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def lines(
    products: QuerySet[Product] | None = None, *, columns: Names = (), for_excel: bool = False
) -> Iterator[str]:
    """The CSV line by line: these products (by default all) and columns (by default all).

    `for_excel` adds the byte order mark and separates by semicolons, as Excel in most of Europe
    expects a CSV; the import understands both.
    """
    chosen = [column for column in EXPORTED if not columns or column.name in columns]
    writer = csv.writer(_Echo(), delimiter=";" if for_excel else ",", lineterminator="\r\n")
    header = writer.writerow([column.header for column in chosen])
    yield BYTE_ORDER_MARK + header if for_excel else header
    for row in rows(Product.objects.all() if products is None else products):
        yield writer.writerow([harmless(row[column.name]) for column in chosen])


def rows(products: QuerySet[Product]) -> Iterator[dict[str, str]]:
    """One dictionary of texts for each variant, and one for a product that has none."""
    paths = category_paths(list(Category.objects.all()))
    names = [c.name for c in EXPORTED if c.name != "pictures"]
    lookups = [_lookup(name) for name in names]
    found = (
        products.order_by("name", "pk", "variants__position", "variants__pk")
        .values_list("pk", "collection__year", *lookups)
        .iterator(chunk_size=CHUNK)
    )
    for chunk in _chunks(found):
        pictures = _pictures({row[0] for row in chunk})
        for pk, year, *values in chunk:
            texts = dict(zip(names, values, strict=True))
            texts["category"] = paths.get(texts["category"], "")
            texts["collection"] = f"{texts['collection']} {year}" if texts["collection"] else ""
            yield {name: as_text(name, value) for name, value in texts.items()} | {
                "pictures": pictures.get(pk, "")
            }


def _lookup(name: str) -> str:
    if name in PRODUCT_NAMES:
        return REFERENCES.get(name, name)
    return f"variants__{name}"


def _pictures(products: Iterable[int]) -> dict[int, str]:
    """The web addresses of each product's pictures, one a line with what it shows."""
    found: dict[int, list[str]] = {}
    images = ProductImage.objects.filter(product_id__in=products).exclude(url="")
    for product, url, alt in images.values_list("product_id", "url", "alt"):
        found.setdefault(product, []).append(f"{url} {alt}".strip())
    return {product: "\n".join(lines) for product, lines in found.items()}


def _chunks(found: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for row in found:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
