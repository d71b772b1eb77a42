"""Deleting says what still needs a row, what goes with it, and what would stay without it."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Collection, Designer, Location, Product, Variant
from core.services import stock


def deleting(row: Any) -> str:
    return reverse(f"admin:core_{row._meta.model_name}_delete", args=[row.pk])


def fill(aurora: Product, berlin: Location, shelves: range) -> None:
    made = Variant.objects.bulk_create(
        Variant(product=aurora, sku=f"A-{n}", size=str(n), price=1) for n in shelves
    )
    for one in made:
        stock.receive(one, location=berlin, quantity=1)


def test_a_location_with_stock_stays_and_the_stock_is_counted(
    owner: Client, aurora: Product, berlin: Location
) -> None:
    fill(aurora, berlin, range(12))
    page = owner.get(deleting(berlin)).content.decode()
    assert f"{berlin} is still needed" in page
    assert "<b>12 shelves in the stock</b>" in page
    assert "<b>12 lines in the stock ledger</b>" in page
    assert "A-7" not in page
    owner.post(deleting(berlin), {"post": "yes"})
    assert Location.objects.filter(pk=berlin.pk).exists()


def test_it_asks_the_database_alike_however_much_there_is(
    owner: Client, aurora: Product, berlin: Location
) -> None:
    asked = []
    for start, end in ((0, 1), (1, 15)):
        fill(aurora, berlin, range(start, end))
        with CaptureQueriesContext(connection) as queries:
            owner.get(deleting(berlin))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_collection_says_which_gowns_would_lose_it(owner: Client, aurora: Product) -> None:
    collection: Any = aurora.collection
    page = owner.get(deleting(collection)).content.decode()
    assert "<b>1 product</b>&nbsp;would stay, without this collection." in page
    owner.post(deleting(collection), {"post": "yes"})
    aurora.refresh_from_db()
    assert aurora.collection is None
    assert not Collection.objects.filter(pk=collection.pk).exists()


def test_a_designer_is_switched_off_instead(owner: Client, aurora: Product) -> None:
    designer: Any = aurora.designer
    page = owner.get(deleting(designer)).content.decode()
    assert "<b>1 product</b>" in page
    assert "switch “We carry this designer” off" in page
    owner.post(deleting(designer), {"post": "yes"})
    assert Designer.objects.filter(pk=designer.pk).exists()
