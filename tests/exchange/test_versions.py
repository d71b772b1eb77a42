"""A file comes back while the shop went on: who changed which cell, and what needs a decision."""

import pytest
from django.utils import timezone

from core.exchange import versions
from core.exchange.export import values
from core.exchange.versions import Verdict, merge
from core.models import Category, Customer
from tests.exchange.test_export import read, written

V = "v5f5e100"
BASE = {"price": 100, "color": "Ivory"}


@pytest.mark.parametrize(
    ("file", "shop", "verdict", "value"),
    [
        (100, 100, Verdict.UNCHANGED, 100),
        (120, 100, Verdict.FILE, 120),
        (100, 90, Verdict.SHOP, 90),
        (120, 90, Verdict.CONFLICT, 90),
        (90, 90, Verdict.UNCHANGED, 90),  # both went the same way
        (None, 100, Verdict.FILE, None),
        (None, 90, Verdict.CONFLICT, 90),
    ],
)
def test_a_cell_is_judged_by_both_sides(file, shop, verdict, value):
    cell = merge(V, {"price": file}, {"price": shop}, BASE)["price"]

    assert (cell.verdict, cell.value) == (verdict, value)


def test_each_cell_is_judged_alone():
    file, shop = {"price": 120, "color": "Ivory"}, {"price": 100, "color": "White"}

    found = merge(V, file, shop, BASE)

    assert {name: cell.verdict for name, cell in found.items()} == {
        "price": Verdict.FILE,
        "color": Verdict.SHOP,
    }


@pytest.mark.parametrize(("version", "base"), [("", BASE), ("nonsense", BASE), (V, None), (V, {})])
def test_where_nobody_knows_the_past_the_file_wins(version, base):
    found = merge(version, {"price": 120}, {"price": 90}, base)

    assert found["price"].verdict == Verdict.FILE


@pytest.mark.parametrize("text", ["", "v", "5", "vzz", "v1.2.3", "v" + "f" * 15])
def test_what_is_no_version_is_none(text):
    assert versions.read(text) == ()


def test_a_version_survives_the_file():
    now = timezone.now()

    assert versions.read(values.made(values.How(made_at=now), [1])[0]) == (now,)


@pytest.mark.django_db
def test_an_export_that_comes_back_finds_what_was_then(anna):
    anna.save()  # so that there is a history of her
    (row,) = read(written("customer"))
    anna.phone, anna.notes = "+49 30 5550199", "called"
    anna.save()
    file = {"phone": "+49 30 5550177", "notes": "", "name": "Anna Sommer"}
    shop = Customer.objects.values(*file).get()

    (then,) = versions.read(row["Version"])
    base = versions.kept(Customer, {anna.pk: then}, file)
    found = merge(row["Version"], file, shop, base[anna.pk])

    assert {name: cell.verdict for name, cell in found.items()} == {
        "phone": Verdict.CONFLICT,
        "notes": Verdict.SHOP,
        "name": Verdict.FILE,
    }


@pytest.mark.django_db
def test_rows_without_a_stamp_go_by_the_moment_of_the_file():
    veils = Category.objects.create(name="Veils", slug="veils")
    then = timezone.now()
    veils.name = "Long veils"
    veils.save()

    assert versions.kept(Category, {veils.pk: then}, ["name"]) == {veils.pk: {"name": "Veils"}}


@pytest.mark.django_db
def test_a_row_whose_past_is_unknown_is_left_out(anna):
    assert versions.kept(Customer, {anna.pk: timezone.now()}, ["name"]) == {}
