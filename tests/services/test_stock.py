"""The ledger: every act is a movement, and every level their sum."""

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.errors import NotPossible, OutOfStock
from core.models import Location, Product, StockLevel, StockMovement, Variant
from core.queries import stock as ledger
from core.services import stock

Reason = StockMovement.Reason


@pytest.fixture
def gown(aurora: Product) -> Variant:
    return aurora.variants.get(size="38")


def on_hand(gown: Variant, location: Location) -> int:
    level = StockLevel.objects.filter(variant=gown, location=location).first()
    return level.on_hand if level else 0


def test_what_comes_in_is_on_hand_and_in_the_ledger(gown, berlin, helena):
    line = stock.receive(gown, location=berlin, quantity=3, by=helena, reference="Delivery 12")

    assert on_hand(gown, berlin) == 3
    assert (line.quantity, line.reason, line.actor, line.reference) == (
        3, Reason.RECEIVED, helena, "Delivery 12",
    )  # fmt: skip


def test_a_sale_takes_a_piece_and_the_last_one_can_be_sold_once(gown, berlin):
    stock.receive(gown, location=berlin, quantity=1)
    stock.sell(gown, location=berlin)

    with pytest.raises(OutOfStock, match="No AUR-IV-38 left at Berlin") as refusal:
        stock.sell(gown, location=berlin)

    assert refusal.value.facts == {"on_hand": 0, "available": 0}
    assert on_hand(gown, berlin) == 0
    assert StockMovement.objects.count() == 2


def test_a_reserved_piece_is_not_for_sale(gown, berlin):
    stock.receive(gown, location=berlin, quantity=2)
    StockLevel.objects.update(reserved=1)

    with pytest.raises(OutOfStock, match="Only 1 of AUR-IV-38 left at Berlin; 1 more reserved"):
        stock.sell(gown, location=berlin, quantity=2)

    assert stock.sell(gown, location=berlin).quantity == -1


def test_counting_the_shelf_writes_only_the_difference(gown, berlin):
    stock.receive(gown, location=berlin, quantity=5)

    line = stock.count(gown, location=berlin, counted=4, note="Stocktake")

    assert line is not None
    assert (line.quantity, line.reason) == (-1, Reason.COUNTED)
    assert stock.count(gown, location=berlin, counted=4) is None
    assert on_hand(gown, berlin) == 4


def test_a_count_cannot_lose_what_is_reserved(gown, berlin):
    stock.receive(gown, location=berlin, quantity=2)
    StockLevel.objects.update(reserved=2)

    with pytest.raises(OutOfStock):
        stock.count(gown, location=berlin, counted=1)

    assert on_hand(gown, berlin) == 2


def test_a_correction_says_why(gown, berlin):
    with pytest.raises(NotPossible, match="why"):
        stock.adjust(gown, location=berlin, quantity=1, note=" ")
    with pytest.raises(NotPossible, match="Choose why"):
        stock.adjust(gown, location=berlin, quantity=1, note="x", reason=Reason.SOLD)

    stock.adjust(gown, location=berlin, quantity=2, note="Found in the cellar")
    stock.adjust(gown, location=berlin, quantity=-1, note="Torn", reason=Reason.DAMAGED)

    assert on_hand(gown, berlin) == 1


def test_a_transfer_moves_pieces_between_shops(gown, berlin, lisbon):
    stock.receive(gown, location=berlin, quantity=2)

    left, arrived = stock.transfer(gown, origin=berlin, destination=lisbon, quantity=2)

    assert (on_hand(gown, berlin), on_hand(gown, lisbon)) == (0, 2)
    assert left.reference == arrived.reference != ""
    with pytest.raises(OutOfStock):
        stock.transfer(gown, origin=berlin, destination=lisbon, quantity=1)
    with pytest.raises(NotPossible, match="two different"):
        stock.transfer(gown, origin=lisbon, destination=lisbon, quantity=1)
    assert StockMovement.objects.count() == 3


def test_undoing_reverses_once(gown, berlin, helena):
    received = stock.receive(gown, location=berlin, quantity=2)

    back = stock.undo(received, by=helena, note="Typed twice")

    assert (back.quantity, back.undoes, back.actor) == (-2, received, helena)
    assert on_hand(gown, berlin) == 0
    with pytest.raises(NotPossible, match="already"):
        stock.undo(received)
    with pytest.raises(NotPossible, match="takes back"):
        stock.undo(back)


def test_what_is_sold_cannot_be_undone_as_received(gown, berlin):
    received = stock.receive(gown, location=berlin, quantity=1)
    stock.sell(gown, location=berlin)

    with pytest.raises(OutOfStock):
        stock.undo(received)

    assert on_hand(gown, berlin) == 0


def test_both_halves_of_a_transfer_go_back_together(gown, berlin, lisbon):
    stock.receive(gown, location=berlin, quantity=3)
    stock.transfer(gown, origin=berlin, destination=lisbon, quantity=1, reference="Van")
    left, arrived = stock.transfer(gown, origin=berlin, destination=lisbon, quantity=1)

    stock.undo(arrived)

    assert (on_hand(gown, berlin), on_hand(gown, lisbon)) == (2, 1)
    assert left.undone_by.quantity == 1
    assert ledger.differences() == []


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_a_quantity_is_at_least_one(gown, berlin, quantity):
    with pytest.raises(NotPossible, match="between 1 and"):
        stock.receive(gown, location=berlin, quantity=quantity)

    assert not StockMovement.objects.exists()


def test_a_stocktake_costs_the_same_queries_for_few_and_many(
    aurora, berlin, django_assert_num_queries
):
    variants = list(aurora.variants.all())
    for number, some in enumerate((variants[:1], variants), 1):
        counts = [stock.Count(v, berlin, number) for v in some]
        with django_assert_num_queries(7):
            stock.count_many(counts)

    assert StockMovement.objects.count() == 4


def test_verify_stock_is_content_with_the_acts(gown, berlin):
    stock.receive(gown, location=berlin, quantity=2)
    out = io.StringIO()

    call_command("verify_stock", stdout=out)

    assert "Every stock level is the sum" in out.getvalue()


def test_verify_stock_names_a_level_that_somebody_typed_over(gown, berlin, lisbon):
    stock.receive(gown, location=berlin, quantity=2)
    stock.receive(gown, location=lisbon, quantity=1)
    StockLevel.objects.filter(location=berlin).update(on_hand=7)
    StockLevel.objects.filter(location=lisbon).delete()
    said = io.StringIO()

    with pytest.raises(CommandError, match="2 levels disagree") as failure:
        call_command("verify_stock", stderr=said)

    assert failure.value.returncode == 1
    assert "AUR-IV-38 at Berlin: the level says 7, the movements add up to 2." in said.getvalue()
    assert "AUR-IV-38 at Lisbon: the level says 0, the movements add up to 1." in said.getvalue()


@pytest.mark.django_db(transaction=True)
def test_eight_sell_the_last_piece_and_one_does(gown, berlin):
    stock.receive(gown, location=berlin, quantity=1)
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def sell() -> None:
        start.wait()
        try:
            stock.sell(gown, location=berlin)
            outcomes.append("sold")
        except OutOfStock as refusal:
            outcomes.append(f"left {refusal.facts['available']}")
        finally:
            connection.close()

    clerks = [threading.Thread(target=sell) for _ in range(8)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()

    assert sorted(outcomes) == ["left 0"] * 7 + ["sold"]
    assert on_hand(gown, berlin) == 0
    assert ledger.differences() == []
