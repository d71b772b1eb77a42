"""Holds and bookings want the same hour, groups and plans cross each other: one legal end."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User

from core.errors import DomainError, SlotTaken, StaleVersion
from core.models import Appointment, AppointmentGroup, Claim, Customer, Hold, Rearrangement
from core.queries import rearranging as planning
from core.services import appointments, groups, holds, rearranging
from tests.cast import At, Boutique, Wish
from tests.races import crowd

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

CLIENTS = 16


@pytest.fixture
def brides(db: None) -> list[Customer]:
    return [
        Customer.objects.create(name=f"Bride {number}", email=f"bride{number}@example.org")
        for number in range(CLIENTS)
    ]


def hold_then_book(wanted: Appointment) -> Appointment:
    """A visitor of the website: keeps the time first, then gives her name."""
    hold = holds.create(
        Hold(
            type=wanted.type,
            location=wanted.location,
            starts_at=wanted.starts_at,
            stylist=wanted.stylist,
        )
    )
    held = holds.wish(hold)
    held.customer = wanted.customer
    return appointments.book(held, hold=hold)


@pytest.mark.parametrize("days", range(3))
def test_of_eight_with_a_hold_and_eight_without_one_gets_the_hour(
    wish: Wish, boutique: Boutique, brides: list[Customer], days: int
) -> None:
    acts: list[Callable[[], Any]] = []
    for number, bride in enumerate(brides):
        wanted = wish("10:00", days=days, customer=bride, stylist=boutique.mira)
        acts.append(partial(hold_then_book if number % 2 else appointments.book, wanted))
    outcomes = crowd.at_once(acts)
    assert crowd.faults(outcomes) == []
    assert sum(isinstance(outcome, SlotTaken) for outcome in outcomes) == CLIENTS - 1
    assert Appointment.objects.count() == 1
    assert not Hold.objects.exists()
    assert crowd.overlaps() == 0
    crowd.assert_claims_are_whole()


def test_booking_a_hold_against_freeing_and_sweeping_it(
    wish: Wish, boutique: Boutique, at: At
) -> None:
    for clock in ("10:00", "12:00", "14:00"):
        hold = holds.create(
            Hold(type=boutique.consultation, location=boutique.berlin, starts_at=at(clock))
        )
        wanted = holds.wish(hold)
        wanted.customer = boutique.anna
        outcomes = crowd.at_once(
            [
                partial(appointments.book, wanted, hold=hold),
                partial(holds.free, hold),
                partial(holds.renew, hold),
                holds.sweep,
            ]
        )
        assert crowd.faults(outcomes) == []
        assert not Claim.objects.filter(kind="hold").exists()
    crowd.assert_claims_are_whole()


def test_moving_against_cancelling_against_amending(
    wish: Wish, boutique: Boutique, at: At, helena: User
) -> None:
    for days in range(4):
        hers = appointments.book(wish("10:00", days=days, stylist=boutique.mira))
        outcomes = crowd.at_once(
            [
                partial(
                    appointments.reschedule,
                    Appointment(pk=hers.pk),
                    starts_at=at("14:00", days=days),
                    by=helena,
                    version=1,
                ),
                partial(appointments.cancel, Appointment(pk=hers.pk), by=helena, version=1),
                partial(
                    appointments.amend,
                    Appointment(pk=hers.pk),
                    notes="Tea",
                    party_size=5,
                    products=[boutique.aurora],
                    by=helena,
                    version=1,
                ),
            ]
        )
        assert crowd.faults(outcomes) == []
        stale = [outcome for outcome in outcomes if isinstance(outcome, StaleVersion)]
        assert len(stale) == 2
        assert all(error.differences for error in stale)
        hers.refresh_from_db()
        assert hers.version == 2
        ends = {
            "moved": hers.starts_at == at("14:00", days=days),
            "cancelled": hers.status == "cancelled",
            "amended": hers.notes == "Tea" and hers.party_size == 5,
        }
        assert sum(ends.values()) == 1, ends
    crowd.assert_claims_are_whole()


def test_groups_that_want_each_others_days_do_not_deadlock(
    wish: Wish, boutique: Boutique, helena: User, at: At
) -> None:
    both = [
        groups.book_group(
            AppointmentGroup(name=name),
            [wish(clock, days=day, stylist=boutique.mira) for day in (0, 1, 2)],
            by=helena,
        )
        for name, clock in (("A", "10:00"), ("B", "14:00"))
    ]
    for _ in range(3):
        acts = [
            partial(
                groups.move_group,
                group,
                times={
                    a.pk: at(clock, days=day)
                    for day, a in enumerate(group.appointments.order_by("starts_at"))
                },
                by=helena,
            )
            for group, clock in ((both[0], "14:00"), (both[1], "10:00"))
        ]
        outcomes = crowd.at_once(acts)
        assert crowd.faults(outcomes) == []
        assert crowd.overlaps() == 0
    crowd.assert_claims_are_whole()


def test_a_sick_stylist_is_not_booked_while_her_day_is_rearranged(
    wish: Wish, boutique: Boutique, helena: User, at: At, brides: list[Customer]
) -> None:
    appointments.book(wish("10:00", stylist=boutique.mira))
    day = at("10:00").date()
    change = Rearrangement(stylist=boutique.mira, first_on=day, last_on=day, reason="Sick")
    rows = planning.propose(change)
    acts: list[Callable[[], Any]] = [
        partial(rearranging.apply, change, rows=rows, by=helena),
        *(
            partial(appointments.book, wish("14:00", customer=bride, stylist=boutique.mira))
            for bride in brides[:7]
        ),
    ]
    outcomes = crowd.at_once(acts)
    assert crowd.faults(outcomes) == []
    assert crowd.overlaps() == 0
    assert not isinstance(outcomes[0], DomainError)
    late = Appointment.objects.filter(stylist=boutique.mira, starts_at=at("14:00")).count()
    assert late <= 1
    crowd.assert_claims_are_whole()
