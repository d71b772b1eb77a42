"""Sixteen brides want one hour: one gets it, fifteen hear what else is free."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from core import guards
from core.errors import SlotTaken
from core.models import Appointment, Claim, Customer, Room, Stylist
from core.queries import diary
from core.services import appointments
from core.services.appointments import finding, placing
from tests.cast import Wish
from tests.races import crowd

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLIENTS = 16
ROUNDS = 5


@pytest.fixture
def brides(db: None) -> list[Customer]:
    return [
        Customer.objects.create(name=f"Bride {number}", email=f"bride{number}@example.org")
        for number in range(CLIENTS)
    ]


@pytest.fixture
def sixteen_wishes(
    wish: Wish, brides: list[Customer], mira: Stylist, salon: Room
) -> Callable[..., list[Callable[[], Appointment]]]:
    """Each bride's wish for one hour with Mira, the only stylist, in the only room."""

    def wishes(days: int) -> list[Callable[[], Appointment]]:
        return [
            partial(appointments.book, wish("10:00", days=days, customer=bride)) for bride in brides
        ]

    return wishes


def test_without_locks_check_and_guard_the_damage_shows(
    sixteen_wishes: Any, mira: Stylist, salon: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proof of the tests below: they can see what they say never happens."""
    everyone_looked_before = finding.Place(mira.pk, salon.pk)
    monkeypatch.setattr(finding, "find", lambda *_args, **_kwargs: everyone_looked_before)
    monkeypatch.setattr(placing, "lock", lambda _ids: None)
    monkeypatch.setattr(diary, "live_claims", lambda **_: Claim.objects.none())
    guards.remove()
    try:
        outcomes = crowd.at_once(sixteen_wishes(0))
        assert crowd.faults(outcomes) == []
        assert Appointment.objects.count() > 1
        assert crowd.overlaps() > 0
    finally:
        Claim.objects.all().delete()
        guards.install()


@pytest.mark.parametrize("days", range(ROUNDS))
def test_one_of_sixteen_gets_the_hour(sixteen_wishes: Any, days: int) -> None:
    outcomes = crowd.at_once(sixteen_wishes(days % 4))
    refused = [outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]
    assert crowd.faults(outcomes) == []
    assert len(refused) == CLIENTS - 1
    assert all(error.alternatives for error in refused)
    assert Appointment.objects.count() == 1
    assert Claim.objects.filter(is_live=True).count() == 2
    assert crowd.overlaps() == 0


def test_two_stylists_and_two_rooms_serve_two_of_sixteen(
    sixteen_wishes: Any, jo: Stylist, alcove: Room
) -> None:
    outcomes = crowd.at_once(sixteen_wishes(0))
    assert crowd.faults(outcomes) == []
    assert Appointment.objects.count() == 2
    assert crowd.overlaps() == 0
    crowd.assert_claims_are_whole()
