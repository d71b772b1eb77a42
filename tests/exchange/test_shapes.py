"""Exports of other shops' programs, with the columns their documentation names."""

from decimal import Decimal

import pytest

from core.exchange import products, reading, shapes
from core.exchange.drafts import Refusal
from core.models import Product, StockMovement, Variant
from tests.exchange.files import reasons, states, table, take

pytestmark = pytest.mark.django_db

WOO = {
    "ID": "", "Type": "", "SKU": "", "GTIN, UPC, EAN, or ISBN": "", "Name": "", "Published": "1",
    "Is featured?": "0", "Visibility in catalog": "visible", "Short description": "",
    "Description": "", "Tax status": "taxable", "In stock?": "1", "Stock": "",
    "Sale price": "", "Regular price": "", "Categories": "", "Tags": "", "Images": "",
    "Parent": "", "Brands": "", "Attribute 1 name": "", "Attribute 1 value(s)": "",
    "Attribute 1 visible": "", "Attribute 2 name": "", "Attribute 2 value(s)": "",
}  # fmt: skip
WOO_LUNA = WOO | {
    "ID": "741", "Type": "variable", "SKU": "LUN", "Name": "Luna", "Brands": "Nord",
    "Description": "<p>Soft</p>\\n<p>tulle</p>", "Tags": "boho, summer",
    "Categories": "Gowns, Gowns > A-line, Sale",
    "Images": "https://example.org/1.jpg, https://example.org/a,b.jpg",
    "Attribute 1 name": "Farbe", "Attribute 1 value(s)": "Ivory, Blush",
    "Attribute 2 name": "Size", "Attribute 2 value(s)": "36, 38",
}  # fmt: skip
WOO_36 = WOO | {
    "ID": "742", "Type": "variation", "SKU": "LUN-36", "Parent": "LUN", "Regular price": "1890",
    "Sale price": "990", "Stock": "2", "Attribute 1 name": "Farbe", "Attribute 1 value(s)": "Ivory",
    "Attribute 2 name": "Size", "Attribute 2 value(s)": "36",
}  # fmt: skip
WOO_38 = WOO_36 | {"ID": "743", "SKU": "LUN-38", "Parent": "id:741", "Attribute 2 value(s)": "38"}
VEIL = WOO | {
    "ID": "9", "Type": "simple, virtual", "SKU": "VEIL", "Name": "Veil", "Regular price": "1.200,50",
    "Visibility in catalog": "hidden", "Stock": "-1", "Attribute 1 name": "Size",
    "Attribute 1 value(s)": "one",
}  # fmt: skip


def test_woocommerce_variations_become_variants_of_their_product(berlin):
    take(table(WOO_LUNA, WOO_36, VEIL, WOO_38))

    luna, veil = Product.objects.order_by("name")
    assert (luna.name, luna.status, luna.designer.name) == ("Luna", "active", "Nord")
    assert (luna.category.name, luna.category.parent.name) == ("A-line", "Gowns")
    assert (luna.description, luna.tags) == ("<p>Soft</p>\n<p>tulle</p>", ["boho", "summer"])
    assert [image.url for image in luna.images.all()] == [
        "https://example.org/1.jpg", "https://example.org/a,b.jpg",
    ]  # fmt: skip
    found = luna.variants.values_list("sku", "size", "color", "price")
    assert list(found) == [
        ("LUN-36", "36", "Ivory", Decimal("1890.00")),
        ("LUN-38", "38", "Ivory", Decimal("1890.00")),
    ]
    assert (veil.status, veil.variants.get().size) == ("draft", "one")
    assert veil.variants.get().price == Decimal("1200.50")
    assert sum(StockMovement.objects.values_list("quantity", flat=True)) == 4


def test_the_same_woocommerce_file_again_changes_nothing(berlin):
    take(table(WOO_LUNA, WOO_36, VEIL, WOO_38))

    plan = products.plan(table(WOO_LUNA, WOO_36, VEIL, WOO_38))

    assert states(plan) == {"product": (0, 0, 2), "variant": (0, 0, 3)}
    assert plan.notices == [
        "2 with a sale price: the regular price was taken.",
        "1 published but hidden from the old shop's catalogue: taken as draft.",
        "1 with less than no pieces in stock: counted as 0.",
    ]


