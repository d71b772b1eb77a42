"""Our own CSV: a row for a variant, an empty cell keeps, `(empty)` clears."""

from decimal import Decimal

import pytest

from core.errors import NotPossible
from core.exchange import products
from core.exchange.reading import Unreadable
from core.models import Category, Collection, Product, ProductImage, StockLevel, Variant
from core.services import stock
from tests.exchange.files import reasons, states, table, take

pytestmark = pytest.mark.django_db


def test_a_price_list_needs_only_sku_and_price(aurora):
    take(table({"SKU": " aur-iv-38 ", "Price": "2.100,00"}, {"SKU": "AUR-IV-40", "Price": "1890"}))

    gown = aurora.variants.get(size="38")
    assert (gown.sku, gown.price, gown.cost) == ("AUR-IV-38", Decimal("2100"), Decimal("810"))
    assert gown.history.count() == 1
    assert aurora.variants.get(size="40").history.count() == 0
    aurora.refresh_from_db()
    assert aurora.name == "Aurora"


def test_an_empty_cell_keeps_and_a_word_clears(aurora):
    take(table({"SKU": "AUR-IV-38", "Cost": "", "Barcode": "(empty)", "Designer": "(empty)"}))

    gown = aurora.variants.get(size="38")
    aurora.refresh_from_db()
    assert (gown.cost, gown.barcode, aurora.designer) == (Decimal("810"), "", None)


def test_what_cannot_be_empty_is_not_cleared(aurora):
    plan = products.plan(table({"SKU": "AUR-IV-38", "Product": "(empty)"}))

    assert "This cannot be empty." in reasons(plan)[0]


def test_a_new_gown_with_everything_it_can_have(berlin, designer):
    row = {
        "Product": "Selene", "Designer": "ATELIER NORD", "Category": "Bridal gowns > Mermaid",
        "Collection": "Moonlight 2027", "Status": "on sale", "Silhouette": "Mermaid",
        "Neckline": "V-neck", "Fabric": "lace", "Train": "Chapel", "Tags": "boho, lace",
        "Description": "Cut on the bias", "Size": "38", "Colour": "Ivory", "Price": "1 890,50 €",
        "Pictures": "https://example.org/1.jpg from the front\nhttps://example.org/2.jpg",
        "On hand": "2",
    }  # fmt: skip

    plan = products.plan(table(row))
    assert plan.created == {
        "categories": ["Bridal gowns", "Mermaid"],
        "collections": ["Moonlight 2027"],
    }
    take(table(row))

    selene = Product.objects.get(slug="selene")
    assert (selene.designer, selene.category.parent.name) == (designer, "Bridal gowns")
    assert (selene.collection.year, selene.collection.designer) == (2027, designer)
    assert (selene.status, selene.silhouette, selene.fabric) == ("active", "mermaid", "lace")
    variant = selene.variants.get()
    assert (variant.sku, variant.price) == ("SELENE-38-IVORY", Decimal("1890.50"))
    assert [(i.alt, i.is_main) for i in selene.images.all()] == [
        ("from the front", True), ("", False),
    ]  # fmt: skip
    assert StockLevel.objects.get(variant=variant, location=berlin).on_hand == 2
    assert not products.plan(table(row)).can_apply


def test_a_category_inside_another_is_found_by_its_own_name(aurora, gowns):
    inner = Category.objects.create(name="A-line", slug="a-line", parent=gowns)

    take(table({"SKU": "AUR-IV-38", "Category": "a-line"}))

    aurora.refresh_from_db()
    assert aurora.category == inner
    assert Category.objects.count() == 2


def test_a_collection_is_the_one_of_its_designer(aurora, designer):
    Collection.objects.create(name="First light", slug="other", year=2026)

    plan = products.plan(table({"SKU": "AUR-IV-38", "Collection": "First light 2026"}))

    assert states(plan)["product"] == (0, 0, 1)


def test_changed_cells_on_some_rows_of_a_product_count_once(aurora):
    rows = [{"SKU": f"AUR-IV-{size}", "Product": "Aurora"} for size in (36, 38)]
    rows[1]["Product"] = "Aurora Nova"

    take(table(*rows))

    aurora.refresh_from_db()
    assert aurora.name == "Aurora Nova"


def test_rows_that_contradict_each_other_are_refused(aurora):
    rows = [
        {"Web name": "aurora", "SKU": f"AUR-IV-{n}", "Train": t}
        for n, t in ((36, "Sweep"), (38, "Chapel"))
    ]

    assert reasons(products.plan(table(*rows))) == [
        "Line 3, Train “Chapel”: Line 2 says “Sweep” for the same product. Write the same in both."
    ]


def test_a_web_name_can_be_changed_by_the_sku(aurora):
    take(table({"SKU": "AUR-IV-38", "Web name": "aurora-gown", "Product": "Aurora"}))

    aurora.refresh_from_db()
    assert aurora.slug == "aurora-gown"


