"""Who is away is not promised: blocks, days off, other hours on a date, samples out of the house."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from core.errors import NotOffered, NotPossible, Promised
from core.models import Appointment, Claim, Location, Stylist, WorkingException
from core.queries import diary as reading
from core.queries.appointments import board
from core.queries.diary import spans
from core.services import appointments, diary
from core.services.appointments import finding
from tests.cast import At, Boutique, Wish


def clocks(boutique: Boutique, day: date, stylist: Stylist, **wishes: object) -> list[str]:
    """The starts offered with her on that day, by the clock on the wall."""
    where = boutique.berlin
    found = reading.free_slots(
        boutique.consultation, where, day, day, stylist_id=stylist.pk, **wishes
    )
    return [f"{spans.moment(slot.start).astimezone(where.zone):%H:%M}" for slot in found]


# Blocks -------------------------------------------------------------------------


def test_a_block_takes_the_time_and_gives_it_back(
    boutique: Boutique, at: At, tuesday: date
) -> None:
    mira = boutique.mira
    block = diary.block(
        mira, starts_at=at("10:00"), ends_at=at("15:00"), note="Dentist", by=boutique.tom
    )
    assert clocks(boutique, tuesday, mira)[0] == "15:00"
    diary.unblock(block, by=boutique.tom)
    assert clocks(boutique, tuesday, mira)[0] == "10:00"


def test_a_block_over_appointments_names_them(
    boutique: Boutique, booked: Callable[..., Appointment], at: At
) -> None:
    booked("12:00")
    booked("15:00", customer=boutique.bea)
    with pytest.raises(Promised, match=r"Anna Winter on \w+ \d+ \w+, 12:00; Bea Sommer") as refused:
        diary.block(boutique.mira, starts_at=at("10:00"), ends_at=at("18:00"))
    assert len(refused.value.facts["references"]) == 2
    assert not Claim.objects.filter(kind="block").exists()


def test_only_blocks_are_unblocked(booked: Callable[..., Appointment]) -> None:
    claim = booked("12:00").claims.first()
    assert claim
    with pytest.raises(NotPossible):
        diary.unblock(claim)
    assert Claim.objects.filter(pk=claim.pk).exists()


def test_days_off_are_whole_days_by_the_clock_of_her_shop(
    boutique: Boutique, tuesday: date
) -> None:
    after = tuesday + timedelta(days=2)
    off = diary.take_time_off(
        boutique.mira, first=tuesday, last=tuesday + timedelta(days=1), note="Holiday"
    )
    assert off.starts_at.astimezone(boutique.berlin.zone).time() == time(0)
    assert clocks(boutique, tuesday, boutique.mira) == []
    assert clocks(boutique, tuesday + timedelta(days=1), boutique.mira) == []
    assert clocks(boutique, after, boutique.mira)[0] == "10:00"


def test_a_sample_at_a_trunk_show_is_not_promised(
    boutique: Boutique, wish: Wish, at: At, tuesday: date
) -> None:
    diary.block(
        boutique.sample, starts_at=at("00:00"), ends_at=at("14:00"), note="Trunk show in Porto"
    )
    free = clocks(boutique, tuesday, boutique.mira, products=[boutique.aurora])
    assert free[0] == "14:00"
    no = reading.explain(
        boutique.consultation, boutique.berlin, at("11:00"), products=[boutique.aurora]
    )
    assert [reason.code for reason in no] == ["sample-taken"]
    assert "Trunk show in Porto" in no[0].detail
    assert "Trunk show" not in no[0].message


# Exceptions by date -------------------------------------------------------------


def test_other_hours_on_a_date_take_the_place_of_the_week(
    boutique: Boutique, tuesday: date
) -> None:
    here = boutique.berlin
    spans_of_day = [(here, time(10), time(12)), (here, time(14), time(16))]
    diary.set_day(boutique.mira, tuesday, hours=spans_of_day, by=boutique.tom)
    assert clocks(boutique, tuesday, boutique.mira) == ["10:00", "10:30", "14:00", "14:30"]
    assert clocks(boutique, tuesday + timedelta(days=1), boutique.mira)[-1] == "17:30"
    diary.clear_day(boutique.mira, tuesday)
    assert clocks(boutique, tuesday, boutique.mira)[-1] == "17:30"


def test_a_day_off_by_exception_offers_nothing_and_says_why(
    boutique: Boutique, tuesday: date, at: At
) -> None:
    diary.set_day(boutique.mira, tuesday, note="Her sister's wedding")
    assert clocks(boutique, tuesday, boutique.mira) == []
    no = reading.explain(
        boutique.consultation, boutique.berlin, at("11:00"), stylist_id=boutique.mira.pk
    )
    assert [reason.message for reason in no] == ["Mira is off that day (Her sister's wedding)."]


def test_she_helps_out_in_the_other_shop_for_a_day(
    boutique: Boutique, tuesday: date, lisbon: Location
) -> None:
    diary.set_day(boutique.mira, tuesday, hours=[(lisbon, time(10), time(19))])
    assert clocks(boutique, tuesday, boutique.mira) == []
    there = reading.free_slots(boutique.consultation, lisbon, tuesday, tuesday)
    assert boutique.mira.pk in there[0].stylists
    next_day = tuesday + timedelta(days=1)
    there = reading.free_slots(boutique.consultation, lisbon, next_day, next_day)
    assert boutique.mira.pk not in there[0].stylists


def test_hours_that_leave_a_bride_outside_are_refused_with_her_name(
    boutique: Boutique, booked: Callable[..., Appointment], tuesday: date
) -> None:
    booked("15:00")
    with pytest.raises(Promised, match="Anna Winter"):
        diary.set_day(boutique.mira, tuesday, hours=[(boutique.berlin, time(10), time(14))])
    assert not WorkingException.objects.exists()
    diary.set_day(boutique.mira, tuesday, hours=[(boutique.berlin, time(12), time(19))])
    assert WorkingException.objects.count() == 1


def test_hours_of_one_day_do_not_overlap(boutique: Boutique, tuesday: date) -> None:
    hours = [(boutique.berlin, time(10), time(13)), (boutique.lisbon, time(11), time(15))]
    with pytest.raises(NotPossible, match="overlap"):
        diary.set_day(boutique.mira, tuesday, hours=hours)


def test_the_board_shades_what_an_exception_takes(boutique: Boutique, tuesday: date) -> None:
    diary.set_day(boutique.mira, tuesday, hours=[(boutique.berlin, time(10), time(14))])
    shades = board(boutique.berlin, tuesday, tuesday).shades
    hers = [(s.starts.hour, s.ends.hour) for s in shades if s.stylist_id == boutique.mira.pk]
    assert hers == [(14, 19)]


def test_exceptions_cost_no_query(
    boutique: Boutique, tuesday: date, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for days in range(30):
        diary.set_day(boutique.mira, tuesday + timedelta(days=days), note="Away")
    with django_assert_max_num_queries(3):
        reading.free_slots(
            boutique.consultation, boutique.berlin, tuesday, tuesday + timedelta(days=61)
        )


def test_hours_that_changed_after_the_look_are_seen_before_the_claim(
    boutique: Boutique, wish: Wish, tuesday: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking and locking somebody gives Mira and Jo the day off."""
    look = finding.find

    def look_then_all_go_home(*args: Any, **kwargs: Any) -> finding.Place:
        place = look(*args, **kwargs)
        monkeypatch.setattr(finding, "find", look)
        for stylist in (boutique.mira, boutique.jo):
            diary.set_day(stylist, tuesday)
        return place

    monkeypatch.setattr(finding, "find", look_then_all_go_home)
    with pytest.raises(NotOffered, match="No stylist works"):
        appointments.book(wish("10:00"))
    assert not Appointment.objects.exists()