def test_woocommerce_in_german_is_the_same():
    german = {
        "Type": "Typ", "SKU": "Artikelnummer", "Published": "Veröffentlicht",
        "Regular price": "Regulärer Preis", "Parent": "Übergeordnetes Produkt",
        "Attribute 1 name": "Attribut 1 Name", "Attribute 1 value(s)": "Attribut 1 Wert(e)",
    }  # fmt: skip
    rows = [{german.get(k, k): v for k, v in row.items()} for row in (WOO_LUNA, WOO_36)]

    draft = shapes.draft(reading.read(table(*rows)))

    assert draft.shape == "woocommerce"
    assert draft.products[0].variants[0].values["color"].value == "Ivory"


def test_what_woocommerce_rows_lack_is_said_row_by_row(berlin):
    plan = products.plan(table(
        WOO_36,
        WOO | {"Type": "bundle", "Name": "Set", "SKU": "S"},
        WOO | {"Type": "simple", "SKU": "N"},
        VEIL | {"Published": "maybe"},
        WOO | {"Type": "grouped", "Name": "Look", "SKU": "L"},
    ))  # fmt: skip

    said = "\n".join(reasons(plan))
    for sentence in (
        "Line 2, Parent “LUN”: The product of this variation is not above it",
        "Line 3, Type “bundle”: This is not one of: simple, variable, variation.",
        "Line 4, Name: Every product needs its name.",
        "Line 5, Published “maybe”: This is 1 for published",
    ):
        assert sentence in said, said
    assert "1 that only group other products were left out." in plan.notices


SQUARE = {
    "Token": "", "Item Name": "Luna", "Variation Name": "Regular", "SKU": "", "Description": "",
    "Categories": "Gowns (Gowns > A-line)", "Reporting Category": "", "GTIN": "", "Item Type":
    "Physical good", "Square Online Item Visibility": "visible", "Price": "", "Archived": "N",
    "Sellable": "Y", "Option Name 1": "", "Option Value 1": "", "Option Name 2": "",
    "Option Value 2": "", "Default Unit Cost": "", "Default Vendor Name": "Nord",
    "Current Quantity Berlin": "", "New Quantity Berlin": "", "Stock Alert Count Berlin": "",
}  # fmt: skip


def test_square_s_variations_become_variants(berlin):
    options = {"Option Name 1": "Size", "Option Name 2": "Color"}
    rows = [
        SQUARE | options | {
            "SKU": f"LUN-{size}", "Option Value 1": size, "Option Value 2": "Ivory",
            "Price": "1,890.00", "Default Unit Cost": "800.00", "Current Quantity Berlin": "2",
            "Categories": "Gowns > A-line", "GTIN": f"400638133393{size[1]}",
        }
        for size in ("36", "38")
    ]  # fmt: skip
    veil = SQUARE | {"Item Name": "Veil", "SKU": "VEIL", "Price": "variable", "Categories": "",
                     "Archived": "Y", "Current Quantity Berlin": "-1"}  # fmt: skip
    fitting = SQUARE | {"Item Name": "Fitting", "Item Type": "Appointments service"}

    plan = take(table(*rows, veil, fitting))

    luna, veil = Product.objects.order_by("name")
    assert (luna.status, luna.designer.name, luna.category.name) == ("active", "Nord", "A-line")
    assert list(luna.variants.values_list("sku", "size", "color", "price", "cost")) == [
        ("LUN-36", "36", "Ivory", Decimal("1890.00"), Decimal("800.00")),
        ("LUN-38", "38", "Ivory", Decimal("1890.00"), Decimal("800.00")),
    ]
    assert (veil.status, veil.variants.get().price) == ("archived", None)
    assert sum(StockMovement.objects.values_list("quantity", flat=True)) == 4
    assert plan.notices == [
        "1 that are no goods but services were left out.",
        "1 with a price that is typed at the till: taken without a price.",
        "1 with less than no pieces in stock: counted as 0.",
    ]
    assert "Token" not in plan.unused  # it was empty everywhere
    assert "Item Type" not in plan.unused


