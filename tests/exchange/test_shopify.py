"""A Shopify export is taken as it is."""

from decimal import Decimal

import pytest

from core.errors import NotPossible
from core.exchange import products
from core.models import (
    Category,
    Designer,
    Product,
    ProductImage,
    StockLevel,
    StockMovement,
    Variant,
)
from tests.exchange.files import applied, left, planned, reasons, shopify, states, take

pytestmark = pytest.mark.django_db

LUNA = {
    "Handle": "luna", "Title": "Luna", "Body (HTML)": "<p>Soft <b>tulle</b></p>", "Vendor": "Nord",
    "Type": "Gowns", "Tags": "boho, summer, boho", "Published": "true", "Status": "active",
    "Option1 Name": "Color", "Option1 Value": "Ivory", "Option2 Name": "Size", "Option2 Value": "36",
    "Variant SKU": "'LUN-36", "Variant Barcode": "'0012", "Variant Price": "1890.00",
    "Cost per item": "800.00", "Variant Inventory Qty": "2",
    "Image Src": "https://example.org/2.jpg", "Image Position": "2", "Image Alt Text": "Back",
}  # fmt: skip
LUNA_38 = {
    "Handle": "luna", "Option1 Value": "Ivory", "Option2 Value": "38", "Variant SKU": "LUN-38",
    "Variant Price": "1890.00", "Variant Inventory Qty": "0",
    "Image Src": "https://example.org/1.jpg", "Image Position": "1",
}  # fmt: skip
PICTURE = {"Handle": "luna", "Image Src": "https://example.org/3.jpg", "Image Position": "3"}
FILE = shopify(LUNA, LUNA_38, PICTURE)


def test_many_rows_become_one_product_with_its_variants(berlin, helena):
    take(FILE, by=helena)

    luna = Product.objects.get()
    assert (luna.slug, luna.name, luna.status) == ("luna", "Luna", Product.Status.ACTIVE)
    assert (luna.designer.name, luna.category.name) == ("Nord", "Gowns")
    assert luna.description == "<p>Soft <b>tulle</b></p>"
    assert luna.tags == ["boho", "summer"]
    first, second = luna.variants.all()
    assert (first.sku, first.barcode, first.size, first.color) == ("LUN-36", "0012", "36", "Ivory")
    assert (first.price, first.cost) == (Decimal("1890.00"), Decimal("800.00"))
    assert (second.sku, second.size) == ("LUN-38", "38")


def test_its_pictures_keep_their_order_and_their_words(berlin):
    take(FILE)

    pictures = ProductImage.objects.values_list("url", "alt", "position", "is_main")
    assert list(pictures) == [
        ("https://example.org/1.jpg", "", 0, True),
        ("https://example.org/2.jpg", "Back", 1, False),
        ("https://example.org/3.jpg", "", 2, False),
    ]


def test_its_stock_is_counted_at_the_first_location(lisbon, berlin, helena):
    take(FILE, by=helena)

    line = StockMovement.objects.get()
    assert (line.location, line.quantity, line.reason) == (berlin, 2, "counted")
    assert (line.actor, line.door, line.reference) == (helena, "import", "gowns.csv")
    assert StockLevel.objects.get(variant__sku="LUN-36").on_hand == 2


def test_its_stock_is_counted_where_one_says(berlin, lisbon):
    take(FILE, location=lisbon)

    assert StockMovement.objects.get().location == lisbon


def test_without_a_location_the_stock_is_left_out_and_said():
    plan = products.plan(FILE)

    assert "no location" in " ".join(plan.notices)
    assert plan.can_apply


def test_the_same_file_again_changes_nothing(berlin):
    take(FILE)
    history = Product.history.count(), Variant.history.count()

    plan = products.plan(FILE)

    assert states(plan) == {"product": (0, 0, 1), "variant": (0, 0, 2)}
    assert not plan.can_apply
    assert plan.created == {}
    assert (Product.history.count(), Variant.history.count()) == history
    assert StockMovement.objects.count() == 1
    assert ProductImage.objects.count() == 3


def test_everything_new_is_in_the_preview_and_nothing_in_the_shop(berlin):
    plan = products.plan(FILE)

    assert states(plan) == {"product": (1, 0, 0), "variant": (2, 0, 0)}
    assert plan.created == {"designers": ["Nord"], "categories": ["Gowns"]}
    assert not Product.objects.exists()
    assert not Designer.objects.exists()
    assert not Category.objects.exists()


