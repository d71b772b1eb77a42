"""What a word typed finds, and what it does not: the same on both databases."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Appointment, Customer, Product, Sample, StockLevel, StockMovement, Variant
from core.queries import finding
from core.queries.finding import fields

pytestmark = pytest.mark.django_db


def found(model: Any, typed: str) -> list[str]:
    return sorted(str(row) for row in model.objects.filter(finding.find(model, typed).condition))


@pytest.fixture
def brides(db: None) -> None:
    for name, email, phone in (
        ("Lena Schäfer", "lena@schaefer.example", "+49 170 5550101"),
        ("Søren Łukaszewska", "", "0044 20 7946 0958"),
        ("Anna-Maria O’Neill", "am.oneill@example.org", "030 23125101"),
        ("Élodie Weiß", "", ""),
    ):
        Customer.objects.create(name=name, email=email, phone=phone)


@pytest.mark.parametrize("typed", ["Schäfer", "schafer", "SCHÄFER", "schaf", "lena s", "s lena"])
def test_case_and_accents_do_not_matter(brides: None, typed: str) -> None:
    assert "Lena Schäfer" in found(Customer, typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("soren", "Søren Łukaszewska"),
        ("LUKASZ", "Søren Łukaszewska"),
        ("maria", "Anna-Maria O’Neill"),
        ("anna-maria", "Anna-Maria O’Neill"),
        ("neill", "Anna-Maria O’Neill"),
        ("weiss elodie", "Élodie Weiß"),
        ("WEISS", "Élodie Weiß"),
        ("am.oneill@example", "Anna-Maria O’Neill"),
        ("+49 170 5550101", "Lena Schäfer"),
        ("0170 555 0101", "Lena Schäfer"),
        ("01705550101", "Lena Schäfer"),
        ("0049-170-5550101", "Lena Schäfer"),
        ("550101", "Lena Schäfer"),
        ("0101", "Lena Schäfer"),
        ("+44 20 7946 0958", "Søren Łukaszewska"),
        ("(0)20 7946", "Søren Łukaszewska"),
        ("+49 30 23125101", "Anna-Maria O’Neill"),
    ],
)
def test_she_is_found_by_what_is_known_of_her(brides: None, typed: str, name: str) -> None:
    assert found(Customer, typed) == [name]


@pytest.mark.parametrize(
    "typed",
    [
        "hafer",
        "zzyzx",
        "lena anna",
        "%",
        "_",
        "\\",
        '"',
        "*",
        "'; --",
        "€",
        "\x00",
        "\ud800",
        "NEAR(a b)",
        "text:lena",
    ],
)
def test_what_no_word_begins_with_finds_nobody(brides: None, typed: str) -> None:
    assert finding.find(Customer, typed).is_alike or found(Customer, typed) == []


def test_a_gown_is_found_by_name_designer_and_codes(aurora: Product, sample: Sample) -> None:
    for typed in ("aur", "atelier nord", "nord aurora", "AUR-IV-38", "auriv", "iv-38", "4000000"):
        assert found(Product, typed) == ["Aurora"], typed
    assert found(Variant, "aurora 38") == ["AUR-IV-38"]
    assert found(Variant, "40000000000" + "38") == ["AUR-IV-38"]
    assert found(Sample, "s-0001") == found(Sample, "ivory nord") == ["Aurora, ivory, 38"]


def test_stock_is_found_by_its_variant_and_the_ledger_by_reference(
    aurora: Product, berlin: Any
) -> None:
    variant = aurora.variants.get(size="38")
    StockLevel.objects.create(variant=variant, location=berlin)
    StockMovement.objects.create(
        variant=variant, location=berlin, quantity=1, reason="received", reference="PO_2026/117"
    )
    assert found(StockLevel, "aurora 38") == ["AUR-IV-38 at Berlin"]
    for typed in ("po_2026", "PO_2026/117", "AUR-IV-38", "aurora"):
        assert len(found(StockMovement, typed)) == 1, typed
    assert found(StockMovement, "poX2026") == found(StockMovement, "2026/117") == []


def test_an_appointment_is_found_by_bride_and_reference(booked: Any) -> None:
    booked("10:00")
    for typed in ("winter", "anna w", "cast0001", "CAST"):
        assert [row.partition(" ")[0] for row in found(Appointment, typed)] == ["CAST0001"], typed
    assert found(Appointment, "st0001") == []


def test_codes_are_exact(aurora: Product, sample: Sample, anna: Customer, booked: Any) -> None:
    booked("10:00")
    variant = aurora.variants.get(size="38")
    assert finding.exact(Variant, "aur-iv-38") == [variant.pk]
    assert finding.exact(Variant, variant.barcode) == [variant.pk]
    assert finding.exact(Product, " AUR-IV-38 ") == [aurora.pk]
    assert finding.exact(Sample, "S-0001") == [sample.pk]
    assert finding.exact(Appointment, "cast0001") == [Appointment.objects.get().pk]
    assert finding.exact(Customer, anna.email.upper()) == [anna.pk]
    assert finding.exact(Variant, "AUR-IV") == finding.exact(Variant, "") == []


def test_many_hits_are_found_like_few(brides: None, monkeypatch: pytest.MonkeyPatch) -> None:
    few = {typed: found(Customer, typed) for typed in ("a", "lena", "0101", "example", "zzyzx")}
    monkeypatch.setattr(fields, "MOST", 0)
    assert {typed: found(Customer, typed) for typed in few} == few


@pytest.mark.postgres
@pytest.mark.parametrize("typed", ["Schaffer", "Shäfer", "schäferr", "Lukazewska", "Elodee"])
def test_postgres_forgives_a_slip(brides: None, typed: str) -> None:
    assert finding.find(Customer, typed).is_alike
    assert found(Customer, typed) != []


@pytest.mark.postgres
def test_what_is_spelled_right_is_not_mixed_with_what_looks_like_it(brides: None) -> None:
    Customer.objects.create(name="Lena Schaffer")
    assert found(Customer, "schafer") == ["Lena Schäfer"]


@pytest.mark.parametrize("model", [Product, Variant, Customer, Appointment, Sample])
def test_a_search_costs_the_same_with_thirty_hits(model: Any, brides: None) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(model.objects.filter(finding.find(model, "anna").condition))
        return len(seen)

    for n in range(30):
        product = Product.objects.create(name=f"Anna {n}", slug=f"anna-{n}")
        Variant.objects.create(product=product, sku=f"ANNA-{n}")
        Customer.objects.create(name=f"Anna {n}")
    many = asked()
    assert many <= 3
