"""Mapping: what an owner's columns mean, found out, chosen and kept."""

import json

import pytest

from core.errors import NotPossible
from core.exchange import mapping, reading
from core.exchange.mapping import Mapping
from core.models import FieldDefinition
from tests.exchange.files import table

pytestmark = pytest.mark.django_db


def look(*rows, kind=""):
    found = reading.read(table(*rows))
    told = mapping.recognise(found.headers, found.rows)
    return told, mapping.suggest(kind or told.kind, found.headers, found.rows)


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        ("products", {"Artikelnummer": "sku", "Bezeichnung": "name", "Größe": "size",
                      "Farbe": "color", "VK brutto (€)": "price", "EK netto": "cost",
                      "Marke": "designer", "Bestand": "on_hand", "EAN-Code": "barcode"}),
        ("products", {"Référence": "sku", "Désignation": "name", "Taille": "size",
                      "Coloris": "color", "Prix de vente": "price", "Prix d'achat": "cost"}),
        ("products", {"Código": "sku", "Modelo": "name", "Talla": "size", "PVP": "price",
                      "Marca": "designer", "Categoría": "category"}),
        ("products", {"Style No.": "sku", "Style Name": "name", "Wholesale EUR": "cost",
                      "RRP (EUR)": "price", "Brand": "designer", "Product description":
                      "description"}),
        ("customers", {"Vorname": "first_name", "Nachname": "last_name", "E-Mail-Adresse": "email",
                       "Handynummer": "phone", "Hochzeitsdatum": "wedding_on",
                       "Bemerkungen": "notes", "Taillenumfang": "waist_cm"}),
        ("customers", {"Prénom": "first_name", "Nom de famille": "last_name", "Courriel": "email",
                       "Date du mariage": "wedding_on", "Téléphone": "phone"}),
        ("customers", {"Customer name": "name", "Customer email": "email", "Mobile phone": "phone",
                       "Wedding day": "wedding_on", "Newsletter": "has_email_consent"}),
        ("stock", {"SKU": "sku", "Filiale": "location", "Menge": "on_hand",
                   "Mindestbestand": "reorder_level"}),
        ("designers", {"Marke": "name", "Lieferzeit": "lead_time_weeks", "Webseite": "website"}),
        ("collections", {"Kollektion": "name", "Saison": "season", "Jahr": "year",
                         "Marke": "designer"}),
        ("samples", {"Sample barcode": "sample", "SKU": "sku", "Zustand": "condition",
                     "Filiale": "location"}),
        ("appointments", {"Datum": "day", "Uhrzeit": "clock", "Terminart": "type",
                          "Kundin": "name", "Mitarbeiterin": "stylist", "Kabine": "room"}),
    ],
)  # fmt: skip
def test_words_of_the_trade_in_four_languages(kind, meant):
    _, suggested = look(dict.fromkeys(meant, "x"), kind=kind)

    assert suggested.used == meant


def test_cells_tell_what_a_name_does_not():
    told, suggested = look(
        {"A": "Anna", "B": "anna@example.com", "C": "+49 170 123456", "D": "19.06.2027", "E": "x"},
        {"A": "Lea", "B": "lea@example.com", "C": "030 1234567", "D": "", "E": "y"},
        kind="customers",
    )

    assert suggested.used == {"B": "email", "C": "phone", "D": "wedding_on"}
    assert suggested.unused == ["A", "E"]
    assert {guess.how for guess in suggested.columns if guess.field} == {"content"}
    assert told.shape == "columns"


def test_cells_tell_codes_prices_and_pictures():
    _, suggested = look(
        {"X1": "4006381333931", "X2": "1.890,00 €", "X3": "https://example.org/a.jpg", "X4": "3"},
        kind="products",
    )

    assert suggested.used == {"X1": "barcode", "X2": "price", "X3": "pictures"}


def test_of_two_columns_with_one_meaning_the_surer_is_taken():
    _, suggested = look(
        {"Title": "a", "Product": "b", "RRP": "5.00", "Price": "6.00"}, kind="products"
    )

    assert suggested.used == {"Product": "name", "Price": "price"}
    assert suggested.unused == ["Title", "RRP"]


def test_a_name_proves_nothing_where_no_cell_can_be_read():
    _, suggested = look(
        {"SKU": "A", "Status": "1", "Type": "configurable", "Categories": "Gowns", "Stock": "many"},
        {"SKU": "B", "Status": "0", "Type": "simple", "Categories": "", "Stock": "few"},
        kind="products",
    )

    assert suggested.used == {"SKU": "sku", "Categories": "category"}
    assert suggested.unused == ["Status", "Type", "Stock"]


def test_samples_of_each_column_are_shown():
    _, suggested = look(*({"SKU": f"A-{n}", "Size": "38"} for n in range(9)), kind="products")

    assert suggested.columns[0].samples == ("A-0", "A-1", "A-2")
    assert suggested.columns[1].samples == ("38",)


def test_the_owner_s_choice_is_kept_for_the_next_file_of_that_supplier():
    _, suggested = look({"Artikel": "A", "Preis": "5", "Lager": "1"}, kind="products")
    chosen = suggested.chosen({"Lager": "", "Preis": "cost"})
    chosen.marks["Preis"] = ","

    again = Mapping.from_json(json.loads(json.dumps(chosen.to_json())))
    applied = again.over(["artikel", "PREIS", "Neu"])

    assert again.used == chosen.used == {"Artikel": "sku", "Preis": "cost"}
    assert applied.used == {"artikel": "sku", "PREIS": "cost"}
    assert applied.unused == ["Neu"]
    assert applied.marks == {"PREIS": ","}
    assert again.columns[1].how == "chosen"


