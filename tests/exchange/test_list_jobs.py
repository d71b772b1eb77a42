"""Lists of brides, counts, designers and collections: planned, applied and taken back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command

from core.models import (
    Collection,
    Customer,
    Designer,
    FieldDefinition,
    ImportRow,
    Location,
    Product,
    StockLevel,
    StockMovement,
)
from core.queries import stock as ledger
from core.services import stock
from tests.exchange.files import applied, left, planned, table, undone

pytestmark = pytest.mark.django_db


def refused(job):
    rows = ImportRow.objects.filter(job=job, verdict="refused").order_by("sheet_row", "number")
    return [row.sentence for row in rows]


def test_brides_are_found_by_mail_phone_or_name_and_others_are_added(anna, bea):
    Customer.objects.filter(pk=bea.pk).update(phone="+49 30 5550199", email="")
    data = table(
        {"Name": anna.name.upper(), "Mail": anna.email.upper(), "Phone": "", "Wedding date": "2027-06-19"},
        {"Name": bea.name, "Mail": "bea@example.org", "Phone": "+49 30 5550199", "Wedding date": ""},
        {"Name": "Cleo Neu", "Mail": "cleo@example.org", "Phone": "0170 5550101", "Wedding date": ""},
        {"Name": bea.name, "Mail": "other@example.org", "Phone": "+49 170 99999999", "Wedding date": ""},
    )  # fmt: skip

    job = applied(planned(data, kind="customers"))

    anna.refresh_from_db()
    bea.refresh_from_db()
    assert anna.wedding_on == date(2027, 6, 19)
    assert bea.email == "bea@example.org"
    assert Customer.objects.get(email="cleo@example.org").phone == "0170 5550101"
    assert Customer.objects.filter(name=bea.name).count() == 2
    assert job.counts["customer"] == {"new": 2, "changed": 2, "unchanged": 0}
    assert anna.history.first().history_change_reason.startswith(f"Import {job.pk}")

    undone(job)

    anna.refresh_from_db()
    bea.refresh_from_db()
    assert (left(job), bea.email) == ([], "")
    assert not Customer.objects.filter(email="cleo@example.org").exists()


def test_only_an_explicit_yes_is_consent_and_it_gets_its_date(anna):
    data = table(
        {"Name": anna.name, "Mail": anna.email, "May get news by mail": ""},
        {"Name": "Cleo", "Mail": "cleo@example.org", "May get news by mail": "yes"},
        {"Name": "Dora", "Mail": "dora@example.org", "May get news by mail": "no"},
    )

    applied(planned(data, kind="customers"))

    consents = dict(Customer.objects.values_list("name", "has_email_consent"))
    assert (consents["Cleo"], consents["Dora"]) == (True, False)
    assert Customer.objects.get(name="Cleo").consented_at is not None
    assert Customer.objects.get(name="Dora").consented_at is None


def test_bad_rows_of_brides_are_refused_with_reasons(anna):
    data = table(
        {"Name": "Cleo", "Mail": "cleo@example.org", "Bust (cm)": "88"},
        {"Name": "Cleo", "Mail": "CLEO@example.org", "Bust (cm)": "90"},
        {"Name": "Dora", "Mail": "not a mail", "Bust (cm)": ""},
        {"Name": "", "Mail": "new@example.org", "Bust (cm)": ""},
    )

    said = " ".join(refused(planned(data, kind="customers")))

    assert "Line 2 is the same bride." in said
    assert "Line 4, Mail “not a mail”" in said
    assert "Line 5" in said
    assert Customer.objects.count() == 1


def test_her_own_fields_are_columns_like_any_other(anna, aurora):
    FieldDefinition.objects.create(kind="customer", key="met", label="Met at", type="text")
    FieldDefinition.objects.create(kind="product", key="mood", label="Mood", type="text")
    brides = table({"Name": anna.name, "Mail": anna.email, "Met at": "the fair"})
    gowns = table({"Web name": "aurora", "Product": "Aurora", "Mood": "Boho"})

    one = applied(planned(brides, kind="customers"))
    other = applied(planned(gowns))

    anna.refresh_from_db()
    assert anna.own == {"met": "the fair"}
    assert Product.objects.get(slug="aurora").own == {"mood": "Boho"}
    for job in (one, other):
        undone(job)
    anna.refresh_from_db()
    assert (anna.own, Product.objects.get(slug="aurora").own) == ({}, {})


def test_counts_become_movements_at_their_location(aurora, berlin):
    lisbon = Location.objects.create(name="Lisbon", slug="lisbon", timezone="Europe/Lisbon")
    gown = aurora.variants.get(sku="AUR-IV-38")
    stock.receive(gown, location=berlin, quantity=5)
    data = table(
        {"SKU": "aur-iv-38", "Location": "Berlin", "On hand": "3", "Reorder level": "1"},
        {"SKU": "AUR-IV-38", "Location": "lisbon", "On hand": "2", "Reorder level": ""},
        {"SKU": "AUR-IV-36", "Location": "Berlin", "On hand": "0", "Reorder level": ""},
    )

    job = applied(planned(data, kind="stock"))

    levels = {
        (str(level.variant), str(level.location)): level for level in StockLevel.objects.all()
    }
    here = levels["AUR-IV-38", "Berlin"]
    assert (here.on_hand, here.reorder_level) == (3, 1)
    assert levels["AUR-IV-38", "Lisbon"].on_hand == 2
    assert job.counts["level"] == {"new": 0, "changed": 2, "unchanged": 1}
    moved = StockMovement.objects.filter(note=f"Counted by import {job.pk}")
    assert sorted(moved.values_list("quantity", flat=True)) == [-2, 2]

    undone(job)

    here.refresh_from_db()
    assert (here.on_hand, here.reorder_level, left(job)) == (5, None, [])
    assert StockLevel.objects.get(variant=gown, location=lisbon).on_hand == 0
    assert ledger.differences() == []


def test_a_shelf_that_moved_since_the_plan_is_left_alone(aurora, berlin):
    gown = aurora.variants.get(sku="AUR-IV-38")
    job = planned(table({"SKU": "AUR-IV-38", "On hand": "3"}), kind="stock")
    stock.receive(gown, location=berlin, quantity=1)

    applied(job)

    assert StockLevel.objects.get(variant=gown).on_hand == 1
    assert left(job)[0].endswith("The stock was changed since: 1 are on hand now.")


def test_counts_of_what_the_shop_has_not_are_refused(aurora, berlin):
    data = table(
        {"SKU": "NOBODY", "Location": "Berlin", "On hand": "3"},
        {"SKU": "AUR-IV-38", "Location": "Atlantis", "On hand": "3"},
        {"SKU": "AUR-IV-36", "Location": "Berlin", "On hand": "1"},
        {"SKU": "aur-iv-36", "Location": "berlin", "On hand": "2"},
    )

    said = refused(planned(data, kind="stock"))

    assert "The shop has no such variant." in said[0]
    assert "There is no such location. Known: Berlin." in said[1]
    assert "Line 4 is the same shelf." in said[2]


def test_designers_and_their_collections(designer, tmp_path, capsys):
    makers = table(
        {"Name": "atelier nord", "Lead time in weeks": "20", "Website": ""},
        {"Name": "Maison Lune", "Lead time in weeks": "12", "Website": "https://lune.example"},
    )
    path = tmp_path / "makers.csv"
    path.write_bytes(makers)
    call_command("import_designers", str(path))
    assert "Imported." in capsys.readouterr().out
    designer.refresh_from_db()
    lune = Designer.objects.get(slug="maison-lune")
    assert (designer.lead_time_weeks, lune.lead_time_weeks) == (20, 12)

    job = applied(
        planned(
            table(
                {"Name": "First Light", "Designer": "Maison Lune", "Year": "2027", "Season": "Spring"},
                {"Name": "Dusk", "Designer": "Somebody New", "Year": "2028", "Season": ""},
            ),
            kind="collections",
        )
    )  # fmt: skip

    first = Collection.objects.get(name="First Light")
    assert (first.designer, first.year, first.season) == (lune, 2027, "spring")
    assert Collection.objects.get(name="Dusk").designer.name == "Somebody New"
    undone(job)
    assert (left(job), Collection.objects.count()) == ([], 0)
    assert not Designer.objects.filter(name="Somebody New").exists()


def test_amounts_and_days_are_read_as_the_column_writes_them(db):
    data = table(
        {"Name": "Cleo", "Mail": "c@example.org", "Budget": "1.500,00 €", "Wedding date": "19.06.2027"}
    )  # fmt: skip

    applied(planned(data, kind="customers"))

    cleo = Customer.objects.get()
    assert (cleo.budget, cleo.wedding_on) == (Decimal("1500.00"), date(2027, 6, 19))


def test_a_file_of_something_else_is_told(db):
    data = table(
        {"First Name": "Ada", "Last Name": "B", "Email": "a@example.org", "Accepts Email Marketing": "no",
         "Total Spent": "0", "Total Orders": "0"}
    )  # fmt: skip

    job = planned(data, kind="products")

    assert job.state == "failed"
    assert job.failure