def test_a_variant_is_found_by_barcode_and_by_its_options(aurora):
    take(
        table(
            {"Barcode": "4000000000038", "SKU": "NEW-38"},
            {"Web name": "aurora", "Size": "40", "Colour": "Ivory", "SKU": "NEW-40"},
        )
    )

    assert set(aurora.variants.values_list("sku", flat=True)) == {"AUR-IV-36", "NEW-38", "NEW-40"}


def test_two_variants_can_swap_sizes_and_barcodes(aurora):
    take(
        table(
            {"SKU": "AUR-IV-36", "Size": "38", "Barcode": "4000000000038"},
            {"SKU": "AUR-IV-38", "Size": "36", "Barcode": "4000000000036"},
        )
    )

    swapped = aurora.variants.get(sku="AUR-IV-36")
    assert (swapped.size, swapped.barcode, swapped.other) == ("38", "4000000000038", "")


def test_reserved_pieces_cannot_be_counted_away(aurora, berlin):
    gown = aurora.variants.get(size="38")
    stock.receive(gown, location=berlin, quantity=2)
    StockLevel.objects.update(reserved=1)

    plan = products.plan(table({"SKU": "AUR-IV-38", "On hand": "0"}))

    assert "1 are reserved; count at least those." in reasons(plan)[0]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"SKU": "NEVER", "Price": "1"}, "SKU “NEVER”: The shop has no such variant."),
        ({"SKU": "AUR-IV-38", "Status": "sold"}, "This is not one of: Draft, On sale, Archived."),
        ({"SKU": "AUR-IV-38", "Price": "12345678"}, "Price “12345678”: Ensure that there are no"),
        ({"SKU": "AUR-IV-38", "Collection": "Moonlight"}, "Write the collection with its year"),
        ({"SKU": "AUR-IV-38", "Web name": "not a slug", "Product": "Aurora"}, "Web name “not a slug”"),
        ({"SKU": "AUR-IV-38", "Product": "x" * 300}, "at most 200 characters"),
        ({"SKU": "AUR-IV-38", "Colour": "a\x07b"}, "Take the control characters out"),
        ({"SKU": "AUR-IV-38", "Barcode": "4000000000036"}, "The variant AUR-IV-36 has this barcode"),
        ({"SKU": "AUR-IV-38", "Size": "36"}, "The variant AUR-IV-36 has the same size and colour"),
        ({"SKU": "AUR-IV-38", "Tags": "y" * 70}, "at most 60 characters"),
        ({"SKU": "AUR-IV-38", "Pictures": "file:///etc/passwd"}, "http:// or https://"),
        ({"SKU": "AUR-IV-38", "On hand": "1000001"}, "between 0 and 1,000,000"),
        ({"Web name": "aurora", "Price": "5"}, "several variants. Fill SKU, or size and colour."),
        ({"SKU": "", "Price": "5"}, "Nothing says which product this is."),
        ({"SKU": "VEIL-1", "Web name": "aurora"}, "This belongs to “Morning veil”, not to “Aurora”."),
    ],
)  # fmt: skip
def test_a_refusal_names_line_column_value_and_cure(aurora, veil, berlin, row, sentence):
    before = _everything()

    plan = products.plan(table(row))

    (reason,) = reasons(plan)
    assert reason.startswith("Line 2")
    assert sentence in reason
    with pytest.raises(NotPossible):
        take(table(row))
    assert _everything() == before


def test_a_name_that_several_products_have_needs_more(aurora, designer):
    Product.objects.create(name="AURORA", slug="aurora-2")

    assert (
        "Several products have this name."
        in reasons(products.plan(table({"Product": "aurora", "Price": "1"})))[0]
    )
    plan = products.plan(table({"Product": "aurora", "Designer": "Atelier Nord", "Tags": "x"}))
    assert states(plan)["product"] == (0, 1, 0)


def test_new_products_of_one_name_get_web_names_of_their_own(berlin):
    take(
        table(
            {"Product": "Mia", "Designer": "One", "Size": "S"},
            {"Product": "Mia", "Designer": "Two", "Size": "S"},
        )
    )

    assert set(Product.objects.values_list("slug", flat=True)) == {"mia", "mia-2"}
    assert Variant.objects.count() == 2


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        (("Product Handle", "Product Title", "Variant Id"), "Medusa"),
        (("sku", "parent_sku", "attribute_family_code", "name"), "Bagisto"),
        (("first name", "last name", "city"), "not those of a catalogue"),
    ],
)
def test_a_strange_file_hears_what_is_understood(headers, sentence):
    with pytest.raises(Unreadable, match=sentence) as refusal:
        products.plan(table(dict.fromkeys(headers, "x")))

    assert "Shopify" in refusal.value.message


def test_a_plan_costs_the_same_queries_for_one_row_and_for_thirty(
    aurora, berlin, django_assert_max_num_queries
):
    row = {"Designer": "New", "Category": "A > B", "Size": "1", "Price": "5", "On hand": "1"}
    for count in (1, 30):
        rows = [row | {"Product": f"Gown {n}", "SKU": f"G-{n}"} for n in range(count)]
        with django_assert_max_num_queries(20):
            products.plan(table(*rows))


def _everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Product, Variant, ProductImage, StockLevel, Category, Collection)
    ]
