"""What the owner's fields take, keep and lose, whoever writes them."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection

from core import mirrors
from core.errors import NotPossible, StaleVersion, Unconfirmed
from core.models import Customer, FieldDefinition, OwnValue, Product, Variant
from core.queries import own_fields as reading
from core.services import catalog, customers, merging, own_fields
from tests.cast import Boutique
from tests.exchange.files import table, take

Type = FieldDefinition.Type


def field(key: str, type_: str, kind: str = "product", **more: Any) -> FieldDefinition:
    choices = {"choice": ["Boho", "Glam"], "choices": ["Belt", "Veil"]}.get(type_, [])
    given = {"label": key.title(), "choices": choices} | more
    return FieldDefinition.objects.create(kind=kind, key=key, type=type_, **given)


def filed(row: Any) -> dict[str, Any]:
    """What the database has filed under the row's values."""
    found: dict[str, Any] = {}
    kind = row._meta.model_name
    for value in OwnValue.objects.filter(object_id=row.pk, definition__kind=kind).select_related():
        found.setdefault(value.definition.key, []).append(value.text or value.number)
    return found


def give(row: Any, **own: Any) -> Any:
    row.own = own
    row.save()
    return row


# Reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        (Type.TEXT, "  Silk  ", "Silk"),
        (Type.TEXT, 12, "12"),
        (Type.NUMBER, "12", 12),
        (Type.NUMBER, "12,50", 12.5),
        (Type.NUMBER, "1,250", 1250),
        (Type.NUMBER, 3.0, 3),
        (Type.NUMBER, "-4", -4),
        (Type.MONEY, "1 890,5", "1890.50"),
        (Type.MONEY, Decimal(12), "12.00"),
        (Type.DATE, date(2026, 12, 24), "2026-12-24"),
        (Type.DATE, "24.12.2026", "2026-12-24"),
        (Type.YES_NO, "Yes", True),
        (Type.YES_NO, False, False),
        (Type.CHOICE, "boho", "Boho"),
        (Type.CHOICES, "veil, Belt", ["Belt", "Veil"]),
        (Type.CHOICES, [], None),
        (Type.LINK, "example.org", "https://example.org"),
        (Type.TEXT, "   ", None),
    ],
)
def test_a_value_is_kept_in_one_form(type_: str, given: Any, kept: Any) -> None:
    choices = {"choice": ["Boho", "Glam"], "choices": ["Belt", "Veil"]}.get(type_, [])
    asked = FieldDefinition(type=type_, choices=choices)
    assert own_fields.parse(asked, given) == kept
    if kept is not None:
        assert own_fields.parse(asked, own_fields.write(asked, kept)) == kept
        assert own_fields.parse(asked, kept) == kept


@pytest.mark.parametrize(
    ("type_", "given"),
    [
        (Type.NUMBER, "1e30"),
        (Type.NUMBER, "NaN"),
        (Type.NUMBER, "٣"),
        (Type.NUMBER, True),
        (Type.NUMBER, "1.1234567"),
        (Type.MONEY, "12.345"),
        (Type.MONEY, "-1"),
        (Type.DATE, "31.02.2026"),
        (Type.DATE, "0001-01-01"),
        (Type.YES_NO, "perhaps"),
        (Type.CHOICE, "Punk"),
        (Type.CHOICES, "Belt, Punk"),
        (Type.LINK, "javascript:alert(1)"),
        (Type.LINK, "data:text/html,x"),
        (Type.LINK, "ftp://example.org"),
        (Type.TEXT, "a\x00b"),
        (Type.TEXT, "\ud800"),
        (Type.TEXT, "two\nlines"),
    ],
)
def test_what_is_no_value_is_refused(type_: str, given: Any) -> None:
    choices = {"choice": ["Boho"], "choices": ["Belt"]}.get(type_, [])
    with pytest.raises(ValidationError):
        own_fields.parse(FieldDefinition(type=type_, choices=choices), given)


# Defining ----------------------------------------------------------------------------------------


def test_a_short_name_is_made_and_stays(helena: Any) -> None:
    made = own_fields.save(FieldDefinition(kind="product", label="Größe / cm", type="number"))
    again = own_fields.save(FieldDefinition(kind="product", label="Große – cm", type="number"))
    assert (made.key, again.key) == ("groe_cm", "groe_cm_2") or made.key != again.key
    made.key = "other"
    with pytest.raises(NotPossible, match="short name stays"):
        own_fields.save(made, by=helena)


