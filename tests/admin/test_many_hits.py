"""A search with many hits shows what a plain ORDER BY would, on every page of the list."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from unfold.admin import checkbox

from core.admin.lists import page as page_of_list
from core.models import Customer, Designer, Product, StockLevel, StockMovement, Variant
from core.queries import overview
from core.queries.finding import fields, pages
from core.queries.stock import ledger
from tests.admin.test_lists import shown

pytestmark = pytest.mark.django_db

NAMES = ["Aurora", "Bella Aurora", "Zoë", "Zoe Vale", "aurora nova", "Éclat"]
LISTS = {
    "product": (Product, ["name", "pk"]),
    "variant": (Variant, ["product__name", "product_id", "position", "pk"]),
    "stocklevel": (StockLevel, ["variant__product__name", "variant_id", "pk"]),
    "stockmovement": (StockMovement, ["-pk"]),
    "customer": (Customer, ["name", "pk"]),
}
OTHER_ORDERS = {
    ("product", "o=-1"): ["-name", "-pk"],
    ("variant", "o=-1"): ["-product__name", "-pk"],
    ("stocklevel", "o=-0"): ["-variant__product__name", "-pk"],
    ("stocklevel", "o=3"): ["on_hand", "pk"],
    ("stockmovement", "o=0"): ["moved_at", "pk"],
    ("customer", "o=-1"): ["-name", "-pk"],
}


@pytest.fixture(autouse=True)
def crowd(berlin: Any, lisbon: Any) -> None:
    """Seventy gowns of a few names, two variants of each, levels in two houses."""
    house = Designer.objects.create(name="Maison Nord", slug="nord")
    products = Product.objects.bulk_create(
        Product(name=NAMES[n * 7 % len(NAMES)], slug=f"p{n}", designer=house, status="active")
        for n in range(70)
    )
    Customer.objects.bulk_create(
        Customer(name=f"{NAMES[n * 5 % len(NAMES)]} Nord {n % 3}") for n in range(70)
    )
    variants = Variant.objects.bulk_create(
        Variant(product=product, sku=f"N{n:03}-{part}", size=str(part), position=part)
        for n, product in enumerate(products)
        for part in (1, 0)
    )
    StockLevel.objects.bulk_create(
        StockLevel(variant=variant, location=place, on_hand=n % 5)
        for n, variant in enumerate(variants)
        for place in ((berlin, lisbon) if n % 4 else ())
    )
    StockMovement.objects.bulk_create(
        StockMovement(variant=variant, location=berlin, quantity=1 + n % 3, reason="received")
        for n, variant in enumerate(variants)
    )


@pytest.fixture(params=["few", "many", "many, none of them near"])
def hits(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "few":
        monkeypatch.setattr(fields, "MOST", 20)
        monkeypatch.setattr(pages, "LED", 60)
        monkeypatch.setattr(pages, "LOOKED_AT", 1 if "none" in request.param else 500)
    return str(request.param)


def every(client: Client, name: str, query: str) -> list[list[int]]:
    """The keys of all pages, by Next from the first to the last."""
    found, following = [], query
    while True:
        cl = shown(client, f"admin:core_{name}_changelist", following)
        found.append([row.pk for row in cl.result_list])
        if not cl.paginator.following:
            return found
        following = cl.paginator.following.lstrip("?")


def plain(model: Any, word: str, order: list[str]) -> list[int]:
    asked = {
        Product: ("name", "designer__name"),
        Variant: ("product__name", "product__designer__name"),
        Customer: ("name", "name"),
    }.get(model, ("variant__product__name", "variant__product__designer__name"))
    rows = model.objects.order_by(*order).values_list("pk", *asked)
    return [
        pk
        for pk, *texts in rows
        if any(part.startswith(word) for text in texts for part in text.lower().split())
    ]


@pytest.mark.parametrize("name", LISTS)
def test_every_hit_stands_on_one_page_in_order(owner: Client, hits: str, name: str) -> None:
    model, order = LISTS[name]
    for word in ("aurora", "nord"):
        found = every(owner, name, f"q={word}")
        expected = plain(model, word, order)
        assert [pk for page in found for pk in page] == expected
        last = shown(owner, f"admin:core_{name}_changelist", f"q={word}&end=1")
        assert [row.pk for row in last.result_list] == expected[-50:]


@pytest.mark.parametrize(("name", "by"), OTHER_ORDERS)
def test_in_any_order_too(owner: Client, hits: str, name: str, by: str) -> None:
    model, order = LISTS[name][0], OTHER_ORDERS[name, by]
    found = every(owner, name, f"q=nord&{by}")
    assert [pk for page in found for pk in page] == plain(model, "nord", order)


def test_a_filter_narrows_many_hits(owner: Client, hits: str, berlin: Any) -> None:
    found = every(owner, "stocklevel", f"q=nord&location__id__exact={berlin.pk}")
    here = plain(StockLevel, "nord", ["variant__product__name", "variant_id", "pk"])
    there = set(StockLevel.objects.filter(location=berlin).values_list("pk", flat=True))
    assert [pk for page in found for pk in page] == [pk for pk in here if pk in there]


def test_an_exact_code_stands_first_of_many(owner: Client, hits: str) -> None:
    Product.objects.update(name="N005-1 of the north")
    found = every(owner, "variant", "q=N005-1&o=0")
    assert found[0][0] == Variant.objects.get(sku="N005-1").pk
    assert sorted(pk for page in found for pk in page) == sorted(
        Variant.objects.values_list("pk", flat=True)
    )


@pytest.mark.parametrize("name", LISTS)
def test_many_hits_cost_no_more_queries_than_few(
    owner: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            owner.get(reverse(f"admin:core_{name}_changelist"), {"q": "maison nord"})
        return len(seen)

    asked()
    few = asked()
    monkeypatch.setattr(fields, "MOST", 20)
    monkeypatch.setattr(pages, "LED", 60)
    assert asked() <= few


def test_a_gown_that_leaves_the_hits_leaves_no_gap(owner: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(fields, "MOST", 20)
    before = plain(Product, "nord", ["name", "pk"])
    first = shown(owner, "admin:core_product_changelist", "q=nord")
    Product.objects.filter(pk=before[49]).update(designer=None)
    after = shown(owner, "admin:core_product_changelist", first.paginator.following.lstrip("?"))
    assert [row.pk for row in after.result_list] == before[50:100]


def test_what_runs_low_is_read_in_the_order_of_names(
    owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    StockLevel.objects.filter(on_hand__lt=3).update(reorder_level=2)
    Product.objects.filter(slug__in=["p1", "p2"]).update(status="archived")
    Variant.objects.filter(sku="N005-0").update(is_active=False)
    monkeypatch.setattr(page_of_list, "MOST_SORTED", 20)
    found = every(owner, "stocklevel", "state=low")
    expected = overview.low(StockLevel.objects.all()).order_by(*LISTS["stocklevel"][1])
    assert [pk for page in found for pk in page] == [row.pk for row in expected]
    assert len(found) > 1


def test_the_box_before_a_row_is_the_themes_own(owner: Client) -> None:
    page = owner.get(reverse("admin:core_customer_changelist")).content.decode()
    for bride in Customer.objects.order_by("name", "pk")[:50]:
        assert checkbox.render("_selected_action", str(bride.pk)).strip() in page


def test_the_ledger_is_not_read_whole_for_what_undid_a_line() -> None:
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if not is_sqlite:
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few lines fit on a page
        lines = ledger.statement(StockMovement.objects.filter(pk__in=[1, 2, 3]))
        sql, params = lines.query.sql_with_params()
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if is_sqlite else ''}{sql}", params)
        told = [str(row[-1]) for row in cursor.fetchall()]
    assert told
    assert not [step for step in told if step.startswith("SCAN")]
    assert not [step for step in told if "Seq Scan on core_stockmovement" in step]
