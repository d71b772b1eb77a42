"""Packing lists and stocktakes: many lines, one act, taken back as a whole."""

import uuid

import pytest

from core.errors import NotPossible, OutOfStock
from core.models import (
    Category,
    Location,
    Product,
    SheetLine,
    StockLevel,
    StockMovement,
    StockSheet,
    Variant,
)
from core.queries import codes
from core.queries import stock as reading
from core.services import stock

State = StockSheet.State


@pytest.fixture
def small(aurora: Product) -> Variant:
    return aurora.variants.get(size="36")


@pytest.fixture
def medium(aurora: Product) -> Variant:
    return aurora.variants.get(size="38")


def on_hand(variant: Variant, location: Location) -> int:
    level = StockLevel.objects.filter(variant=variant, location=location).first()
    return level.on_hand if level else 0


def test_a_packing_list_is_received_in_one_act(small, medium, berlin, helena):
    given = [stock.Delivery(small, 2), stock.Delivery(medium, 1), stock.Delivery(small, 3)]

    sheet = stock.receive_many(given, location=berlin, by=helena, reference="Delivery 12")

    assert (on_hand(small, berlin), on_hand(medium, berlin)) == (5, 1)
    assert (sheet.state, sheet.actor, sheet.movements.count()) == (State.APPLIED, helena, 2)
    assert {line.reference for line in sheet.movements.all()} == {"Delivery 12"}


def test_a_packing_list_sent_twice_is_received_once(small, berlin):
    token = uuid.uuid4()
    stock.receive_many([stock.Delivery(small, 2)], location=berlin, token=token)

    with pytest.raises(NotPossible, match="received already"):
        stock.receive_many([stock.Delivery(small, 2)], location=berlin, token=token)

    assert on_hand(small, berlin) == 2
    assert StockMovement.objects.count() == 1


@pytest.mark.parametrize(("lines", "said"), [([], "nothing on this list"), ([0], "between 1")])
def test_a_list_without_pieces_is_refused(small, berlin, lines, said):
    with pytest.raises(NotPossible, match=said):
        stock.receive_many([stock.Delivery(small, n) for n in lines], location=berlin)

    assert not StockSheet.objects.exists()


def test_a_packing_list_is_taken_back_as_a_whole_or_not_at_all(small, medium, berlin, helena):
    given = [stock.Delivery(small, 2), stock.Delivery(medium, 1)]
    sheet = stock.receive_many(given, location=berlin)
    sold = stock.sell(medium, location=berlin)

    with pytest.raises(OutOfStock, match="No AUR-IV-38 left"):
        stock.undo_sheet(sheet)
    assert on_hand(small, berlin) == 2
    stock.undo(sold)
    stock.undo_sheet(sheet, by=helena)

    assert (on_hand(small, berlin), on_hand(medium, berlin)) == (0, 0)
    assert sheet.state == State.UNDONE
    with pytest.raises(NotPossible, match="undone already"):
        stock.undo_sheet(sheet)
    assert reading.differences() == []


def test_a_list_of_many_costs_as_many_statements_as_a_list_of_few(
    aurora, berlin, django_assert_num_queries
):
    variants = list(aurora.variants.all())
    for some in (variants[:2], variants):
        with django_assert_num_queries(8):
            stock.receive_many([stock.Delivery(v, 1) for v in some], location=berlin)


def test_a_stocktake_writes_the_differences_at_its_end(small, medium, berlin, helena):
    stock.receive(small, location=berlin, quantity=3)
    stock.receive(medium, location=berlin, quantity=2)
    sheet = stock.open_stocktake(berlin, by=helena)
    for _ in range(2):
        stock.scan(sheet, small)
    stock.set_counted(sheet, medium, quantity=2)

    assert on_hand(small, berlin) == 3
    found = reading.sheet_differences(sheet)
    assert [(one.variant, one.expected, one.becomes) for one in found] == [(small, 3, 2)]
    lines = stock.apply(sheet, by=helena)

    assert [(line.quantity, line.reason, line.sheet) for line in lines] == [(-1, "counted", sheet)]
    assert (on_hand(small, berlin), on_hand(medium, berlin)) == (2, 2)
    with pytest.raises(NotPossible, match="finished"):
        stock.scan(sheet, small)
    with pytest.raises(NotPossible, match="finished"):
        stock.apply(sheet)
    assert StockMovement.objects.count() == 3


