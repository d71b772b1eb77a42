"""Many hands book or move one bride at once: she is expected in one place."""

from functools import partial
from itertools import combinations

import pytest

from core.errors import BookedAlready
from core.models import Appointment, Customer, Room, Stylist
from core.services import appointments, merging
from tests.cast import At, Boutique, Wish, works
from tests.races import crowd

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLIENTS = 8


@pytest.fixture
def big_shop(boutique: Boutique) -> Boutique:
    """Stylists and rooms enough for all, so that only the bride is scarce."""
    for n in range(CLIENTS):
        works(Stylist.objects.create(name=f"Stylist {n}", slug=f"stylist-{n}"), boutique.berlin)
        Room.objects.create(name=f"Room {n}", slug=f"room-{n}", location=boutique.berlin)
    return boutique


def overlapping() -> int:
    standing = Appointment.objects.filter(status="confirmed")
    return sum(
        one.customer_id == other.customer_id
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        for one, other in combinations(standing, 2)
    )


@pytest.mark.parametrize("_round", range(5))
def test_of_many_who_book_her_at_once_one_does(big_shop: Boutique, wish: Wish, _round: int) -> None:
    outcomes = crowd.at_once([partial(appointments.book, wish("10:00")) for _ in range(CLIENTS)])
    assert crowd.faults(outcomes) == []
    assert [type(one) for one in outcomes].count(BookedAlready) == CLIENTS - 1
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("_round", range(5))
def test_booking_moving_and_merging_her_at_once_never_deadlocks(
    big_shop: Boutique, wish: Wish, at: At, _round: int
) -> None:
    twin = Customer.objects.create(name="Anna Winter", email="anna.w@example.org")
    standing = [appointments.book(wish("10:00", days=day)) for day in range(1, 4)]
    standing.append(appointments.book(wish("10:00", days=4, customer=twin)))
    move = partial(appointments.reschedule, starts_at=at("14:00"))
    outcomes = crowd.at_once(
        [
            *(partial(move, Appointment(pk=one.pk)) for one in standing),
            *(partial(appointments.book, wish("14:00")) for _ in range(2)),
            partial(merging.merge, big_shop.anna, twin),
        ]
    )
    assert crowd.faults(outcomes) == []
    hers = Appointment.objects.filter(customer=big_shop.anna, starts_at=at("14:00"))
    # The twin may have come to that hour under her own name before the two were found to be one.
    assert 1 <= hers.count() <= 2
    assert crowd.overlaps() == 0


def test_the_same_bride_moved_from_many_sides_is_once_there(
    big_shop: Boutique, wish: Wish, at: At
) -> None:
    standing = [appointments.book(wish("10:00", days=day)) for day in (1, 2, 3, 4)]
    move = partial(appointments.reschedule, starts_at=at("14:00"))
    outcomes = crowd.at_once([partial(move, Appointment(pk=one.pk)) for one in standing])
    assert crowd.faults(outcomes) == []
    assert [type(one) for one in outcomes].count(BookedAlready) == 3
    assert overlapping() == 0
