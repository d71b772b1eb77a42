"""Products as Shopify's product CSV: a row a variant, what is the product's on its first row only."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from core.exchange.export import values
from core.exchange.export.columns import Column, Kind, as_text
from core.exchange.export.kinds.catalogue import category, pictures
from core.exchange.export.tables import CHUNK, Row, Table
from core.models import Product, StockLevel

STATUSES = dict.fromkeys(Product.Status.values, "draft") | {
    Product.Status.ACTIVE: "active",
    Product.Status.ARCHIVED: "archived",
}
OPTIONS = ("Size", "Color")
FURTHER = "Option"
DEFAULT = ("Title", "Default Title")
OF_PRODUCT = (
    "Title",
    "Description",
    "Vendor",
    "Type",
    "Tags",
    "Published on online store",
    "Status",
)
SLOTS = [f"Option{n} {part}" for n in (1, 2, 3) for part in ("name", "value")]
PICTURE = ["Product image URL", "Image position", "Image alt text"]


def table(kind: Kind, found: QuerySet[Any], *, has_cost: bool) -> "Shopify":
    return Shopify(kind, found, _columns(kind, has_cost))


def _columns(kind: Kind, has_cost: bool) -> list[Column]:
    product, variant = ("", "variants__") if kind.name == "product" else ("product__", "")
    levels = StockLevel.objects.filter(variant=OuterRef(f"{variant}pk")).order_by()
    on_hand: Any = Coalesce(
        Subquery(levels.values("variant").annotate(total=Sum("on_hand")).values("total")),
        Value(0),
        output_field=IntegerField(),
    )

    def one(header: str, path: Any, write: Any = values.text) -> Column:
        return Column(header, header, (path,), write)

    return [
        one("product", f"{product}pk", values.number),
        one("URL handle", f"{product}slug"),
        one("Title", f"{product}name"),
        one("Description", f"{product}description"),
        one("Vendor", f"{product}designer__name"),
        one("Type", f"{product}category_id", category),
        one("Tags", as_text(f"{product}tags"), values.words),
        one("Published on online store", f"{product}status", _published),
        one("Status", f"{product}status", values.choice(STATUSES)),
        one("SKU", f"{variant}sku"),
        one("Barcode", f"{variant}barcode"),
        one("size", f"{variant}size"),
        one("color", f"{variant}color"),
        one("other", f"{variant}other"),
        one("Price", f"{variant}price", values.number),
        *([one("Cost per item", f"{variant}cost", values.number)] if has_cost else []),
        one("Inventory quantity", on_hand, values.number),
        one("pictures", f"{product}pk", pictures),
    ]


def _published(_how: Any, statuses: Any) -> Any:
    return ["TRUE" if status == Product.Status.ACTIVE else "FALSE" for status in statuses]


class Shopify(Table):
    """Several rows of one product belong together, so the table is cut by products."""

    def __init__(self, kind: Kind, found: QuerySet[Any], columns: list[Column]) -> None:
        super().__init__(kind, found, columns)
        if kind.name == "variant":
            self.found = self.found.order_by("product__name", "product_id", "position", "pk")

    INNER = ("product", "size", "color", "other", "pictures")

    @property
    def headers(self) -> list[str]:
        plain = [column.header for column in self.columns if column.header not in self.INNER]
        return [*plain, *SLOTS, "Inventory tracker", "Requires shipping", *PICTURE]

    def chunks(self) -> Iterator[list[Row]]:
        names = [column.header for column in self.columns]
        read = (dict(zip(names, row, strict=True)) for chunk in super().chunks() for row in chunk)
        ready: list[Row] = []
        for _, rows in groupby(read, key=lambda row: row["product"]):
            ready += self._product(list(rows))
            if len(ready) >= CHUNK:
                yield ready
                ready = []
        if ready:
            yield ready

    def _product(self, rows: list[dict[str, Any]]) -> list[Row]:
        images = [line.partition(" ") for line in rows[0]["pictures"].split("\n") if line]
        slots = _slots(rows)
        for place, row in enumerate(rows):
            row.update(slots[place])
            row.update({"Inventory tracker": "shopify", "Requires shipping": "TRUE"})
            if place:
                row.update(dict.fromkeys(OF_PRODUCT, ""))
        handle = {"URL handle": rows[0]["URL handle"]}
        rows += [dict(handle) for _ in images[len(rows) :]]
        for place, (row, (url, _, alt)) in enumerate(zip(rows, images, strict=False), start=1):
            row.update(zip(PICTURE, (url, str(place), alt), strict=True))
        return [tuple(row.get(header, "") for header in self.headers) for row in rows]


def _slots(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """The options a product really has, in Shopify's slots; one default where it has none."""
    named = [[*zip(OPTIONS, (row["size"], row["color"]), strict=True), _further(row["other"])]
             for row in rows]  # fmt: skip
    used = [n for n in range(3) if any(options[n][1] for options in named)]
    names = [next(options[n][0] for options in named if options[n][1]) for n in used]
    if not used:
        return [dict(zip(SLOTS, DEFAULT, strict=False))] * len(rows)
    return [
        dict(
            zip(
                SLOTS,
                [
                    part
                    for n, name in zip(used, names, strict=True)
                    for part in (name, options[n][1])
                ],
                strict=False,
            )
        )
        for options in named
    ]


def _further(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(": ")
    return (name, value) if colon else (FURTHER, text)
