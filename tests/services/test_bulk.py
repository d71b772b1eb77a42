"""Many rows changed together: looked at first, all or nothing, and back again."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from core.errors import NotPossible, StaleVersion
from core.models import (
    BulkEdit,
    BulkEditRow,
    Collection,
    Location,
    Product,
    StockLevel,
    StockMovement,
    Variant,
)
from core.services.catalog import bulk
from core.services.catalog.bulk import Choice, How, PriceWish, ReorderWish, Rounding, Wish

FIVE_MORE = Wish(price=PriceWish(how=How.PERCENT, value=Decimal(5)))


def products(*rows: Product) -> Choice:
    return Choice("product", [row.pk for row in rows])


def everything() -> tuple[object, ...]:
    return tuple(
        list(model.objects.order_by("pk").values()) for model in (Product, Variant, StockLevel)
    )


@pytest.mark.parametrize(
    ("how", "value", "rounding", "was", "becomes"),
    [
        ("percent", "5", "none", "1890.00", "1984.50"),
        ("percent", "-10", "none", "1890.55", "1701.50"),
        ("percent", "33.33", "none", "0.01", "0.01"),
        ("percent", "5", "00", "1890.00", "1985.00"),
        ("percent", "5", "90", "1890.00", "1984.90"),
        ("percent", "5", "99", "1890.00", "1984.99"),
        ("percent", "5", "10", "1890.00", "1980.00"),
        ("percent", "-100", "90", "1890.00", "0.00"),
        ("percent", "-99.99", "90", "100.00", "0.90"),
        ("percent", "-99.99", "10", "100.00", "10.00"),
        ("percent", "-99.99", "00", "100.00", "1.00"),
        ("amount", "100", "none", "1890.00", "1990.00"),
        ("amount", "-90.5", "99", "1890.00", "1799.99"),
        ("amount", "0.39", "90", "1890.00", "1889.90"),
        ("amount", "0.40", "90", "1890.01", "1890.90"),
        ("set", "2000", "99", "1890.00", "1999.99"),
    ],
)
def test_prices_are_rounded_as_the_shop_writes_them(
    how: str, value: str, rounding: str, was: str, becomes: str
) -> None:
    wish = PriceWish(how=How(how), value=Decimal(value), rounding=Rounding(rounding))
    assert str(wish.of(Decimal(was))) == becomes


def test_a_preview_tells_every_row_and_writes_nothing(aurora: Product, veil: Product) -> None:
    Variant.objects.filter(sku="AUR-IV-40").update(price=None)
    before = everything()
    wish = Wish(price=FIVE_MORE.price, status="archived", add_tags=("sale",), remove_tags=("BOHO",))
    Product.objects.filter(pk=veil.pk).update(tags=["Boho", "Sale"], status="archived")
    before = everything()
    plan = bulk.plan(products(aurora, veil), wish=wish)
    assert [(row.name, row.before, row.after) for row in plan.rows[:2]] == [
        (
            "Aurora",
            {"status": "active", "tags": []},
            {"status": "archived", "tags": ["sale"]},
        ),
        (
            "Morning veil",
            {"status": "archived", "tags": ["Boho", "Sale"]},
            {"status": "archived", "tags": ["Sale"]},
        ),
    ]
    prices = [(row.before["price"], row.after["price"]) for row in plan.rows[2:]]
    assert prices == [
        ("1890.00", "1984.50"),
        ("1890.00", "1984.50"),
        (None, None),
        ("240.00", "252.00"),
    ]
    assert (len(plan.changed), plan.unchanged, plan.refused) == (5, 1, [])
    assert everything() == before


def test_it_is_applied_as_it_was_shown_with_its_history(
    aurora: Product, veil: Product, helena: User
) -> None:
    choice = products(aurora, veil)
    seen = bulk.plan(choice, wish=FIVE_MORE).seen()
    edit = bulk.apply(choice, wish=FIVE_MORE, seen=seen, by=helena)
    assert (str(edit), edit.rows_count, edit.actor) == ("Price + 5 %", 4, helena)
    assert {float(v.price) for v in Variant.objects.all()} == {1984.5, 252.0}
    variant = veil.variants.get()
    record = variant.history.first()
    assert (record.price, record.history_user) == (Decimal(252), helena)
    assert variant.updated_at > veil.updated_at
    row = edit.rows.get(row_id=variant.pk, kind="variant")
    assert row.name == "Morning veil · Ivory · VEIL-1"


def test_the_same_preview_is_not_applied_twice(aurora: Product) -> None:
    choice = products(aurora)
    seen = bulk.plan(choice, wish=FIVE_MORE).seen()
    bulk.apply(choice, wish=FIVE_MORE, seen=seen)
    with pytest.raises(StaleVersion):
        bulk.apply(choice, wish=FIVE_MORE, seen=seen)
    assert {v.price for v in aurora.variants.all()} == {Decimal("1984.50")}
    assert BulkEdit.objects.count() == 1


def test_a_row_edited_since_keeps_all_rows_as_they_are(aurora: Product, veil: Product) -> None:
    choice = products(aurora, veil)
    seen = bulk.plan(choice, wish=FIVE_MORE).seen()
    other = aurora.variants.all()[1]
    Variant.objects.filter(pk=other.pk).update(price=Decimal(2000))
    before = everything()
    with pytest.raises(StaleVersion, match="1 row was edited since you looked") as refused:
        bulk.apply(choice, wish=FIVE_MORE, seen=seen)
    assert refused.value.facts["rows"] == {f"variant:{other.pk}"}
    assert everything() == before
    assert not BulkEdit.objects.exists()


def test_a_new_or_deleted_variant_counts_as_edited_since(aurora: Product) -> None:
    choice = products(aurora)
    seen = bulk.plan(choice, wish=FIVE_MORE).seen()
    fresh = Variant.objects.create(product=aurora, sku="NEW", size="50", price=1)
    with pytest.raises(StaleVersion) as refused:
        bulk.apply(choice, wish=FIVE_MORE, seen=seen)
    assert refused.value.facts["rows"] == {f"variant:{fresh.pk}"}


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Wish(price=PriceWish(how=How.AMOUNT, value=Decimal(-300))), "would fall below zero"),
        (Wish(price=PriceWish(how=How.AMOUNT, value=Decimal(9_999_999))), "no more than 9 digits"),
        (Wish(add_tags=("x" * 61,)), "at most 60 characters"),
        (Wish(status="sold"), "not a valid choice"),
        (Wish(), "at least one thing"),
    ],
)
def test_one_row_that_cannot_keeps_all_of_them_as_they_are(
    aurora: Product, veil: Product, wish: Wish, why: str
) -> None:
    before = everything()
    with pytest.raises(NotPossible, match=why):
        bulk.apply(products(aurora, veil), wish=wish)
    assert everything() == before
    assert not BulkEdit.objects.exists()


def test_nothing_to_do_is_said(aurora: Product) -> None:
    with pytest.raises(NotPossible, match="all of them are like that already"):
        bulk.apply(products(aurora), wish=Wish(status="active"))


def test_more_than_five_thousand_rows_are_refused_with_their_number(aurora: Product) -> None:
    with pytest.raises(NotPossible, match=r"That would be 5,001 rows, and 5,000 is the most"):
        bulk.plan(Choice("variant", range(5001)), wish=FIVE_MORE)


def test_a_collection_is_given_and_taken(aurora: Product, veil: Product) -> None:
    first = aurora.collection
    assert first
    bulk.apply(products(aurora, veil), wish=Wish(collection=first))
    assert Product.objects.filter(collection=first).count() == 2
    edit = bulk.apply(products(aurora, veil), wish=Wish(no_collection=True))
    assert not Product.objects.filter(collection=first).exists()
    assert bulk.undo(edit).back == 2
    assert Product.objects.filter(collection=first).count() == 2


def test_reorder_levels_are_set_where_there_was_none_and_the_ledger_stays_out(
    aurora: Product, berlin: Location
) -> None:
    first, second, _ = aurora.variants.all()
    StockLevel.objects.create(variant=first, location=berlin, on_hand=4, reorder_level=1)
    StockLevel.objects.create(variant=second, location=berlin, reorder_level=3)
    wish = Wish(reorder=ReorderWish(location=berlin, level=3))
    edit = bulk.apply(products(aurora), wish=wish)
    told = StockLevel.objects.order_by("variant").values_list("on_hand", "reorder_level")
    assert list(told) == [(4, 3), (0, 3), (0, 3)]
    assert edit.rows_count == 2
    assert not StockMovement.objects.exists()
    assert bulk.undo(edit).back == 2
    told = StockLevel.objects.order_by("variant").values_list("on_hand", "reorder_level")
    assert list(told) == [(4, 1), (0, 3), (0, None)]


def test_variants_are_taken_off_sale_from_their_own_list(aurora: Product) -> None:
    some = [v.pk for v in aurora.variants.all()[:2]]
    bulk.apply(Choice("variant", some), wish=Wish(is_active=False))
    assert [v.is_active for v in aurora.variants.all()] == [False, False, True]


# The way back -------------------------------------------------------------------------


def test_undone_all_is_as_before_and_the_history_tells_both(
    aurora: Product, veil: Product, helena: User
) -> None:
    wish = Wish(price=FIVE_MORE.price, status="draft", add_tags=("new",))
    prices = list(Variant.objects.order_by("pk").values_list("price", flat=True))
    edit = bulk.apply(products(aurora, veil), wish=wish)
    undone = bulk.undo(edit, by=helena)
    assert (undone.back, undone.left) == (6, [])
    assert list(Variant.objects.order_by("pk").values_list("price", flat=True)) == prices
    assert {(p.status, tuple(p.tags)) for p in Product.objects.all()} == {("active", ())}
    assert veil.variants.get().history.count() == 3
    assert edit.undone_by == helena
    with pytest.raises(NotPossible, match="undone already"):
        bulk.undo(edit)


def test_undoing_leaves_what_somebody_edited_since_and_names_it(
    aurora: Product, veil: Product
) -> None:
    edit = bulk.apply(products(aurora, veil), wish=FIVE_MORE)
    edited, renamed, gone = aurora.variants.all()
    Variant.objects.filter(pk=edited.pk).update(price=Decimal(1999))
    Variant.objects.filter(pk=renamed.pk).update(sku="AUR-RENAMED")
    gone.delete()
    undone = bulk.undo(edit)
    assert undone.back == 2, "the renamed one still has the price of this edit"
    assert [(row.row_id, row.undone) for row in undone.left] == [
        (edited.pk, "edited"),
        (gone.pk or edit.rows.get(name__contains="AUR-IV-40").row_id, "gone"),
    ]
    told = dict(Variant.objects.values_list("sku", "price"))
    assert told == {
        "AUR-IV-36": Decimal(1999),
        "AUR-RENAMED": Decimal(1890),
        "VEIL-1": Decimal(240),
    }


def test_a_collection_that_is_gone_is_not_brought_back(aurora: Product, veil: Product) -> None:
    old = aurora.collection
    assert old
    season = Collection.objects.create(name="Night", slug="night", year=2027)
    edit = bulk.apply(products(aurora, veil), wish=Wish(collection=season))
    old.delete()
    undone = bulk.undo(edit)
    assert [row.name for row in undone.left] == ["Aurora"]
    aurora.refresh_from_db()
    assert aurora.collection == season


@pytest.mark.slow
def test_five_thousand_prices_change_and_go_back(aurora: Product) -> None:
    Variant.objects.bulk_create(
        Variant(product=aurora, sku=f"M-{n}", size=str(n), price=Decimal(100 + n))
        for n in range(1000, 5997)
    )
    choice = products(aurora)
    seen = bulk.plan(choice, wish=FIVE_MORE).seen()
    edit = bulk.apply(choice, wish=FIVE_MORE, seen=seen)
    assert bulk.undo(edit).back == edit.rows_count == 5000
    assert BulkEditRow.objects.filter(undone="back").count() == 5000
