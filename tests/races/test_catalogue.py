"""Two hands on the same gowns: prices rise once, come back once, and no SKU is given twice."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from core.errors import DomainError
from core.models import BulkEdit, Product, ProductImage, Variant
from core.services import catalog
from core.services.catalog import NewCell, bulk
from core.services.catalog.bulk import Choice, How, PriceWish, Wish
from tests.races import crowd

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 8
FIVE_MORE = Wish(price=PriceWish(how=How.PERCENT, value=Decimal(5)))


def came_through(outcomes: list[Any]) -> list[Any]:
    assert not crowd.faults(outcomes), outcomes
    return [outcome for outcome in outcomes if not isinstance(outcome, DomainError)]


def test_eight_who_confirm_the_same_preview_raise_prices_once(aurora: Product) -> None:
    choice = Choice("product", [aurora.pk])
    seen = bulk.plan(choice, wish=FIVE_MORE).seen()
    outcomes = crowd.at_once([partial(bulk.apply, choice, wish=FIVE_MORE, seen=seen)] * CLIENTS)
    assert len(came_through(outcomes)) == 1
    assert {v.price for v in aurora.variants.all()} == {Decimal("1984.50")}
    assert BulkEdit.objects.count() == 1


def test_without_the_preview_each_of_them_would_raise_them(aurora: Product) -> None:
    """What the comparison keeps away: the damage, seen."""
    choice = Choice("product", [aurora.pk])
    crowd.at_once([partial(bulk.apply, choice, wish=FIVE_MORE)] * 2)
    assert {v.price for v in aurora.variants.all()} == {Decimal("2083.73")}


def test_eight_who_undo_bring_prices_back_once(aurora: Product) -> None:
    edit = bulk.apply(Choice("product", [aurora.pk]), wish=FIVE_MORE)
    outcomes = crowd.at_once(
        [partial(bulk.undo, BulkEdit.objects.get(pk=edit.pk)) for _ in range(CLIENTS)]
    )
    assert len(came_through(outcomes)) == 1
    assert {v.price for v in aurora.variants.all()} == {Decimal(1890)}
    assert set(edit.rows.values_list("undone", flat=True)) == {"back"}


def test_one_sku_is_given_to_one_gown_only(aurora: Product, veil: Product) -> None:
    wishes = [
        partial(
            catalog.fill,
            (aurora, veil)[n % 2],
            new=[NewCell(size=f"{n}", color="Red", sku="WANTED-1", price=Decimal(n))],
        )
        for n in range(CLIENTS)
    ]
    assert len(came_through(crowd.at_once(wishes))) == 1
    assert Variant.objects.filter(sku="WANTED-1").count() == 1
    assert Variant.objects.filter(color="Red").count() == 1


def test_pictures_ordered_at_once_have_one_main_picture_and_one_order(aurora: Product) -> None:
    keys = [
        ProductImage.objects.create(
            product=aurora, url=f"https://example.org/{n}.jpg", position=n, is_main=n == 0
        ).pk
        for n in range(4)
    ]
    orders = [keys[n:] + keys[:n] for n in range(4)] * 2
    outcomes = crowd.at_once(
        [partial(catalog.order_pictures, aurora, pictures=order) for order in orders]
    )
    assert len(came_through(outcomes)) == CLIENTS
    assert list(aurora.images.values_list("pk", flat=True)) in orders
    assert aurora.images.filter(is_main=True).count() == 1
