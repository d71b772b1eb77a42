"""The cards of the search stay true whoever writes: a form, an import, a plain update."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import F

from core import cards
from core.cards import postgres, sqlite
from core.models import (
    Customer,
    CustomerCard,
    Designer,
    Product,
    ProductCard,
    ProductImage,
    Sample,
    SampleCard,
    Variant,
    VariantCard,
)
from core.queries import finding
from core.queries.finding.terms import fold

pytestmark = pytest.mark.django_db

CARDS = (ProductCard, VariantCard, CustomerCard, SampleCard)


def state() -> list[Any]:
    return [sorted(card.objects.values_list(), key=str) for card in CARDS]


@pytest.fixture
def stays_true() -> Iterator[None]:
    """Whatever the test did, cards written anew say the same."""
    yield
    kept = state()
    cards.remove()
    cards.rebuild()
    cards.install()
    assert state() == kept


@pytest.fixture(autouse=True)
def _checked(stays_true: None, sample: Sample, anna: Customer) -> None:
    """A gown in three sizes, a sample of it and a bride."""


def names(model: Any, typed: str) -> list[str]:
    return sorted(str(row) for row in model.objects.filter(finding.find(model, typed).condition))


def test_a_plain_update_of_many_is_found(aurora: Product) -> None:
    Product.objects.update(name="Nightfall")
    assert names(Product, "nightfall") == ["Nightfall"]
    assert names(Product, "aurora") == []
    assert len(names(Variant, "nightfall")) == 3
    assert names(Sample, "nightfall") == ["Aurora, ivory, 38"]


def test_a_renamed_designer_is_found_at_her_gowns(designer: Designer, aurora: Product) -> None:
    Designer.objects.filter(pk=designer.pk).update(name="Maison Ciel")
    assert names(Product, "ciel") == ["Aurora"]
    assert len(names(Variant, "ciel 38")) == 1


def test_a_price_changes_the_span_of_its_product(aurora: Product) -> None:
    aurora.variants.filter(size="38").update(price=F("price") + 100)
    card = aurora.card
    assert (card.price_from, card.price_to) == (Decimal(1890), Decimal(1990))
    aurora.variants.filter(size="38").update(is_active=False)
    card.refresh_from_db()
    assert card.price_to == Decimal(1890)
    Variant.objects.filter(pk__in=aurora.variants.exclude(size="38")).update(price=None)
    card.refresh_from_db()
    assert (card.price_from, card.price_to) == (None, None)


def test_bulk_rows_and_upserts_are_found(aurora: Product) -> None:
    made = Product.objects.bulk_create(
        Product(name=f"Comet {n}", slug=f"comet-{n}") for n in range(3)
    )
    Variant.objects.bulk_create(
        Variant(product=row, sku=f"COM-{row.pk}", price="500") for row in made
    )
    changed = [Variant(pk=row.pk, product_id=row.product_id, sku=f"NEW-{row.pk}", price="700")
               for row in Variant.objects.filter(sku__startswith="COM")]  # fmt: skip
    Variant.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["pk"], update_fields=["sku", "price"]
    )
    assert names(Product, "comet") == ["Comet 0", "Comet 1", "Comet 2"]
    assert names(Product, "com-") == [
        "Comet 0",
        "Comet 1",
        "Comet 2",
    ]  # the beginning of their name
    assert len(names(Variant, "new-")) == 3
    assert ProductCard.objects.filter(price_from=700).count() == 3


def test_a_variant_that_moves_takes_its_price_along(aurora: Product, veil: Product) -> None:
    aurora.variants.filter(size="38").update(product=veil, price=9000)
    assert veil.card.price_to == Decimal(9000)
    assert aurora.card.price_to == Decimal(1890)
    assert "morning" in fold(VariantCard.objects.get(variant__size="38").text)


def test_pictures_come_and_go(aurora: Product, veil: Product) -> None:
    picture = ProductImage.objects.create(product=aurora, url="https://example.org/a.jpg")
    aurora.card.refresh_from_db()
    assert aurora.card.has_picture
    ProductImage.objects.filter(pk=picture.pk).update(product=veil)
    aurora.card.refresh_from_db()
    assert (aurora.card.has_picture, veil.card.has_picture) == (False, True)
    ProductImage.objects.all().delete()
    assert not ProductCard.objects.filter(has_picture=True).exists()


def test_what_is_deleted_is_found_no_more(veil: Product, anna: Customer) -> None:
    veil.delete()
    anna.delete()
    assert names(Product, "veil") == names(Variant, "VEIL-1") == names(Customer, "winter") == []
    assert not VariantCard.objects.filter(codes__icontains="veil").exists()


def test_a_lost_trigger_is_named_and_put_back(aurora: Product) -> None:
    assert cards.missing() == []
    cards.remove()
    assert len(cards.missing()) > 20
    with pytest.raises(ImproperlyConfigured, match="triggers that keep the search true"):
        cards.require()
    Product.objects.update(name="Behind the back")
    assert names(Product, "behind") == []
    cards.install()
    cards.require()
    assert names(Product, "behind") == ["Behind the back"]


def test_the_tables_are_weighed_at_night(aurora: Product) -> None:
    cards.weigh()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'variant_by_sku'")
            assert cursor.fetchone()[0].split()[0] == "3"


def test_an_older_form_of_a_trigger_counts_as_missing() -> None:
    old = sorted(cards._present("default"))[0]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            table = "core_customer"
            cursor.execute(f"ALTER TRIGGER {old} ON {table} RENAME TO {old[:-6]}000000")
        else:
            cursor.execute(f"DROP TRIGGER {old}")
    assert cards.missing() == [old]
    cards.install()
    assert cards.missing() == []


FOLDED = ["Schäfer", "SCHÄFER", "Søren Łukasz", "Straße", "ẞ", "Æsa Œuvre", "Đorđe", "İzmir ı",
          "Zoë-Ann O’Neill", "Ångström/Łódź", "naïve  café", "ﬁne"]  # fmt: skip


@pytest.mark.postgres
@pytest.mark.parametrize("text", FOLDED)
def test_postgres_folds_as_the_search_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_words(%s)", [text])
        kept = cursor.fetchone()[0]
    asked = [part for parts in finding.terms.read(text).words for part in parts]
    assert kept.split() == asked


def test_both_dialects_describe_the_same_triggers() -> None:
    names_there = {name for name, _, _ in postgres.triggers()}
    assert names_there <= {name for name, _ in sqlite.triggers()}