@pytest.mark.parametrize(
    ("about", "fault"),
    [
        ({"type": "choice"}, "choices"),
        ({"type": "choice", "choices": ["A", "a"]}, "choices"),
        ({"type": "choices", "choices": ["A, B", "C"]}, "choices"),
        ({"type": "number", "default": "many"}, "default"),
        ({"type": "long-text", "is_searched": True}, "is_searched"),
        ({"type": "link", "is_filter": True}, "is_filter"),
        ({"type": "text", "key": "Über"}, "key"),
    ],
)
def test_a_field_that_makes_no_sense_is_refused(
    db: None, about: dict[str, Any], fault: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        own_fields.save(FieldDefinition(kind="product", label="Mood", **about))
    assert fault in refusal.value.message_dict
    assert not FieldDefinition.objects.exists()


def test_a_type_changes_with_its_values_once_she_has_said_yes(aurora: Product) -> None:
    hem = field("hem", "text")
    give(aurora, hem="12,5")
    hem.type = "number"
    with pytest.raises(Unconfirmed, match="1 value would be changed from text to number"):
        own_fields.save(hem)
    aurora.refresh_from_db()
    assert aurora.own == {"hem": "12,5"}
    own_fields.save(hem, is_sure=True)
    aurora.refresh_from_db()
    assert aurora.own == {"hem": 12.5}
    assert filed(aurora) == {"hem": [Decimal("12.5")]}


def test_a_type_that_does_not_fit_is_refused_with_the_count(aurora: Product, veil: Product) -> None:
    hem = field("hem", "text")
    give(aurora, hem="12")
    give(veil, hem="long")
    hem.type = "number"
    with pytest.raises(NotPossible, match=r"1 of 2 values can't be read as number.*“long”"):
        own_fields.save(hem, is_sure=True)
    assert FieldDefinition.objects.get().type == "text"
    assert filed(aurora) == {"hem": ["12"]}


def test_a_choice_in_use_is_not_taken_out_in_silence(aurora: Product, veil: Product) -> None:
    extras = field("extras", "choices")
    give(aurora, extras=["Belt", "Veil"])
    give(veil, extras=["Veil"])
    extras.choices = ["Belt", "Bow"]
    with pytest.raises(Unconfirmed, match="“Veil” is used by 2"):
        own_fields.save(extras)
    own_fields.save(extras, is_sure=True)
    aurora.refresh_from_db()
    veil.refresh_from_db()
    assert (aurora.own, veil.own) == ({"extras": ["Belt"]}, {})
    assert filed(aurora) == {"extras": ["Belt"]}


def test_deleting_needs_the_count_she_was_shown(aurora: Product) -> None:
    mood = field("mood", "choice")
    give(aurora, mood="Boho")
    with pytest.raises(NotPossible, match="Take Mood away first"):
        own_fields.delete(mood, values=1)
    own_fields.archive(mood)
    with pytest.raises(NotPossible, match="taken away already"):
        own_fields.archive(mood)
    with pytest.raises(StaleVersion):
        own_fields.delete(mood, values=0)
    assert own_fields.delete(mood, values=1) == 1
    aurora.refresh_from_db()
    assert aurora.own == {}
    assert not OwnValue.objects.exists()


# Rows --------------------------------------------------------------------------------------------


def test_what_belongs_to_no_field_goes_and_what_was_taken_away_stays(aurora: Product) -> None:
    field("mood", "choice")
    old = field("old", "text")
    give(aurora, mood="Boho", old="kept")
    own_fields.archive(old)
    own_fields.put(aurora, {"mood": "glam", "nobody": "knows"})
    catalog.save_product(aurora)
    aurora.refresh_from_db()
    assert aurora.own == {"mood": "Glam", "old": "kept"}


def test_a_wrong_value_names_its_field(anna: Customer) -> None:
    field("hem", "number", "customer")
    own_fields.put(anna, {"hem": "long"})
    with pytest.raises(ValidationError) as refusal:
        customers.save(anna)
    assert list(refusal.value.message_dict) == ["own_hem"]
    anna.refresh_from_db()
    assert anna.own == {}


def test_the_database_files_each_value_itself(aurora: Product, veil: Product) -> None:
    """Whoever writes, and however: the index is never behind."""
    for key, type_ in (("hem", "number"), ("mood", "choice"), ("extras", "choices")):
        field(key, type_)
    field("vegan", "yes-no")
    field("story", "long-text")
    mine = {"hem": 2, "mood": "Boho", "extras": ["Belt", "Veil"], "vegan": True, "story": "x" * 999}
    give(aurora, **mine)
    expected = {"hem": [2], "mood": ["Boho"], "extras": ["Belt", "Veil"], "vegan": ["true"]}
    assert {key: sorted(values) for key, values in filed(aurora).items()} == expected
    Product.objects.filter(pk=veil.pk).update(own={"hem": 7})
    assert filed(veil) == {"hem": [7]}
    Product.objects.bulk_create([Product(name="New", slug="new", own={"mood": "Glam"})])
    assert filed(Product.objects.get(slug="new")) == {"mood": ["Glam"]}
    Product.objects.filter(slug="new").delete()
    assert OwnValue.objects.filter(text="Glam").count() == 0
    twin = Variant.objects.create(pk=aurora.pk + 10**6, product=aurora, sku="TWIN")
    field("mood", "choice", "variant")
    give(twin, mood="Boho")
    give(aurora)
    assert (filed(aurora), filed(twin)) == ({}, {"mood": ["Boho"]})


def test_an_import_loses_no_value_and_begins_new_ones(
    aurora: Product, settings: Any, tmp_path: Path
) -> None:
    settings.VAR_DIR = tmp_path
    field("mood", "choice")
    field("vegan", "yes-no", default="yes")
    give(aurora, mood="Boho")
    rows = [
        {"Web name": "aurora", "Product": "Aurora", "Description": "New words"},
        {"Web name": "luna", "Product": "Luna", "Description": ""},
    ]
    take(table(*rows))
    aurora.refresh_from_db()
    assert (aurora.description, aurora.own) == ("New words", {"mood": "Boho"})
    assert filed(aurora) == {"mood": ["Boho"]}
    luna = Product.objects.get(slug="luna")
    assert (luna.own, filed(luna)) == ({"vegan": True}, {"vegan": ["true"]})
    assert luna.history.get().own == {"vegan": True}
    assert aurora.history.first().own == {"mood": "Boho"}


def test_two_rows_of_one_bride_keep_the_fields_of_both(
    anna: Customer, bea: Customer, boutique: Boutique
) -> None:
    field("met", "date", "customer")
    field("shoe", "number", "customer")
    field("source", "text", "customer")
    give(anna, met="2026-10-01", shoe=38)
    give(bea, shoe=40, source="Friends")
    clash = next(c for c in merging.clashes(anna, bea) if c.name == "own_shoe")
    assert (clash.label, clash.stays, clash.goes) == ("Shoe", "38", "40")
    record = merging.merge(anna, bea, take=["own_shoe"])
    anna.refresh_from_db()
    assert anna.own == {"met": "2026-10-01", "shoe": 40, "source": "Friends"}
    merging.undo(record)
    anna.refresh_from_db()
    assert anna.own == {"met": "2026-10-01", "shoe": 38}
    assert Customer.objects.get(name="Bea Sommer").own == {"shoe": 40, "source": "Friends"}


@pytest.mark.parametrize("few", [0, 1500])
def test_few_and_many_hits_are_found_alike(
    aurora: Product, veil: Product, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(reading, "FEW", few)
    hem, maker = field("hem", "number"), field("maker", "text")
    mood = field("mood", "choice")
    give(aurora, hem=5, maker="Élodie", mood="Boho")
    give(veil, hem=9)
    every = Product.objects.order_by("pk")
    assert list(reading.narrowed(every, hem, reading.between(hem, Decimal(6), None))) == [veil]
    assert list(reading.narrowed(every, hem, reading.between(hem, None, Decimal(5)))) == [aurora]
    assert list(reading.narrowed(every, maker, reading.containing("élo"))) == [aurora]
    assert list(reading.choosing(every, mood, "Boho")) == [aurora]
    assert list(reading.empty(every, mood)) == [veil]


def test_the_program_notices_when_the_index_has_no_keeper(db: None) -> None:
    mirrors.require()
    drop = "DROP TRIGGER core_own_product_update"
    with connection.cursor() as cursor:
        cursor.execute(drop + (" ON core_product" if connection.vendor == "postgresql" else ""))
    assert mirrors.missing() == ["core_own_product_update"]
    with pytest.raises(ImproperlyConfigured, match="core_own_product_update"):
        mirrors.require()
    mirrors.install()
    assert mirrors.missing() == []
