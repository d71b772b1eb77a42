"""Gowns and accessories on sale: the list with its filters, and the page of one."""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.catalog import showing
from api.errors import declared
from api.paging import Order, Paging, page
from api.rendering import answer
from api.shapes import Named
from api.strict import PLAIN, Slugs, text
from core.models import Location, Product
from core.queries import catalog

router = Router()

# ---- shapes -------------------------------------------------------------------


class Sort(StrEnum):
    NAME = "name"
    NAME_DOWN = "-name"
    PRICE = "price"
    PRICE_DOWN = "-price"
    NEWEST = "newest"


_NAME = (("name", str), ("id", int))
_PRICE = (("from_price", Decimal), ("id", int))
ORDERS = {
    Sort.NAME: Order("name", _NAME),
    Sort.NAME_DOWN: Order("-name", _NAME, is_descending=True),
    Sort.PRICE: Order("price", _PRICE),
    Sort.PRICE_DOWN: Order("-price", _PRICE, is_descending=True),
    Sort.NEWEST: Order("newest", (("created_at", datetime), ("id", int)), is_descending=True),
}


def _few_words(text: str) -> str:
    if len(text.split()) > catalog.MOST_WORDS:
        raise PydanticCustomError("words", "Search for at most eight words.")
    return text


def _amount(text: object) -> Decimal:
    if not isinstance(text, str) or not AMOUNT.fullmatch(text):
        raise PydanticCustomError("amount", "Write an amount like 1500 or 1500.00.")
    return Decimal(text)


AMOUNT = re.compile(r"\d{1,7}(\.\d{1,2})?", re.ASCII)
Price = Annotated[
    Decimal,
    BeforeValidator(_amount),
    WithJsonSchema({"type": "string", "pattern": f"^{AMOUNT.pattern}$", "examples": ["1500.00"]}),
]
Word = Annotated[str, text(60), PLAIN]
Words = Annotated[str, text(100), PLAIN, AfterValidator(_few_words)]


class ProductFilters(Paging):
    """Filters add up; several values of one filter (size=36&size=38) are alternatives."""

    q: Words = Field("", description="Words in the name, the designer's name or a SKU.")
    category: Slugs = Field([], description="Slugs; what sits inside a category belongs to it.")
    designer: Slugs = Field([], description="Slugs.")
    collection: Slugs = Field([], description="Slugs.")
    size: list[Word] = Field([], max_length=20)
    color: list[Word] = Field([], max_length=20)
    silhouette: list[Product.Silhouette] = Field([], max_length=20)
    neckline: list[Product.Neckline] = Field([], max_length=20)
    fabric: list[Product.Fabric] = Field([], max_length=20)
    train: list[Product.Train] = Field([], max_length=20)
    price_min: Price | None = None
    price_max: Price | None = None
    in_stock: bool | None = Field(None, description="A piece is there to take home, or not.")
    order: Sort = Sort.NAME
    with_total: bool = Field(False, description="Adds `total`, the number of all that fit.")

    def wish(self) -> catalog.Wish:
        return catalog.Wish(
            words=self.q.split(),
            categories=self.category,
            designers=self.designer,
            collections=self.collection,
            silhouettes=self.silhouette,
            necklines=self.neckline,
            fabrics=self.fabric,
            trains=self.train,
            sizes=self.size,
            colors=self.color,
            price_min=self.price_min,
            price_max=self.price_max,
            in_stock=self.in_stock,
        )


Own = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "description": "Fields the boutique added for its website, by their short names; what "
            "is empty is left out. Numbers are numbers, amounts strings like 99.00, dates ISO.",
            "additionalProperties": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "number"},
                    {"type": "boolean"},
                    {"type": "array", "items": {"type": "string"}},
                ]
            },
            "examples": [{"hem_cm": 12.5, "moods": ["Boho"]}],
        }
    ),
]


class ProductDesigner(Named):
    lead_time_weeks: int = Field(description="From the order to the gown in the boutique.")


class Image(Schema):
    url: str = Field(examples=["https://example.org/media/products/2026/06/aurora.webp"])
    alt: str


class ProductBrief(Schema):
    slug: str = Field(examples=["aurora"])
    name: str = Field(examples=["Aurora"])
    designer: ProductDesigner | None
    category: Named | None
    collection: Named | None
    silhouette: str = Field(description="Empty where it does not apply; so are the next three.")
    neckline: str
    fabric: str
    train: str
    price_from: str | None = Field(description="Lowest price.", examples=["1890.00"])
    price_to: str | None = Field(description="Highest price.", examples=["2090.00"])
    currency: str = Field(examples=["EUR"])
    sizes: list[str] = Field(examples=[["36", "38", "40"]])
    colors: list[str] = Field(examples=[["Ivory"]])
    in_stock: bool = Field(description="A piece is there to take home.")
    image: Image | None = Field(description="The main picture.")
    own: Own


class Products(Schema):
    items: list[ProductBrief]
    next: str | None
    total: int | None = Field(None, description="Only with with_total=true.")


class VariantOut(Schema):
    sku: str
    size: str
    color: str
    other: str = Field(description="Anything but size and colour.")
    price: str | None
    in_stock: bool
    own: Own


class Presence(Schema):
    location: str = Field(description="Slug.")
    has_sample: bool = Field(description="She can try it on there.")
    in_stock: bool = Field(description="A piece is there to take home.")


class ProductOut(ProductBrief):
    description: str = Field(description="Text, or simple HTML without scripts.")
    tags: list[str]
    variants: list[VariantOut]
    images: list[Image] = Field(description="The main picture first.")
    locations: list[Presence]


# ---- operations ---------------------------------------------------------------


@router.get("/products", response={200: Products, **declared(422)}, summary="Search gowns")
def list_products(request: HttpRequest, filters: Query[ProductFilters]) -> HttpResponse:
    """Everything on sale that fits the filters, a page at a time."""
    found = catalog.search(filters.wish())
    order, columns = ORDERS[filters.order], list(catalog.COLUMNS)
    if filters.order in (Sort.PRICE, Sort.PRICE_DOWN):
        found = catalog.with_price(found, is_descending=order.is_descending)
        columns.append("from_price")
    rows, following = page(found.values(*columns), order, filters)
    body: dict[str, Any] = {"items": showing.briefs(rows), "next": following}
    if filters.with_total:
        body["total"] = found.count()
    return answer(body)


@router.get(
    "/products/{slug:slug}", response={200: ProductOut, **declared(404)}, summary="Read one gown"
)
def get_product(request: HttpRequest, slug: str) -> HttpResponse:
    """All there is to show of one style: variants, pictures, and where it can be tried on."""
    row = (
        catalog.on_sale().filter(slug=slug).values(*catalog.COLUMNS, "description", "tags").first()
    )
    if row is None:
        raise Http404
    samples, stock = (catalog.places_with_sample(row["id"]), catalog.places_with_stock(row["id"]))
    places = Location.objects.filter(is_active=True).values_list("pk", "slug")
    locations = [
        {"location": place, "has_sample": pk in samples, "in_stock": pk in stock}
        for pk, place in places
    ]
    return answer(showing.detail(row) | {"locations": locations})