@pytest.mark.parametrize(
    ("kind", "choices", "sentence"),
    [
        ("products", {"a": "sku", "b": "price", "c": "price"},
         "“b” and “c” cannot both be “Price”: choose one of them."),
        ("products", {"a": "price"}, "No column says SKU, Barcode, Web name or Product"),
        ("customers", {"a": "email"}, "No column says Name, or First and Last name"),
        ("appointments", {"a": "day", "b": "name"}, "No column says Appointment type"),
        ("products", {"a": "sku", "b": "own_gone"}, "“b” stands for a field that is not there"),
    ],
)  # fmt: skip
def test_a_mapping_that_cannot_work_hears_why(kind, choices, sentence):
    chosen = Mapping(kind, [mapping.Guess(name, key) for name, key in choices.items()])

    with pytest.raises(NotPossible) as refusal:
        mapping.require_sound(chosen)

    assert sentence in refusal.value.message


def test_her_own_fields_are_columns_like_any_other():
    FieldDefinition.objects.create(kind="product", label="Corset", key="corset", type="yes-no")
    FieldDefinition.objects.create(kind="variant", label="Shelf", key="shelf", type="text")
    FieldDefinition.objects.create(kind="customer", label="Song", key="song", type="text")

    _, gowns = look({"SKU": "A", "Corset": "yes", "shelf": "3"}, kind="products")
    _, brides = look({"Name": "Anna", "Song": "Ave"}, kind="customers")

    assert gowns.used == {"SKU": "sku", "Corset": "own_corset", "shelf": "variant_own_shelf"}
    assert brides.used == {"Name": "name", "Song": "own_song"}


SHAPES = {
    "shopify": "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Variant SKU,Variant Price,Image Src,Status",
    "shopify (new)": "Title,URL handle,Description,Vendor,Product category,Type,Tags,"
    "Published on online store,Status,SKU,Barcode,Option1 name,Option1 value,Price,"
    "Inventory quantity,Product image URL",
    "woocommerce": "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Tax status,"
    "Stock,Regular price,Categories,Images,Parent",
    "square": "Token,Item Name,Variation Name,SKU,Description,Category,Price,Current Quantity Main",
    "lightspeed": "id,handle,sku,name,description,type,variant_option_one_name,"
    "variant_option_one_value,tags,supply_price,retail_price,brand_name,inventory_Main_Outlet",
    "shopify-inventory": "Handle,Title,Option1 Name,Option1 Value,SKU,HS Code,COO,Location,"
    "Bin name,Incoming (not editable),On hand (current),On hand (new)",
    "shopify-customers": "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,"
    "Default Address Company,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tags",
    "acuity": "Start Time,End Time,First Name,Last Name,Phone,Email,Type,Calendar,"
    "Appointment Price,Paid?,Amount Paid Online,Certificate Code,Notes,Appointment ID",
}
KINDS = {"shopify-inventory": "stock", "shopify-customers": "customers", "acuity": "appointments"}


@pytest.mark.parametrize("name", SHAPES)
def test_known_programs_are_recognised_by_their_columns(name):
    headers = SHAPES[name].split(",")
    shape = name.split(" ")[0]

    told = mapping.recognise(headers, [])
    proposed = mapping.propose(told, headers, [])

    assert (told.shape, told.kind) == (shape, KINDS.get(shape, "products"))
    assert told.how_sure > 0.9
    assert proposed.shape == shape
    assert len(proposed.used) >= 7
    mapping.require_sound(proposed)


@pytest.mark.parametrize("kind", mapping.KINDS)
def test_our_own_columns_are_recognised_for_every_kind(kind):
    headers = [field.label for field in mapping.fields(kind)]

    told = mapping.recognise(headers, [])

    assert (told.kind, told.shape) == (kind, "native")
    assert mapping.propose(told, headers, []).unused == []


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Vorname,Nachname,E-Mail,Telefon,Hochzeitsdatum", "customers"),
        ("Artikelnummer,Bezeichnung,Größe,Farbe,VK,EK", "products"),
        ("SKU,Filiale,Bestand", "stock"),
        ("Datum,Uhrzeit,Terminart,Kundin,Beraterin", "appointments"),
        ("Marke,Lieferzeit,Webseite", "designers"),
        ("a,b,c", ""),
    ],
)
def test_the_kind_of_an_unknown_list_is_told_by_its_columns(headers, kind):
    told = mapping.recognise(headers.split(","), [])

    assert (told.kind, told.shape) == (kind, "columns")
    assert told.says.endswith(".")


def test_columns_nobody_knows_mean_nothing_until_somebody_says():
    told = mapping.recognise(["a", "b"], [])

    assert mapping.propose(told, ["a", "b"], []).unused == ["a", "b"]


def test_what_cells_leave_open_is_asked():
    found = reading.read(table(
        {"Name": "Anna", "Wedding date": "03/04/2027", "Budget": "1.200", "Song": "x"},
        {"Name": "Lea", "Wedding date": "05/06/2027", "Budget": "1.200,50", "Song": "y"},
    ))  # fmt: skip
    suggested = mapping.suggest("customers", found.headers, found.rows)

    learned = mapping.learn(found.rows, suggested)
    assert learned.marks == {"Budget": ","}
    assert learned.undecided == {"Wedding date": ["DD/MM/YYYY", "MM/DD/YYYY"]}

    suggested.marks["Wedding date"] = "MM/DD/YYYY"
    learned = mapping.learn(found.rows, suggested)
    assert learned.marks == {"Budget": ",", "Wedding date": "MM/DD/YYYY"}
    assert learned.undecided == {}
