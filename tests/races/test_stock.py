"""The last piece and thirty-two clerks; thousands of acts with clerks killed in the middle."""

import json
from typing import Any

import pytest

from core.models import Customer, Location, Product, StockLevel, StockMovement, Variant
from core.queries import stock as reading
from core.services import stock
from tests import processes

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.django_db(transaction=True),
]

CLERKS = 32
ACTS = 800


@pytest.fixture
def gown(aurora: Product, berlin: Location) -> Variant:
    gown = aurora.variants.get(size="38")
    stock.receive(gown, location=berlin, quantity=1)
    return gown


def sold_at_once(gown: Variant, berlin: Location, *, is_locked: bool) -> list[str]:
    """What each of the clerks was told."""
    process = processes.start("-m", "tests.races.clerks")
    order = {
        "variant": gown.pk,
        "location": berlin.pk,
        "clerks": CLERKS,
        "is_locked": is_locked,
    }
    out, err = process.communicate(json.dumps(order) + "\n", timeout=120)
    assert process.returncode == 0, err
    return list(json.loads(out))


def test_without_the_lock_the_last_piece_is_sold_more_than_once(gown, berlin):
    """If this one sees no damage, the others prove nothing."""
    told = sold_at_once(gown, berlin, is_locked=False)

    assert told.count("sold") > 1
    assert len(reading.differences()) == 1


def test_of_thirty_two_who_sell_the_last_piece_one_does(gown, berlin):
    told = sold_at_once(gown, berlin, is_locked=True)

    assert sorted(told) == sorted(["sold", *["No AUR-IV-38 left at Berlin."] * (CLERKS - 1)])
    assert StockLevel.objects.get().on_hand == 0
    assert StockMovement.objects.count() == 2
    assert reading.differences() == []


def test_acts_at_random_with_clerks_killed_leave_no_difference(
    aurora: Product, veil: Product, berlin: Location, lisbon: Location, anna: Any, bea: Any
) -> None:
    for number in range(20):
        Variant.objects.create(product=veil, sku=f"V-{number:02}", size=f"{number}", price=1)
    assert Customer.objects.count() == 2
    process = processes.start("-m", "tests.races.stockroom", f"{ACTS}", "6", "40")
    out, err = process.communicate(timeout=280)
    assert process.returncode == 0, err
    run = json.loads(out)

    assert run["faults"] == {}
    assert run["killed"] == ACTS // 40
    assert reading.differences() == []
    assert StockMovement.objects.count() > ACTS / 4
    assert not StockLevel.objects.filter(reserved__lt=0).exists()
