"""Pieces put aside for a bride: hers until a moment, sold to her, given free, never to others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core import tasks
from core.errors import NotPossible, OutOfStock
from core.models import Customer, Location, Product, Reservation, StockLevel, StockMovement, Variant
from core.queries import stock as reading
from core.services import merging, stock

Ending = Reservation.Ending
Reserve = Callable[..., Reservation]


@pytest.fixture
def gown(aurora: Product, berlin: Location) -> Variant:
    gown = aurora.variants.get(size="38")
    stock.receive(gown, location=berlin, quantity=3)
    return gown


@pytest.fixture
def reserve(gown: Variant, berlin: Location, anna: Customer) -> Reserve:
    """`reserve(2, customer=bea)`: for Anna in Berlin for a week, unless other fields say more."""

    def put_aside(quantity: int = 1, **fields: Any) -> Reservation:
        week = timezone.now() + timedelta(days=7)
        given = {"location": berlin, "customer": anna, "expires_at": week} | fields
        return stock.reserve(gown, quantity=quantity, **given)

    return put_aside


def level(gown: Variant, location: Location) -> tuple[int, int]:
    found = StockLevel.objects.get(variant=gown, location=location)
    return found.on_hand, found.reserved


def test_what_is_put_aside_stays_on_hand_and_is_not_for_others(gown, berlin, reserve, bea, helena):
    kept = reserve(2, by=helena, note="Comes on Friday")

    assert level(gown, berlin) == (3, 2)
    assert (kept.actor, kept.note, kept.is_live) == (helena, "Comes on Friday", True)
    with pytest.raises(OutOfStock, match="Only 1 of AUR-IV-38 left at Berlin; 2 more reserved"):
        stock.sell(gown, location=berlin, quantity=2, customer=bea)
    with pytest.raises(OutOfStock, match=r"Only 1 of AUR-IV-38 can be reserved .* 2 reserved"):
        reserve(2, customer=bea)
    assert level(gown, berlin) == (3, 2)
    assert Reservation.objects.count() == 1
    assert reading.differences() == []


def test_selling_to_her_uses_up_what_was_put_aside_for_her(gown, berlin, reserve, anna, helena):
    kept = reserve(1)

    sale = stock.sell(gown, location=berlin, customer=anna, by=helena)

    kept.refresh_from_db()
    assert (kept.ending, kept.sale, kept.ended_by) == (Ending.SOLD, sale, helena)
    assert level(gown, berlin) == (2, 0)
    assert reading.differences() == []


def test_selling_her_one_of_two_keeps_the_other_for_her(gown, berlin, reserve, anna):
    kept = reserve(2)

    stock.sell(gown, location=berlin, customer=anna)

    kept.refresh_from_db()
    assert (kept.quantity, kept.is_live) == (1, True)
    assert Reservation.objects.get(ending=Ending.SOLD).quantity == 1
    assert level(gown, berlin) == (2, 1)
    assert reading.differences() == []


def test_selling_her_more_than_was_put_aside_takes_the_rest_from_the_shelf(
    gown, berlin, reserve, anna, bea
):
    reserve(1)
    reserve(1, customer=bea)

    with pytest.raises(OutOfStock):
        stock.sell(gown, location=berlin, quantity=3, customer=anna)
    stock.sell(gown, location=berlin, quantity=2, customer=anna)

    assert level(gown, berlin) == (1, 1)
    assert list(Reservation.objects.filter(ended_at=None).values_list("customer", flat=True)) == [
        bea.pk
    ]


def test_a_sale_to_her_that_is_undone_puts_the_piece_aside_again(gown, berlin, reserve, anna):
    kept = reserve(1)
    sale = stock.sell(gown, location=berlin, customer=anna)

    stock.undo(sale, note="Paid twice")

    kept.refresh_from_db()
    assert (kept.is_live, kept.sale) == (True, None)
    assert level(gown, berlin) == (3, 1)
    assert reading.differences() == []


def test_a_reservation_is_released_once(gown, berlin, reserve, helena):
    kept = reserve(2)

    stock.release(kept, by=helena)

    assert (kept.ending, kept.ended_by) == (Ending.RELEASED, helena)
    assert level(gown, berlin) == (3, 0)
    with pytest.raises(NotPossible, match="ended already: released"):
        stock.release(kept)
    assert level(gown, berlin) == (3, 0)


def test_a_reservation_needs_an_end_that_is_still_to_come(gown, berlin, reserve):
    for days, said in ((-1, "still to come"), (400, "a year at most")):
        with pytest.raises(NotPossible, match=said):
            reserve(1, expires_at=timezone.now() + timedelta(days=days))
    with pytest.raises(NotPossible, match="between 1 and"):
        reserve(0)

    assert level(gown, berlin) == (3, 0)
    assert not Reservation.objects.exists()


def test_what_nobody_fetched_is_for_sale_even_before_the_task_comes(gown, berlin, reserve, bea):
    kept = reserve(3)
    Reservation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    stock.sell(gown, location=berlin, customer=bea)

    kept.refresh_from_db()
    assert kept.ending == Ending.EXPIRED
    assert level(gown, berlin) == (2, 0)
    assert reading.differences() == []


def test_the_task_lets_go_what_has_expired_and_nothing_else(gown, berlin, reserve, bea):
    late, kept = reserve(1), reserve(1, customer=bea)
    Reservation.objects.filter(pk=late.pk).update(expires_at=timezone.now())

    tasks.release_reservations.call_local()

    late.refresh_from_db()
    kept.refresh_from_db()
    assert (late.ending, kept.ending) == (Ending.EXPIRED, "")
    assert level(gown, berlin) == (3, 1)


def test_verify_stock_names_a_level_that_keeps_more_than_was_reserved(
    gown, berlin, reserve, capsys
):
    reserve(1)
    StockLevel.objects.update(reserved=2)

    with pytest.raises(CommandError, match="1 level disagrees") as failure:
        call_command("verify_stock")

    assert failure.value.returncode == 1
    assert (
        "AUR-IV-38 at Berlin: the level says 2 reserved, the reservations add up to 1."
        in capsys.readouterr().err
    )


def test_two_rows_of_one_bride_bring_their_reservations_together(gown, reserve, anna, bea):
    kept = reserve(1, customer=bea)

    merging.merge(anna, bea)

    kept.refresh_from_db()
    assert kept.customer == anna


def test_receiving_costs_five_statements(gown, berlin, django_assert_num_queries):
    with django_assert_num_queries(5):  # begin, lock, update, insert, commit
        stock.receive(gown, location=berlin, quantity=1)
    with django_assert_num_queries(5):
        stock.sell(gown, location=berlin)
    assert StockMovement.objects.count() == 3
