"""Every list as a file: its order, its words, and cells that are neither formulas nor cut."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from core.exchange import products
from core.exchange.export import KINDS, columns, shopify, tables, texts, workbooks
from core.models import Customer, FieldDefinition, Product, ProductImage, Variant
from tests.exchange.test_round_trip import ODD

pytestmark = pytest.mark.django_db


def written(name, found=None, keys=(), **options):
    kind = KINDS[name]
    rows = kind.model._default_manager.all() if found is None else found
    return "".join(texts.parts(table(name, rows, keys), **options))


def table(name, rows, keys=(), *, is_rich=False):
    kind = KINDS[name]
    wanted = columns.chosen(columns.all_of(kind), keys)
    return tables.Table(kind, rows, wanted, is_rich=is_rich)


def read(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


def odd_brides():
    return [Customer.objects.create(name=f"{n:02}", notes=text) for n, text in enumerate(ODD)]


@pytest.mark.parametrize("name", KINDS)
def test_each_list_can_be_written(name, boutique, booked):
    booked("10:00")

    rows = read(written(name))

    kind = KINDS[name]
    assert len(rows) >= kind.model._default_manager.count()
    assert all(None not in row and None not in row.values() for row in rows)


@pytest.mark.parametrize("name", KINDS)
def test_a_list_costs_as_many_queries_with_one_row_as_with_thirty(name, crowd, connection_queries):
    crowd(1)
    with connection_queries() as few:
        written(name)
    crowd(30)
    with connection_queries() as many:
        written(name)

    assert len(many) == len(few)


def test_the_order_is_the_lists_own(aurora, veil):
    by_name = Product.objects.order_by("-name")

    rows = read(written("product", by_name, ("name", "size")))

    assert next(row["Product"] for row in rows) == "Morning veil"
    assert [row["Size"] for row in rows][1:] == [v.size for v in aurora.variants.all()]


def test_a_bride_is_written_by_her_name_and_numbers(anna):
    anna.phone, anna.budget = "+49 170 1", 2500
    anna.save()

    (row,) = read(written("customer"))

    assert (row["Name"], row["Phone"], row["Budget"]) == ("Anna Winter", "'+49 170 1", "2500.00")
    assert row["Version"] == f"v{round(anna.updated_at.timestamp() * 1_000_000):x}"


def test_an_appointment_shows_the_clock_of_its_location(booked, at):
    booked("10:00")

    (row,) = read(written("appointment"))

    assert datetime.fromisoformat(row["Starts"]).astimezone(UTC) == at("10:00")
    assert "10:00:00+0" in row["Starts"]


def test_fields_of_her_own_are_columns(anna):
    FieldDefinition.objects.create(kind="customer", label="Shoe size", key="shoe", type="number")
    FieldDefinition.objects.create(kind="customer", label="Mail", key="second_mail", type="text")
    anna.own = {"shoe": 38.5, "second_mail": "=1+1"}
    anna.save()

    (row,) = read(written("customer"))

    assert (row["Shoe size"], row["second_mail"], row["Mail"]) == ("38.5", "'=1+1", anna.email)


def test_no_cell_is_a_formula(db):
    odd_brides()
    for row in read(written("customer")):
        assert not row["Notes"].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_workbook_keeps_words_as_words_and_numbers_as_numbers(db, tmp_path):
    brides = odd_brides()
    Customer.objects.filter(pk=brides[0].pk).update(budget="1890.50", wedding_on="2027-06-12")
    with (tmp_path / "brides.xlsx").open("wb") as file:
        workbooks.write(table("customer", Customer.objects.all(), is_rich=True), file)

    sheet = openpyxl.load_workbook(tmp_path / "brides.xlsx").active
    head, *rows = sheet.iter_rows()
    place = {cell.value: n for n, cell in enumerate(head)}

    notes = [row[place["Notes"]] for row in rows]
    assert {cell.data_type for cell in notes} == {"s"}
    assert [cell.value for cell in notes] == [
        f"'{text}" if text[0] == "'" or text == "(empty)" else text for text in ODD
    ]
    assert [row[place["Name"]].value for row in rows][:2] == ["00", "01"]
    assert rows[0][place["Budget"]].value == 1890.5
    assert rows[0][place["Wedding date"]].value == datetime(2027, 6, 12)


def test_shopify_takes_products_and_gives_them_back(aurora, veil, berlin):
    Variant.objects.filter(product=veil).update(other="Material: Silk", cost=80)
    ProductImage.objects.create(product=veil, url="https://example.org/1.jpg", alt="front")
    ProductImage.objects.create(product=veil, url="https://example.org/2.jpg", position=1)
    kind = KINDS["product"]

    text = "".join(texts.parts(shopify.table(kind, Product.objects.all(), has_cost=True)))

    rows = read(text)
    veils = [row for row in rows if row["URL handle"] == veil.slug]
    assert [row["Title"] for row in veils] == ["Morning veil", ""]
    assert [row["Product image URL"][-5:] for row in veils] == ["1.jpg", "2.jpg"]
    assert [veils[0][f"Option2 {part}"] for part in ("name", "value")] == ["Material", "Silk"]
    assert veils[0]["Cost per item"] == "80.00"
    plan = products.plan(text.encode())
    assert [str(refusal) for refusal in plan.refusals] == []
    assert [(e.title, list(map(str, e.changes))) for e in plan.entries if e.changes] == []


def test_shopify_learns_no_cost_from_who_may_not_see_it(aurora):
    made = shopify.table(KINDS["variant"], Variant.objects.all(), has_cost=False)

    assert "Cost per item" not in read("".join(texts.parts(made)))[0]
