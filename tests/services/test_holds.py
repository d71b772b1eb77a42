"""Holds: the time is kept for her and for nobody else, and not for ever."""

from datetime import date, timedelta

import pytest
import time_machine

from core.errors import HoldGone, NotOffered, NotPossible, SlotTaken
from core.models import Appointment, Claim, Hold
from core.queries import diary
from core.services import appointments, holds
from tests.cast import At, Boutique


@pytest.fixture
def hers(boutique: Boutique, at: At) -> Hold:
    """Tuesday at ten, with Mira and the Aurora."""
    wanted = Hold(
        type=boutique.consultation,
        location=boutique.berlin,
        stylist=boutique.mira,
        starts_at=at("10:00"),
    )
    return holds.create(wanted, products=[boutique.aurora])


def first_free(boutique: Boutique, day: date, hold: Hold | None = None) -> object:
    slot = diary.free_slots(
        boutique.consultation, boutique.berlin, day, day, products=[boutique.aurora], hold=hold
    )[0]
    return diary.spans.moment(slot.start)


def wanted(hold: Hold, boutique: Boutique) -> Appointment:
    appointment = holds.wish(hold)
    appointment.customer = boutique.anna
    return appointment


def test_a_hold_keeps_stylist_room_and_gown(hers: Hold, boutique: Boutique) -> None:
    claims = Claim.objects.filter(hold=hers, kind="hold", is_live=True)
    kept = set(claims.values_list("resource_id", flat=True))
    assert kept == {boutique.mira.pk, boutique.alcove.pk, boutique.sample.pk}
    assert hers.token not in hers.token_hash
    assert holds.find(hers.token) == hers


def test_others_see_it_taken_and_the_holder_does_not(
    hers: Hold, boutique: Boutique, at: At, tuesday: date
) -> None:
    asked = (boutique.consultation, boutique.berlin, at("10:00"))
    assert first_free(boutique, tuesday) == at("12:00")
    assert first_free(boutique, tuesday, hers) == at("10:00")
    gowns = {"products": [boutique.aurora]}
    assert [no.code for no in diary.explain(*asked, **gowns)] == ["sample-taken"]
    assert diary.explain(*asked, **gowns, hold=hers) == []
    with pytest.raises(SlotTaken):
        appointments.book(wanted(hers, boutique), products=[boutique.aurora])


def test_booking_consumes_the_hold(hers: Hold, boutique: Boutique) -> None:
    booked = appointments.book(wanted(hers, boutique), products=[boutique.aurora], hold=hers)
    assert (booked.stylist, booked.room) == (boutique.mira, boutique.alcove)
    assert booked.try_ons.get().sample == boutique.sample
    assert not Hold.objects.exists()
    assert not Claim.objects.filter(kind="hold").exists()
    with pytest.raises(HoldGone):
        appointments.book(wanted(hers, boutique), hold=hers)
    assert Appointment.objects.count() == 1


def test_a_hold_of_another_time_is_no_ticket(hers: Hold, boutique: Boutique, at: At) -> None:
    other = wanted(hers, boutique)
    other.starts_at = at("14:00")
    with pytest.raises(NotPossible, match="another time"):
        appointments.book(other, hold=hers)
    assert Hold.objects.count() == 1


def test_past_its_time_it_counts_as_gone(
    hers: Hold, boutique: Boutique, at: At, tuesday: date
) -> None:
    with time_machine.travel(hers.expires_at, tick=False):
        assert first_free(boutique, tuesday) == at("10:00")
        with pytest.raises(HoldGone):
            holds.find(hers.token)
        with pytest.raises(HoldGone):
            holds.renew(hers)
        with pytest.raises(HoldGone):
            appointments.book(wanted(hers, boutique), hold=hers)
        assert appointments.book(wanted(hers, boutique), products=[boutique.aurora]).pk


def test_it_can_be_renewed_but_not_for_ever(hers: Hold) -> None:
    begun = hers.created_at
    for minutes in (8, 16, 24, 29):
        with time_machine.travel(begun + timedelta(minutes=minutes), tick=False):
            holds.renew(hers)
    assert hers.expires_at == begun + timedelta(minutes=30)
    assert set(hers.claims.values_list("expires_at", flat=True)) == {hers.expires_at}


def test_a_freed_hold_frees_the_time(hers: Hold, boutique: Boutique, at: At, tuesday: date) -> None:
    holds.free(hers)
    assert first_free(boutique, tuesday) == at("10:00")
    holds.free(hers)  # again is no fault
    assert not Claim.objects.exists()


def test_the_sweep_clears_away_what_expired_and_nothing_else(
    hers: Hold, boutique: Boutique, at: At
) -> None:
    with time_machine.travel(hers.expires_at + timedelta(minutes=5), tick=False):
        fresh = Hold(type=boutique.consultation, location=boutique.berlin, starts_at=at("14:00"))
        holds.create(fresh)
        assert holds.sweep() == 1
        assert list(Hold.objects.all()) == [fresh]
        assert holds.sweep() == 0


def test_the_notice_counts_from_when_she_got_the_hold(boutique: Boutique, at: At) -> None:
    last_moment = at("10:00") - timedelta(hours=24, minutes=1)
    with time_machine.travel(last_moment, tick=False):
        hold = holds.create(
            Hold(type=boutique.consultation, location=boutique.berlin, starts_at=at("10:00"))
        )
    with time_machine.travel(last_moment + timedelta(minutes=5), tick=False):
        with pytest.raises(NotOffered):
            appointments.book(wanted(hold, boutique))
        assert appointments.book(wanted(hold, boutique), hold=hold).pk


def test_what_is_not_offered_is_not_held(boutique: Boutique, at: At) -> None:
    with pytest.raises(NotOffered):
        holds.create(
            Hold(type=boutique.consultation, location=boutique.berlin, starts_at=at("10:07"))
        )
    assert not Hold.objects.exists()
