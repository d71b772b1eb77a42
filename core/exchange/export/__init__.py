"""Any list of the boutique as a file, written as it is read."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from core.exchange.export import columns as every
from core.exchange.export import texts
from core.exchange.export.kinds import KINDS, PRODUCTS
from core.exchange.export.tables import Table
from core.models import Product

__all__ = ["KINDS", "catalogue", "lines"]


def catalogue(products: QuerySet[Product] | None = None, columns: Sequence[str] = ()) -> Table:
    """Products and variants, by default all of them under all columns, as the command writes them."""
    found = Product.objects.order_by("name", "pk") if products is None else products
    return Table(PRODUCTS, found, every.chosen(every.all_of(PRODUCTS), columns))


def lines(
    products: QuerySet[Product] | None = None,
    *,
    columns: Sequence[str] = (),
    for_excel: bool = False,
) -> Iterator[str]:
    return texts.parts(catalogue(products, columns), for_excel=for_excel)
