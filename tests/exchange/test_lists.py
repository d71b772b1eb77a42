"""Lists of brides, counts, samples and appointments: rows become drafts with known fields."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.exchange import mapping, reading, shapes
from core.exchange.drafts import FlatDraft, Refusal
from core.models import FieldDefinition
from tests.exchange.files import table

pytestmark = pytest.mark.django_db


def drafts(kind, *rows, shape="", marks=None):
    """The drafts and refusals of a list, its columns found out."""
    found = reading.read(table(*rows))
    told = mapping.recognise(found.headers, found.rows)
    if shape:
        assert told.shape == shape
    proposed = mapping.propose(told._replace(kind=kind), found.headers, found.rows)
    learned = mapping.learn(found.rows, proposed)
    every = shapes.drafts(
        kind, proposed.shape, found.rows, proposed.used, learned.marks | (marks or {})
    )
    every = list(every)
    said = [str(one) for one in every if isinstance(one, Refusal)]
    values = [
        {key: given.value for key, given in one.values.items()}
        for one in every
        if isinstance(one, FlatDraft)
    ]
    return values, said


SHOPIFY = {
    "Customer ID": "'123", "First Name": "Anna", "Last Name": "Berger",
    "Email": "anna@example.com", "Accepts Email Marketing": "no", "Default Address Company": "",
    "Default Address Address1": "Street 1", "Default Address Phone": "", "Phone": "'+49301234567",
    "Accepts SMS Marketing": "no", "Total Spent": "0.00", "Total Orders": "0", "Note": "",
    "Tax Exempt": "no", "Tags": "",
}  # fmt: skip


def test_shopify_s_customers_become_brides():
    values, said = drafts(
        "customers",
        SHOPIFY | {"Note": "Loves lace", "Tags": "VIP, bride", "Accepts Email Marketing": "yes"},
        SHOPIFY | {"First Name": "", "Phone": "", "Default Address Phone": "030 765432"},
        shape="shopify-customers",
    )  # fmt: skip

    anna, second = values
    assert anna == {
        "name": "Anna Berger", "email": "anna@example.com", "phone": "+49301234567",
        "notes": "Loves lace\nTags: VIP, bride", "has_email_consent": True,
        "has_sms_consent": False,
    }  # fmt: skip
    assert (second["name"], second["phone"]) == ("Berger", "030 765432")
    assert said == []


@pytest.mark.parametrize(
    ("word", "consent"),
    [("yes", True), ("TRUE", True), ("subscribed", True), ("no", False), ("unsubscribed", False)],
)
def test_consent_is_what_a_word_says(word, consent):
    values, _ = drafts("customers", SHOPIFY | {"Accepts Email Marketing": word})

    assert values[0]["has_email_consent"] is consent


@pytest.mark.parametrize("word", ["pending", "maybe", "", "not set", "2024-01-01"])
def test_no_word_gives_consent_but_yes(word):
    values, said = drafts("customers", SHOPIFY | {"Accepts Email Marketing": word})

    assert "has_email_consent" not in values[0]
    assert said == []


def test_brides_from_a_list_of_one_s_own():
    FieldDefinition.objects.create(kind="customer", label="Guests", key="guests", type="number")
    row = {
        "Vorname": "Lea", "Nachname": "Öztürk", "Handy": "0170 123456", "Hochzeit": "19.06.2027",
        "Budget": "2.500,00 €", "Taillenumfang": "68,5 cm", "Guests": "80", "Notizen": "=lace",
    }  # fmt: skip

    values, said = drafts("customers", row, row | {"Hochzeit": "someday", "Handy": "call mum"})

    assert values[0] == {
        "name": "Lea Öztürk", "phone": "0170 123456", "wedding_on": date(2027, 6, 19),
        "budget": Decimal("2500.00"), "waist_cm": Decimal("68.5"), "notes": "=lace",
        "own_guests": 80,
    }  # fmt: skip
    assert said == [
        "Line 3, Handy “call mum”: Write the phone number with digits, for example +49 30 1234567.",
        "Line 3, Hochzeit “someday”: This is no date. Write the date like 2026-11-23.",
    ]
    assert "wedding_on" not in values[1]


def test_empty_keeps_and_the_word_empty_clears():
    row = {"Name": "Anna", "Mail": "", "Notes": "(empty)", "Wedding date": "(empty)"}

    values, said = drafts("customers", row, {"Name": "(empty)", "Mail": "x@example.com"})

    assert values[0] == {"name": "Anna", "notes": "", "wedding_on": None}
    assert said == [
        "Line 3, Name “(empty)”: This cannot be empty. Leave the cell blank to keep what is there."
    ]


def test_shopify_s_inventory_becomes_counts():
    row = {
        "Handle": "luna", "Title": "Luna", "Option1 Name": "Color", "Option1 Value": "Ivory",
        "Option2 Name": "Size", "Option2 Value": "36", "SKU": "LUN-36", "HS Code": "", "COO": "",
        "Location": "Berlin", "Bin name": "", "Committed (not editable)": "1",
        "On hand (current)": "2", "On hand (new)": "3",
    }  # fmt: skip
    bare = {"Option1 Name": "Title", "Option1 Value": "Default Title", "Option2 Name": "",
            "Option2 Value": ""}  # fmt: skip

    values, said = drafts(
        "stock",
        row,
        row | bare | {"SKU": "VEIL", "On hand (new)": "not stocked"},
        row | {"On hand (new)": "many"},
        shape="shopify-inventory",
    )

    assert values[0] == {
        "slug": "luna", "name": "Luna", "size": "36", "color": "Ivory", "sku": "LUN-36",
        "location": "Berlin", "on_hand": 3,
    }  # fmt: skip
    assert values[1] == {"slug": "luna", "name": "Luna", "sku": "VEIL", "location": "Berlin"}
    assert said == [
        "Line 4, On hand (new) “many”: This is no number of pieces. Write a whole number like 3."
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"Token": "", "Item Name": "Luna", "Variation Name": "36", "SKU": "LUN-36", "Price": "5",
         "Current Quantity Berlin": "2", "Current Quantity New York": "0"},
        {"handle": "luna", "sku": "LUN-36", "name": "Luna", "supply_price": "", "retail_price": "5",
         "inventory_Berlin": "2", "inventory_New_York": "0"},
    ],
)  # fmt: skip
def test_pieces_of_several_places_become_a_count_each(row):
    values, said = drafts("stock", row)

    found = [(one["sku"], one["location"], one["on_hand"]) for one in values]
    assert found == [("LUN-36", "Berlin", 2), ("LUN-36", "New York", 0)]
    assert said == []


def test_acuity_s_appointments_keep_their_time():
    row = {
        "Start Time": "November 23, 2026 10:00 am", "End Time": "November 23, 2026 11:00 am",
        "First Name": "Anna", "Last Name": "Berger", "Phone": "+49 30 123456",
        "Email": "anna@example.com", "Type": "First fitting", "Calendar": "Helena",
        "Appointment Price": "0.00", "Paid?": "no", "Notes": "With mother", "Appointment ID": "7",
    }  # fmt: skip

    values, said = drafts("appointments", row, shape="acuity")

    assert values == [{
        "starts_at": datetime(2026, 11, 23, 10, 0), "name": "Anna Berger",
        "phone": "+49 30 123456", "email": "anna@example.com", "type": "First fitting",
        "stylist": "Helena", "notes": "With mother",
    }]  # fmt: skip
    assert said == []


def test_day_and_time_become_one_moment():
    row = {"Datum": "23.11.2026", "Uhrzeit": "14:30", "Terminart": "Anprobe", "Kundin": "Anna",
           "Personen": "3"}  # fmt: skip

    values, said = drafts("appointments", row, row | {"Uhrzeit": ""}, row | {"Uhrzeit": "late"})

    assert values == [{
        "starts_at": datetime(2026, 11, 23, 14, 30), "type": "Anprobe", "name": "Anna",
        "party_size": 3,
    }]  # fmt: skip
    assert said == [
        "Line 3, Datum “23.11.2026”: The time is missing. Write it into its own column, like 14:30.",
        "Line 4, Uhrzeit “late”: This is no time. Write it like 14:30.",
        "Line 4, Datum “23.11.2026”: The time is missing. Write it into its own column, like 14:30.",
    ]


def test_a_moment_with_its_zone_keeps_it():
    values, _ = drafts(
        "appointments", {"Starts": "2026-11-23T14:30Z", "Appointment type": "x", "Customer": "A"}
    )

    assert values[0]["starts_at"] == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def test_samples_designers_and_collections():
    samples, _ = drafts(
        "samples", {"Sample barcode": "S-1", "SKU": "A-1", "Condition": "Like new", "Status": "out"}
    )
    designers, said = drafts(
        "designers",
        {"Designer": "Nord", "Lead time": "16", "Website": "nord.example", "Carried": "ja"},
        {"Designer": "Süd", "Lead time": "soon", "Website": "", "Carried": ""},
    )
    collections, _ = drafts(
        "collections", {"Collection": "Light", "Season": "Autumn", "Year": "2027"}
    )

    assert samples == [{"sample": "S-1", "sku": "A-1", "condition": "new", "status": "out"}]
    assert designers[0] == {
        "name": "Nord", "lead_time_weeks": 16, "website": "https://nord.example", "is_active": True,
    }  # fmt: skip
    assert said == ["Line 3, Lead time “soon”: This is no whole number. Write it like 16."]
    assert collections == [{"name": "Light", "season": "fall", "year": 2027}]


def test_products_by_columns_of_one_s_own_with_fields_of_her_own():
    FieldDefinition.objects.create(kind="product", label="Corset", key="corset", type="yes-no")
    FieldDefinition.objects.create(kind="variant", label="Shelf", key="shelf", type="text")
    found = reading.read(table(
        {"Artikel": "A-1", "Modell": "Luna", "VK": "1.890,00", "Corset": "ja", "Shelf": "3b"},
        {"Artikel": "A-2", "Modell": "Luna", "VK": "1.990", "Corset": "", "Shelf": "4"},
        {"Artikel": "B", "Modell": "Mia", "VK": "x", "Corset": "maybe", "Shelf": "4"},
    ))  # fmt: skip
    suggested = mapping.suggest("products", found.headers, found.rows)
    learned = mapping.learn(found.rows, suggested)

    luna, *rest = shapes.drafts("products", "columns", found.rows, suggested.used, learned.marks)

    assert [given.value for given in luna.values["own_corset"]] == [True]
    assert [variant.values["price"].value for variant in luna.variants] == [1890, 1990]
    assert [variant.values["variant_own_shelf"].value for variant in luna.variants] == ["3b", "4"]
    assert [str(one) for one in rest if isinstance(one, Refusal)] == [
        "Line 4, VK “x”: This is no amount. Write it like 1200.00.",
        "Line 4, Corset “maybe”: Write yes or no.",
    ]
