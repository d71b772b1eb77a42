"""What a website shows of the catalogue."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.catalog.products import ProductOut, Products
from core.models import Category, FieldDefinition, Product, ProductImage, StockLevel, Variant
from tests.api.conftest import Website
from tests.cast import Boutique

Queries = Callable[[], int]


@pytest.fixture(autouse=True)
def _open(boutique: Boutique) -> None:
    """The shop is there."""


def names(web: Website, **query: Any) -> list[str]:
    response = web.get("/products", **query)
    assert response.status_code == 200, response.content
    return [item["name"] for item in response.json()["items"]]


def many(count: int) -> None:
    """Gowns with two variants and two pictures each."""
    gowns = Product.objects.bulk_create(
        Product(name=f"Gown {n:03}", slug=f"gown-{n:03}", status="active") for n in range(count)
    )
    for gown in gowns:
        for size in ("36", "38"):
            Variant.objects.create(product=gown, sku=f"{gown.slug}-{size}", size=size, price=100)
            ProductImage.objects.create(product=gown, url=f"https://example.org/{size}.webp")


def test_a_gown_is_shown_with_all_a_card_needs(web: Website, boutique: Boutique) -> None:
    ProductImage.objects.create(product=boutique.aurora, url="https://example.org/side.webp")
    ProductImage.objects.create(
        product=boutique.aurora, file="products/aurora 1.webp", alt="Aurora", is_main=True
    )
    StockLevel.objects.create(
        variant=boutique.aurora.variants.get(size="38"), location=boutique.berlin, on_hand=1
    )
    boutique.aurora.variants.filter(size="40").update(price="1990.50")
    response = web.get("/products", q="aurora")
    Products.model_validate_json(response.content)
    assert response.json()["items"] == [
        {
            "slug": "aurora",
            "name": "Aurora",
            "designer": {"slug": "atelier-nord", "name": "Atelier Nord", "lead_time_weeks": 20},
            "category": {"slug": "bridal-gowns", "name": "Bridal gowns"},
            "collection": {"slug": "first-light", "name": "First light"},
            "silhouette": "a-line",
            "neckline": "",
            "fabric": "tulle",
            "train": "",
            "price_from": "1890.00",
            "price_to": "1990.50",
            "currency": "EUR",
            "sizes": ["36", "38", "40"],
            "colors": ["Ivory"],
            "in_stock": True,
            "image": {
                "url": f"{settings.SITE_URL}/media/products/aurora%201.webp",
                "alt": "Aurora",
            },
            "own": {},
        }
    ]


def test_only_what_is_on_sale_is_shown(web: Website, boutique: Boutique) -> None:
    Product.objects.create(name="Secret", slug="secret", status="draft")
    boutique.veil.status = "archived"
    boutique.veil.save()
    assert names(web) == ["Aurora"]
    assert web.get("/products/secret").status_code == 404
    assert web.get("/products/morning-veil").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "AURO"}, ["Aurora"]),
        ({"q": "nord veil"}, ["Morning veil"]),
        ({"q": "aur-iv-38"}, ["Aurora"]),
        ({"q": "100%"}, []),
        ({"category": "bridal-gowns"}, ["Aurora"]),
        ({"designer": "atelier-nord"}, ["Aurora", "Morning veil"]),
        ({"designer": "nobody"}, []),
        ({"collection": "first-light"}, ["Aurora"]),
        ({"size": "38"}, ["Aurora"]),
        ({"size": ["52", "36"]}, ["Aurora"]),
        ({"color": "ivory"}, ["Aurora", "Morning veil"]),
        ({"silhouette": ["a-line", "mermaid"]}, ["Aurora"]),
        ({"fabric": "tulle", "train": "chapel"}, []),
        ({"price_min": "240", "price_max": "240.00"}, ["Morning veil"]),
        ({"price_min": "1000"}, ["Aurora"]),
        ({"in_stock": "true"}, []),
        ({"in_stock": "false"}, ["Aurora", "Morning veil"]),
        ({"order": "-name"}, ["Morning veil", "Aurora"]),
        ({"order": "price"}, ["Morning veil", "Aurora"]),
        ({"order": "-price"}, ["Aurora", "Morning veil"]),
        ({"order": "newest"}, ["Morning veil", "Aurora"]),
    ],
)
def test_filters_and_orders(web: Website, query: dict[str, Any], found: list[str]) -> None:
    assert names(web, **query) == found
    assert web.get("/products", with_total="true", **query).json()["total"] == len(found)


def test_a_search_knows_letters_beyond_ascii(web: Website) -> None:
    Product.objects.create(name="Élodie", slug="elodie", status="active")
    assert names(web, q="élodie") == ["Élodie"]


def test_filters_on_variants_must_all_be_true_of_one(web: Website, boutique: Boutique) -> None:
    variant = boutique.aurora.variants.get(size="40")
    StockLevel.objects.create(variant=variant, location=boutique.berlin, on_hand=1)
    assert names(web, size="40", in_stock="true") == ["Aurora"]
    assert names(web, size="36", in_stock="true") == []
    assert names(web, size="36", in_stock="false") == ["Aurora"]
    assert names(web, size="40", price_min="2000") == []


def test_a_reserved_piece_is_not_in_stock(web: Website, boutique: Boutique) -> None:
    variant = boutique.aurora.variants.get(size="40")
    level = StockLevel.objects.create(variant=variant, location=boutique.berlin, on_hand=1)
    assert names(web, in_stock="true") == ["Aurora"]
    level.reserved = 1
    level.save()
    assert names(web, in_stock="true") == []


def test_a_category_holds_what_is_inside_it(web: Website, boutique: Boutique) -> None:
    top = Category.objects.create(name="Everything", slug="everything")
    middle = Category.objects.create(name="Dresses", slug="dresses", parent=top)
    Category.objects.filter(slug="bridal-gowns").update(parent=middle)
    assert names(web, category="everything") == ["Aurora"]
    Category.objects.filter(pk=top.pk).update(parent=middle)  # a circle, past every check
    assert names(web, category="everything") == ["Aurora"]


@pytest.mark.parametrize("order", ["name", "-name", "price", "-price", "newest"])
def test_pages_hold_everything_once(web: Website, order: str) -> None:
    many(7)
    Product.objects.create(name="No price yet", slug="no-price", status="active")
    Product.objects.create(name="Gown 003", slug="namesake", status="active")
    whole = [i["slug"] for i in web.get("/products", order=order).json()["items"]]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while cursor is not None:
        page = web.get("/products", order=order, limit=2, **cursor).json()
        seen += [item["slug"] for item in page["items"]]
        cursor = {"cursor": page["next"]} if page["next"] else None  # type: ignore[assignment]
    assert seen == whole
    assert len(set(seen)) == Product.objects.count()


def test_a_gown_added_meanwhile_does_not_shift_the_next_page(web: Website) -> None:
    many(4)
    first = web.get("/products", limit=3).json()
    Product.objects.create(name="Aaa", slug="aaa", status="active")
    second = web.get("/products", limit=3, cursor=first["next"]).json()
    both = [item["name"] for item in first["items"] + second["items"]]
    assert both == ["Aurora", "Gown 000", "Gown 001", "Gown 002", "Gown 003", "Morning veil"]


def test_a_cursor_of_another_order_is_refused(web: Website) -> None:
    many(3)
    cursor = web.get("/products", limit=1, order="price").json()["next"]
    assert web.get("/products", order="-price", cursor=cursor).status_code == 422


def test_fields_of_her_own_are_shown_where_she_said_so(web: Website, boutique: Boutique) -> None:
    for key, kind, in_api in (
        ("mood", "product", True),
        ("margin", "product", False),
        ("hem", "variant", True),
    ):
        FieldDefinition.objects.create(kind=kind, key=key, label=key, type="text", in_api=in_api)
    Product.objects.filter(pk=boutique.aurora.pk).update(own={"mood": "Boho", "margin": "60"})
    boutique.aurora.variants.filter(size="36").update(own={"hem": "12"})
    answer = web.get("/products/aurora").json()
    assert answer["own"] == {"mood": "Boho"}
    assert [variant["own"] for variant in answer["variants"]] == [{"hem": "12"}, {}, {}]
    listed = {item["slug"]: item["own"] for item in web.get("/products").json()["items"]}
    assert listed == {"aurora": {"mood": "Boho"}, "morning-veil": {}}
    FieldDefinition.objects.update(archived_at=timezone.now())
    assert web.get("/products/aurora").json()["own"] == {}


@pytest.mark.parametrize("order", ["name", "price"])
def test_the_list_asks_the_same_few_questions_for_one_gown_and_for_thirty(
    web: Website, order: str
) -> None:
    many(30)
    counts = set()
    for limit in (1, 30):
        with CaptureQueriesContext(connection) as asked:
            assert len(names(web, order=order, limit=limit)) == limit
        counts.add(len(asked))
    assert counts == {5}


def test_the_page_of_one_gown_says_where_to_try_it_on(web: Website, boutique: Boutique) -> None:
    StockLevel.objects.create(
        variant=boutique.aurora.variants.get(size="36"), location=boutique.lisbon, on_hand=2
    )
    response = web.get("/products/aurora")
    body = response.json()
    ProductOut.model_validate_json(response.content)
    assert body["locations"] == [
        {"location": "berlin", "has_sample": True, "in_stock": False},
        {"location": "lisbon", "has_sample": False, "in_stock": True},
    ]
    assert [(v["sku"], v["price"], v["in_stock"]) for v in body["variants"]] == [
        ("AUR-IV-36", "1890.00", True),
        ("AUR-IV-38", "1890.00", False),
        ("AUR-IV-40", "1890.00", False),
    ]
    assert b"810" not in response.content  # what we pay the designer is nobody's business


def test_a_picture_address_that_is_no_web_address_is_left_out(
    web: Website, boutique: Boutique
) -> None:
    for scheme in ("javascript:alert(1)", "data:image/png;base64,x", "file:///etc/passwd"):
        ProductImage.objects.create(product=boutique.veil, url=scheme)
    assert web.get("/products/morning-veil").json()["images"] == []


def test_the_shelves_are_listed(web: Website, boutique: Boutique) -> None:
    Category.objects.create(name="Veils", slug="veils", parent=boutique.aurora.category)
    designers = web.get("/designers").json()["items"]
    assert designers == [
        {"slug": "atelier-nord", "name": "Atelier Nord", "website": "", "lead_time_weeks": 20}
    ]
    categories = {c["slug"]: c["parent"] for c in web.get("/categories").json()["items"]}
    assert categories == {"bridal-gowns": None, "veils": "bridal-gowns"}
    collection = web.get("/collections").json()["items"][0]
    assert (collection["slug"], collection["year"]) == ("first-light", 2026)
    assert collection["designer"] == "atelier-nord"