def test_a_changed_price_is_shown_as_numbers_and_kept_in_the_history(berlin, helena):
    take(FILE)
    dearer = shopify(LUNA | {"Variant Price": "1990.50"}, LUNA_38, PICTURE)

    plan = products.plan(dearer)
    (entry,) = plan.of("changed")
    assert [str(change) for change in entry.changes] == ["Price: 1890.00 → 1990.50"]
    take(dearer, by=helena)

    gown = Variant.objects.get(sku="LUN-36")
    newest, oldest = gown.history.all()
    assert (gown.price, oldest.price) == (Decimal("1990.50"), Decimal("1890.00"))
    assert (newest.history_user, newest.door, newest.history_type) == (helena, "import", "~")
    assert Variant.objects.get(sku="LUN-38").history.count() == 1
    assert newest.created_at == oldest.created_at == gown.created_at


@pytest.mark.parametrize(
    ("names", "values", "kept"),
    [
        (("Größe", "Farbe", ""), ("38", "Creme", ""), ("38", "Creme", "")),
        (("Material", "Colour", "Size"), ("Silk", "Ivory", "M"), ("M", "Ivory", "Material: Silk")),
        (("Title", "", ""), ("Default Title", "", ""), ("", "", "")),
        (
            ("Top Size", "Bottom Size", "Color"), ("S", "M", "Red"),
            ("S", "Red", "Bottom Size: M"),
        ),
        (("Länge", "Schleier", ""), ("lang", "ja", ""), ("", "", "Länge: lang, Schleier: ja")),
    ],
)  # fmt: skip
def test_options_in_any_slot_and_language(berlin, names, values, kept):
    slots = {f"Option{n} Name": name for n, name in enumerate(names, 1)}
    slots |= {f"Option{n} Value": value for n, value in enumerate(values, 1)}

    take(shopify(LUNA | slots))

    variant = Variant.objects.get()
    assert (variant.size, variant.color, variant.other) == kept


def test_a_missing_sku_is_made_from_handle_and_options_and_stays(berlin):
    bare = [row | {"Variant SKU": "", "Variant Barcode": ""} for row in (LUNA, LUNA_38)]

    take(shopify(*bare))
    made = list(Variant.objects.values_list("sku", flat=True))

    assert made == ["LUNA-36-IVORY", "LUNA-38-IVORY"]
    assert states(products.plan(shopify(*bare)))["variant"] == (0, 0, 2)


def test_made_skus_never_meet(berlin):
    one = LUNA | {"Handle": "a", "Option2 Value": "b-c", "Option1 Value": "", "Variant Barcode": ""}
    two = one | {"Handle": "a-b", "Option2 Value": "c"}
    rows = [row | {"Variant SKU": ""} for row in (one, two)]

    take(shopify(*rows))

    first, second = Variant.objects.order_by("pk").values_list("sku", flat=True)
    assert first == "A-B-C"
    assert second.startswith("A-B-C-")
    assert not products.plan(shopify(*rows)).can_apply


@pytest.mark.parametrize(
    ("status", "published", "kept"),
    [
        ("active", "true", "active"), ("draft", "true", "draft"), ("archived", "false", "archived"),
        ("active", "false", "draft"), ("", "true", "active"), ("", "false", "draft"),
        ("", "", "draft"),
    ],
)  # fmt: skip
def test_what_was_hidden_stays_hidden(berlin, status, published, kept):
    take(shopify(LUNA | {"Status": status, "Published": published}))

    assert Product.objects.get().status == kept


def test_the_new_column_names_are_the_same_to_us(berlin):
    renamed = FILE
    for old, new in {
        b"Handle": b"URL handle", b"Body (HTML)": b"Description", b"Variant SKU": b"SKU",
        b"Variant Price": b"Price", b"Variant Inventory Qty": b"Inventory quantity",
        b"Image Src": b"Product image URL", b"Variant Barcode": b"Barcode",
        b"Published": b"Published on online store",
    }.items():  # fmt: skip
        renamed = renamed.replace(old, new)

    take(renamed)

    assert not products.plan(FILE).can_apply


def test_a_body_is_made_harmless(berlin):
    take(shopify(LUNA | {"Body (HTML)": "<p>Silk &amp; lace<script>x()</script></p>"}))
    assert Product.objects.get().description == "<p>Silk &amp; lace</p>"

    take(shopify(LUNA | {"Body (HTML)": "Silk &amp; lace"}))
    assert Product.objects.get().description == "Silk & lace"

    take(shopify(LUNA | {"Body (HTML)": "&lt;script&gt;x()&lt;/script&gt;"}))
    assert Product.objects.get().description == "&lt;script&gt;x()&lt;/script&gt;"


