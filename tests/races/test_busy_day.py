"""A day on which eight clients book, move and cancel at random, and two acts meet on one row."""

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest

from core.errors import AppointmentClosed, DomainError, SlotTaken, StaleVersion
from core.models import Appointment, Claim, Customer, Sample
from core.services import appointments
from tests.cast import At, Boutique, Wish
from tests.races import crowd

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLIENTS = 8
ACTS = 25  # each


def a_moment(dice: random.Random, at: At) -> Any:
    return at("10:00", days=dice.randrange(2)) + timedelta(minutes=30 * dice.randrange(18))


def act_at_random(dice: random.Random, at: At, wish: Wish, boutique: Boutique) -> None:
    standing = list(Appointment.objects.filter(status="confirmed").values_list("pk", flat=True))
    what = dice.choice(["book", "book", "move", "cancel"]) if standing else "book"
    if what == "book":
        appointments.book(
            wish(
                starts_at=a_moment(dice, at),
                customer=dice.choice(list(Customer.objects.order_by("pk"))),
                type=dice.choice([boutique.consultation, boutique.accessories]),
            ),
            products=dice.choice([[], [boutique.aurora]]),
        )
        return
    chosen = Appointment(pk=dice.choice(standing))
    if what == "move":
        appointments.reschedule(chosen, starts_at=a_moment(dice, at))
    else:
        appointments.cancel(chosen)


def one_client(seed: int, at: At, wish: Wish, boutique: Boutique) -> list[crowd.Outcome]:
    dice = random.Random(seed)
    outcomes: list[crowd.Outcome] = []
    for _ in range(ACTS):
        try:
            act_at_random(dice, at, wish, boutique)
            outcomes.append(None)
        except Exception as error:
            outcomes.append(error)
    return outcomes


def test_two_hundred_acts_leave_every_diary_whole(at: At, wish: Wish, boutique: Boutique) -> None:
    twin = Sample(name="Aurora, ivory, 36", location=boutique.berlin, barcode="S-0002")
    twin.variant = boutique.aurora.variants.get(size="36")
    twin.save()
    crowd.brides(2 * CLIENTS)
    clients = [partial(one_client, seed, at, wish, boutique) for seed in range(CLIENTS)]
    outcomes = [outcome for client in crowd.at_once(clients) for outcome in client]
    assert crowd.faults(outcomes) == []
    assert len(outcomes) == CLIENTS * ACTS
    assert outcomes.count(None) > CLIENTS
    assert crowd.overlaps() == 0
    crowd.assert_claims_are_whole()


@pytest.fixture
def hers(wish: Wish, boutique: Boutique) -> Appointment:
    return appointments.book(wish("10:00", stylist=boutique.mira, room=boutique.alcove))


@pytest.mark.parametrize("_round", range(3))
def test_moving_against_cancelling_ends_in_one_legal_state(
    hers: Appointment, at: At, boutique: Boutique, _round: int
) -> None:
    move = partial(appointments.reschedule, starts_at=at("14:00"), stylist=boutique.jo)
    outcomes = crowd.at_once(
        [
            lambda: move(Appointment(pk=hers.pk)),
            lambda: appointments.cancel(Appointment(pk=hers.pk)),
        ]
    )
    assert crowd.faults(outcomes) == []
    assert all(isinstance(o, Appointment | AppointmentClosed) for o in outcomes)
    hers.refresh_from_db()
    assert hers.status == Appointment.Status.CANCELLED
    assert not Claim.objects.filter(is_live=True).exists()


def test_of_sixteen_moved_to_one_hour_one_gets_it_and_the_others_stay(
    wish: Wish, boutique: Boutique, at: At
) -> None:
    mira, alcove = boutique.mira, boutique.alcove
    times = product(range(4), ("10:00", "12:00", "14:00", "16:00"))
    sixteen = [
        appointments.book(wish(clock, days=day, stylist=mira, room=alcove, customer=bride))
        for (day, clock), bride in zip(times, crowd.brides(16), strict=True)
    ]
    before = {one.pk: one.starts_at for one in sixteen}
    wanted = at("13:00", days=4)
    move = partial(appointments.reschedule, starts_at=wanted, stylist=mira, room=alcove)
    outcomes = crowd.at_once([partial(move, Appointment(pk=one.pk)) for one in sixteen])
    assert crowd.faults(outcomes) == []
    assert [type(outcome) for outcome in outcomes].count(SlotTaken) == 15
    after = {one.pk: one.starts_at for one in Appointment.objects.all()}
    (moved,) = [pk for pk, starts_at in after.items() if starts_at != before[pk]]
    assert after == before | {moved: wanted}
    crowd.assert_claims_are_whole()


def test_of_two_who_saw_the_same_version_one_is_told(hers: Appointment, at: At) -> None:
    acts: list[Callable[[], Appointment]] = [
        partial(appointments.reschedule, Appointment(pk=hers.pk), starts_at=at(clock), version=1)
        for clock in ("13:00", "15:00")
    ]
    outcomes = crowd.at_once(acts)
    assert [type(outcome) for outcome in outcomes].count(StaleVersion) == 1
    hers.refresh_from_db()
    assert hers.version == 2
    crowd.assert_claims_are_whole()


def test_two_who_want_each_others_time_do_not_deadlock(
    hers: Appointment, wish: Wish, boutique: Boutique, at: At
) -> None:
    other = appointments.book(
        wish("14:00", stylist=boutique.mira, room=boutique.alcove, customer=boutique.bea)
    )
    for _ in range(5):
        outcomes = crowd.at_once(
            [
                partial(swap, hers.pk, at("14:00"), boutique),
                partial(swap, other.pk, at("10:00"), boutique),
            ]
        )
        assert crowd.faults(outcomes) == []
        assert crowd.overlaps() == 0
    crowd.assert_claims_are_whole()


def swap(pk: int, starts_at: Any, boutique: Boutique) -> Appointment | DomainError:
    return appointments.reschedule(
        Appointment(pk=pk), starts_at=starts_at, stylist=boutique.mira, room=boutique.alcove
    )
