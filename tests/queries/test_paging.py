"""Pages by key show what a plain ORDER BY shows: every row once, none twice, in both directions."""

import random
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Customer, Designer, Product, StockLevel, Variant
from core.queries import paging

pytestmark = pytest.mark.django_db

ORDERS = [
    (Product, ["name"]),
    (Product, ["-name"]),
    (Product, ["status", "name"]),
    (Product, ["status", "-name"]),
    (Product, ["card__price_from"]),
    (Product, ["-card__price_from"]),
    (Product, ["designer"]),
    (Product, ["-designer__name", "status"]),
    (Product, ["-pk"]),
    (Variant, ["price"]),
    (Variant, ["-price", "sku"]),
    (Variant, ["product"]),
    (Variant, ["product__name", "product_id", "position"]),
    (StockLevel, ["variant__product__name", "variant_id"]),
    (StockLevel, ["-variant__product__name"]),
    (StockLevel, ["variant__card__name", "variant_id"]),
    (StockLevel, ["-variant__card__name"]),
    (StockLevel, ["reorder_level", "-on_hand"]),
    (Customer, ["budget"]),
    (Customer, ["-wedding_on", "budget", "name"]),
]


@pytest.fixture
def stock(berlin: Any, lisbon: Any) -> None:
    """Many of one name, one price or none at all, so that hardly anything sorts by itself."""
    dice = random.Random(7)
    designers = [None, *(Designer.objects.create(name=n, slug=n.lower()) for n in ("Sol", "Luna"))]
    for n in range(40):
        product = Product.objects.create(
            name=dice.choice(["Aurora", "aurora", "Eira", "Öland", "Zoë"]),
            slug=f"p{n}",
            status=dice.choice(Product.Status.values),
            designer=dice.choice(designers),
        )
        for part in range(dice.randrange(3)):
            variant = Variant.objects.create(
                product=product,
                sku=f"S{n}-{part}",
                size=str(part),
                price=dice.choice([None, Decimal("900.00"), Decimal("900.50"), Decimal("1200.00")]),
                position=dice.randrange(2),
            )
            for place in (berlin, lisbon):
                StockLevel.objects.create(
                    variant=variant,
                    location=place,
                    on_hand=dice.randrange(3),
                    reorder_level=dice.choice([None, 1, 2]),
                )
        Customer.objects.create(
            name=dice.choice(["Anna", "Bea"]),
            budget=dice.choice([None, Decimal(1000), Decimal(2000)]),
            wedding_on=dice.choice([None, "2027-05-01", "2027-06-01"]),
        )


@pytest.mark.parametrize("is_narrow", [False, True])
@pytest.mark.parametrize("size", [1, 7, 400])
def test_every_row_stands_on_one_page(stock: None, size: int, is_narrow: bool) -> None:
    for model, ordering in ORDERS:
        by = paging.columns(model, ordering)
        plain = model.objects.order_by(*(column.order for column in by))
        naive = list(plain.values_list("pk", flat=True))
        assert len(naive) == model.objects.count() >= 30, (model, ordering)
        for is_backwards in (False, True):
            walked = walk(model, by, size, is_narrow=is_narrow, is_backwards=is_backwards)
            assert walked == naive, (model, ordering, is_backwards)
        last = paging.page(model.objects.all(), by, size, is_last=True, is_narrow=is_narrow)
        assert last.keys == naive[-size:], (model, ordering)
        assert last.has_more == (len(naive) > size)


def walk(
    model: Any, by: Any, size: int, *, is_narrow: bool, is_backwards: bool = False
) -> list[int]:
    """All pages one after the other, each from the token of the one before."""
    found: list[int] = []
    at = None
    while True:
        given = {"before" if is_backwards else "after": at}
        if is_backwards and at is None:
            given = {"is_last": True}
        page = paging.page(model.objects.all(), by, size, is_narrow=is_narrow, **given)
        assert len(page.keys) <= size
        found = [*page.keys, *found] if is_backwards else [*found, *page.keys]
        if not page.has_more:
            return found
        at = paging.place(paging.token(values(model, by, page.keys, is_backwards)), by)
        assert at is not None


def values(model: Any, by: Any, keys: list[int], is_backwards: bool) -> list[Any]:
    edge = model.objects.filter(pk=keys[0 if is_backwards else -1])
    return list(edge.values_list(*(column.path for column in by))[0])


def test_a_page_costs_one_query_wherever_it_is(stock: None) -> None:
    by = paging.columns(Variant, ["price", "sku"])
    for place in (
        {},
        {"is_last": True},
        {"after": [None, "S1-0", 3]},
        {"before": ["900", "S1", 3]},
    ):
        with CaptureQueriesContext(connection) as seen:
            paging.page(Variant.objects.all(), by, 5, **place)
        assert len(seen) == 1


def test_rows_that_come_meanwhile_shift_nothing(stock: None) -> None:
    by = paging.columns(Customer, ["name"])
    first = paging.page(Customer.objects.all(), by, 10)
    edge = values(Customer, by, first.keys, is_backwards=False)
    for _ in range(5):
        Customer.objects.create(name="Aaliyah")
    second = paging.page(Customer.objects.all(), by, 10, after=edge)
    assert not set(first.keys) & set(second.keys)
    assert (
        first.keys + second.keys
        == list(
            Customer.objects.exclude(name="Aaliyah")
            .order_by("name", "pk")
            .values_list("pk", flat=True)
        )[:20]
    )


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "W10",  # []
        "WzFd",  # [1]
        "e30",  # {}
        paging.token([{}, 1]),
        paging.token(["12.5.1", 1]),
        paging.token(["900", None]),
        paging.token(["900", "one"]),
        paging.token(["900", 2**80]),
        paging.token(["\x00", 1]),
        "é" * 50,
    ],
)
def test_a_made_up_place_is_none(db: None, token: str) -> None:
    assert paging.place(token, paging.columns(Variant, ["price"])) is None


def test_what_is_no_field_cannot_be_paged_by(db: None) -> None:
    with pytest.raises(FieldDoesNotExist):
        paging.columns(Product, ["price_from"])