def test_what_is_sold_while_others_count_stays_sold(small, berlin):
    stock.receive(small, location=berlin, quantity=3)
    sheet = stock.open_stocktake(berlin)
    stock.scan(sheet, small, quantity=3)
    stock.sell(small, location=berlin)

    assert stock.apply(sheet) == []

    assert on_hand(small, berlin) == 2


def test_what_nobody_scanned_is_gone_only_when_she_says_so(small, medium, berlin, veil):
    for one in (small, medium, veil.variants.get()):
        stock.receive(one, location=berlin, quantity=1)
    sheet = stock.open_stocktake(berlin)
    stock.scan(sheet, small)
    assert reading.sheet_differences(sheet) == []
    missing = reading.sheet_differences(sheet, with_unscanned=True)
    assert [one.variant.sku for one in missing] == ["AUR-IV-38", "VEIL-1"]

    stock.apply(sheet, with_unscanned=True)

    levels = StockLevel.objects.order_by("pk").values_list("on_hand", flat=True)
    assert list(levels) == [1, 0, 0]


def test_a_stocktake_of_gowns_has_no_veils(small, berlin, veil, gowns):
    inside = Category.objects.create(name="Short gowns", slug="short", parent=gowns)
    Product.objects.filter(pk=small.product_id).update(category=inside)
    stock.receive(veil.variants.get(), location=berlin, quantity=1)
    sheet = stock.open_stocktake(berlin, category=gowns)

    stock.scan(sheet, small)
    with pytest.raises(NotPossible, match=r"Morning veil .* not part of this stocktake"):
        stock.scan(sheet, veil.variants.get())

    assert SheetLine.objects.count() == 1
    assert not reading.unscanned(sheet)


def test_a_stocktake_cannot_lose_what_is_put_aside(small, berlin, anna, at):
    stock.receive(small, location=berlin, quantity=2)
    stock.reserve(small, location=berlin, customer=anna, expires_at=at("10:00"), quantity=2)
    sheet = stock.open_stocktake(berlin)
    stock.scan(sheet, small)

    with pytest.raises(OutOfStock, match="reserved"):
        stock.apply(sheet)

    sheet.refresh_from_db()
    assert (sheet.state, on_hand(small, berlin)) == (State.OPEN, 2)


def test_a_stocktake_thrown_away_counts_nothing(small, berlin):
    sheet = stock.open_stocktake(berlin)
    with pytest.raises(NotPossible, match="Nothing has been scanned"):
        stock.apply(sheet)
    stock.scan(sheet, small)

    stock.drop(sheet)

    with pytest.raises(NotPossible, match="finished"):
        stock.apply(sheet)
    assert (sheet.state, on_hand(small, berlin)) == (State.DROPPED, 0)


def test_a_stocktake_is_taken_back_as_a_whole(small, berlin):
    sheet = stock.open_stocktake(berlin)
    stock.scan(sheet, small, quantity=4)
    stock.apply(sheet)
    assert on_hand(small, berlin) == 4

    stock.undo_sheet(sheet)

    assert on_hand(small, berlin) == 0


def test_a_scanner_finds_skus_in_any_case_and_barcodes_as_they_are(
    small, medium, django_assert_num_queries
):
    Variant.objects.filter(pk=medium.pk).update(sku="Ö-38")
    with django_assert_num_queries(2):
        found = codes.by_code(["aur-iv-36", " 4000000000038 ", "ö-38", "nobody"])

    assert found == {"aur-iv-36": small, "4000000000038": medium, "ö-38": medium}


def test_a_code_of_two_variants_is_told_apart(small, medium):
    Variant.objects.filter(pk=medium.pk).update(barcode="AUR-IV-36")

    found = codes.one_by_code("AUR-IV-36")

    assert isinstance(found, codes.Ambiguous)
    assert found.variants == (small, medium)