def test_columns_nobody_understood_are_listed(berlin):
    data = shopify(LUNA | {"Variant Grams": "900", "Gift Card": "", "Voodoo": "x"})

    assert products.plan(data).unused == ["Variant Grams", "Voodoo"]


def test_the_shop_s_own_type_wins_over_the_long_category_and_it_is_said(berlin):
    long = {"Product Category": "Apparel & Accessories > Clothing > Wedding Dresses"}

    plan = products.plan(shopify(LUNA | long))
    assert plan.created["categories"] == ["Gowns"]
    assert "the type became the category" in " ".join(plan.notices)

    plan = products.plan(shopify(LUNA | long | {"Type": ""}))
    assert plan.created["categories"] == ["Wedding Dresses"]


def test_oversold_pieces_count_as_none_and_it_is_said(berlin):
    plan = products.plan(shopify(LUNA | {"Variant Inventory Qty": "-3"}))

    assert not any("on_hand" in entry.after for entry in plan.entries)
    assert "counted as 0" in " ".join(plan.notices)


def test_all_that_is_wrong_is_said_at_once_and_nothing_written(berlin):
    data = shopify(
        LUNA | {"Variant Price": "1e30", "Image Src": "javascript:alert(1)"},
        LUNA_38 | {"Variant SKU": "lun-36", "Variant Price": "-5"},
        {"Handle": "stella", "Variant Price": "1", "Status": "sold"},
        {"Title": "No handle", "Variant Price": "1"},
        LUNA | {"Handle": "nova", "Title": "N" * 300, "Variant SKU": "N", "Variant Barcode": ""},
    )

    plan = products.plan(data)

    said = "\n".join(reasons(plan))
    for sentence in (
        "Line 2, Variant Price “1e30”: This is no amount. Write it like 1200.00.",
        "Line 2, Image Src “javascript:alert(1)”: The address of a picture starts with http",
        "Line 3, Variant SKU “lun-36”: This SKU is in line 2 already.",
        "Line 3, Variant Price “-5”: An amount is never below zero.",
        "Line 4, Status “sold”: The status is active, draft or archived.",
        "Line 4 “stella”: A new product needs a name.",
        "Line 5, Handle: Every row needs the handle of its product.",
        "at most 200 characters (it has 300)",
    ):
        assert sentence in said, said
    assert "Error" not in said
    assert "decimal." not in said
    with pytest.raises(NotPossible):
        applied(planned(data))
    assert not Product.objects.exists()


def test_two_rows_with_the_same_options_are_refused(berlin):
    data = shopify(LUNA, LUNA_38 | {"Option2 Value": "36"})

    assert reasons(products.plan(data)) == [
        "Line 3 “Ivory / 36”: Line 2 has the same size and colour of this product."
    ]


def test_a_sku_of_another_product_is_not_taken_away(berlin, aurora):
    taken = shopify(LUNA | {"Variant SKU": "AUR-IV-38"}, LUNA_38)
    assert "This belongs to “Aurora”, not to “Luna”." in reasons(products.plan(taken))[0]

    take(shopify(LUNA))
    moved = shopify(LUNA, LUNA_38 | {"Variant SKU": "AUR-IV-38"})
    assert "This belongs to “Aurora”, not to “Luna”." in reasons(products.plan(moved))[0]


def test_a_barcode_that_another_variant_has_is_refused(berlin, aurora):
    plan = products.plan(shopify(LUNA, LUNA_38 | {"Variant Barcode": "4000000000036"}))

    assert reasons(plan)


def test_the_second_of_two_who_import_is_told(berlin):
    early, late = planned(FILE), planned(FILE)
    applied(early)

    job = applied(late)

    assert "Luna: Another product has this web name by now." in left(job)
    assert Product.objects.count() == 1
    assert StockMovement.objects.count() == 1


def test_an_edit_between_plan_and_apply_is_not_overwritten(berlin):
    take(FILE)
    job = planned(shopify(LUNA | {"Variant Price": "1.00"}, LUNA_38))
    gown = Variant.objects.get(sku="LUN-36")
    gown.price = Decimal("1500")
    gown.save()

    applied(job)

    gown.refresh_from_db()
    assert gown.price == 1500
    assert left(job) == [
        "Luna · Ivory / 36 · LUN-36: Price was changed since: it is “1500.00” now."
    ]