@pytest.mark.parametrize(
    ("name", "size", "other"),
    [("Ivory, 38", "38", "Ivory"), ("M", "M", ""), ("Ivory / XL", "XL", "Ivory"),
     ("Cathedral", "", "Cathedral"), ("Regular", "", "")],
)  # fmt: skip
def test_square_s_variation_names_tell_the_size(berlin, name, size, other):
    take(table(SQUARE | {"Variation Name": name, "SKU": "L", "Categories": ""}))

    variant = Variant.objects.get()
    assert (variant.size, variant.other) == (size, other)


def test_pieces_of_several_places_are_left_out_and_said(berlin):
    row = SQUARE | {"SKU": "L", "Current Quantity Berlin": "2", "Current Quantity Lisbon": "3"}

    plan = products.plan(table(row))

    assert not any("on_hand" in entry.after for entry in plan.entries)
    assert "Pieces at Berlin, Lisbon were left out" in plan.notices[0]


VEND = {
    "id": "", "handle": "luna", "sku": "", "composite_name": "", "name": "Luna",
    "description": "<p>Tulle</p>", "product_category": "Gowns / A-line",
    "variant_option_one_name": "", "variant_option_one_value": "",
    "variant_option_two_name": "", "variant_option_two_value": "", "tags": "boho",
    "supply_price": "800.00", "retail_price": "1890.00", "brand_name": "Nord",
    "supplier_name": "Nord GmbH", "active": "1", "track_inventory": "1",
    "outlet_tax_Main": "Default", "inventory_Main_Outlet": "2", "reorder_point_Main_Outlet": "1",
}  # fmt: skip


def test_lightspeed_s_handles_become_products(berlin):
    first = VEND | {
        "sku": "10001", "name": "Luna / Ivory / 36", "variant_option_one_name": "Colour",
        "variant_option_one_value": "Ivory", "variant_option_two_name": "Size",
        "variant_option_two_value": "36",
    }  # fmt: skip
    second = first | {
        "sku": "10002", "name": "Luna / Ivory / 38", "variant_option_two_value": "38",
        "variant_option_one_name": "", "variant_option_two_name": "", "active": "0",
    }  # fmt: skip

    plan = take(table(first, second))

    luna = Product.objects.get()
    assert (luna.slug, luna.name, luna.designer.name) == ("luna", "Luna", "Nord")
    assert (luna.category.name, luna.category.parent.name) == ("A-line", "Gowns")
    assert list(luna.variants.values_list("sku", "size", "color", "is_active")) == [
        ("10001", "36", "Ivory", True), ("10002", "38", "Ivory", False),
    ]  # fmt: skip
    assert sum(StockMovement.objects.values_list("quantity", flat=True)) == 4
    assert {"supplier_name", "reorder_point_Main_Outlet"} <= set(plan.unused)


def walked(shape, *rows):
    found = reading.read(table(*rows))
    columns = shapes.KNOWN[shape].columns(found.headers)
    return list(shapes.drafts("products", shape, iter(found.rows), columns, {}))


def test_a_product_is_given_back_as_soon_as_its_rows_are_over():
    stella = VEND | {"handle": "stella", "name": "Stella", "sku": "2"}
    rows = reading.read(table(VEND | {"sku": "1"}, stella, VEND | {"sku": "3"})).rows
    columns = shapes.KNOWN["lightspeed"].columns(rows[0].cells)
    read = iter(rows)

    drafts = shapes.drafts("products", "lightspeed", read, columns, {})

    assert next(drafts).slug == "luna"
    assert next(read).cells["sku"] == "3"  # only one row further was looked at
    again = walked("lightspeed", VEND | {"sku": "1"}, stella, VEND | {"sku": "3"})
    assert [draft.slug for draft in again] == ["luna", "stella", "luna"]
    assert again[0].key == again[2].key


def test_a_variation_that_comes_later_still_names_its_product():
    first, _, later = walked("woocommerce", WOO_LUNA, VEIL, WOO_38)

    assert later.key == first.key
    assert [given.value for given in later.values["name"]] == ["Luna"]
    assert later.variants[0].values["size"].value == "38"


def test_refusals_come_between_the_drafts():
    found = walked(
        "lightspeed", VEND | {"sku": "1", "retail_price": "cheap"}, VEND | {"handle": ""}
    )

    kinds = [type(one).__name__ for one in found]
    assert kinds == ["Refusal", "Refusal", "ProductDraft"]
    assert all("line" in str(one).lower() for one in found if isinstance(one, Refusal))
