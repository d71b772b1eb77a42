"""Free slots as brides see them: from the boutique's own rows, in a handful of queries."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.models import (
    Appointment,
    AppointmentType,
    Claim,
    ClosedDay,
    Location,
    OpeningHours,
    Product,
    Room,
    Sample,
    Stylist,
    WorkingHours,
)
from core.queries import diary
from core.queries.diary import spans
from tests.cast import At, Boutique, open_shop

THREE_QUERIES = 3


def clocks(type_: AppointmentType, location: Location, day: date, **wishes: Any) -> list[str]:
    """The starts offered on that day, as the clock on the shop's wall shows them."""
    found = diary.free_slots(type_, location, day, day, **wishes)
    return [f"{spans.moment(slot.start).astimezone(location.zone):%H:%M}" for slot in found]


def block(resource: Any, start: datetime, end: datetime, **fields: Any) -> Claim:
    given = {"kind": "block", "starts_at": start, "ends_at": end}
    return Claim.objects.create(resource_id=resource.pk, **given | fields)


def test_an_empty_day_is_offered_from_opening_to_closing(
    consultation: AppointmentType, berlin: Location, mira: Stylist, salon: Room, tuesday: date
) -> None:
    offered = clocks(consultation, berlin, tuesday)
    assert (offered[0], offered[1], offered[-1]) == ("10:00", "10:30", "17:30")
    assert len(offered) == 16


def test_nobody_at_work_means_nothing_offered(
    consultation: AppointmentType, berlin: Location, salon: Room, tuesday: date
) -> None:
    assert clocks(consultation, berlin, tuesday) == []


def test_a_booked_stylist_and_her_tidying_up_are_not_offered_again(
    booked: Callable[..., Appointment], consultation: AppointmentType, alcove: Room, tuesday: date
) -> None:
    berlin = booked("12:00").location
    offered = clocks(consultation, berlin, tuesday)
    # 90 minutes and 15 to tidy up, before and after: 10:00 would run until 11:45, 13:45 is no start
    assert offered[:3] == ["10:00", "14:00", "14:30"]


def test_a_cancelled_appointment_is_in_nobodys_way(
    booked: Callable[..., Appointment], consultation: AppointmentType, tuesday: date
) -> None:
    gone = booked("12:00", status="cancelled", cancelled_at=timezone.now())
    assert "12:00" in clocks(consultation, gone.location, tuesday)


def test_a_hold_counts_until_it_expires(boutique: Boutique, at: At, tuesday: date) -> None:
    Room.objects.filter(pk=boutique.alcove.pk).delete()
    hold = block(
        boutique.salon,
        at("10:00"),
        at("11:45"),
        kind="hold",
        expires_at=timezone.now() + timedelta(minutes=10),
    )
    assert clocks(boutique.consultation, boutique.berlin, tuesday)[0] == "12:00"
    later = hold.expires_at
    assert later
    assert clocks(boutique.consultation, boutique.berlin, tuesday, now=later)[0] == "10:00"


def test_a_claim_that_ends_within_a_second_counts_to_its_very_end(
    boutique: Boutique, at: At, tuesday: date
) -> None:
    for room in (boutique.salon, boutique.alcove):
        block(room, at("10:00"), at("12:00") + timedelta(milliseconds=1))
    assert clocks(boutique.consultation, boutique.berlin, tuesday)[0] == "12:30"


def test_closed_days_are_closed_here_or_everywhere(boutique: Boutique, tuesday: date) -> None:
    there = [(boutique.consultation, boutique.berlin), (boutique.consultation, boutique.lisbon)]
    assert all(clocks(*shop, tuesday) for shop in there)
    ClosedDay.objects.create(location=boutique.berlin, closed_on=tuesday)
    assert [bool(clocks(*shop, tuesday)) for shop in there] == [False, True]
    ClosedDay.objects.create(closed_on=tuesday, reason="Stocktaking")
    assert [bool(clocks(*shop, tuesday)) for shop in there] == [False, False]
    assert clocks(*there[0], tuesday + timedelta(days=1))


def test_a_lunch_break_starts_a_second_grid(
    accessories: AppointmentType, berlin: Location, mira: Stylist, salon: Room, tuesday: date
) -> None:
    OpeningHours.objects.filter(location=berlin, weekday=1).update(closes=time(12))
    OpeningHours.objects.create(location=berlin, weekday=1, opens=time(13, 15), closes=time(15))
    assert clocks(accessories, berlin, tuesday) == [
        *("10:00", "10:30", "11:00"),
        *("13:15", "13:45", "14:15"),
    ]


def test_a_stylist_serves_in_her_own_hours_only(
    accessories: AppointmentType, berlin: Location, mira: Stylist, salon: Room, tuesday: date
) -> None:
    WorkingHours.objects.filter(stylist=mira, weekday=1).update(starts=time(14), ends=time(16))
    assert clocks(accessories, berlin, tuesday) == ["14:00", "14:30", "15:00"]


def test_only_those_who_know_the_type_serve_it(boutique: Boutique, tuesday: date) -> None:
    boutique.consultation.stylists.add(boutique.jo)
    boutique.consultation.rooms.add(boutique.alcove)
    slot = diary.free_slots(boutique.consultation, boutique.berlin, tuesday, tuesday)[0]
    assert (slot.stylists, slot.rooms) == ((boutique.jo.pk,), (boutique.alcove.pk,))


def test_a_party_needs_a_room_with_seats(boutique: Boutique, tuesday: date) -> None:
    asked = (boutique.consultation, boutique.berlin, tuesday, tuesday)
    assert diary.free_slots(*asked, party=5)[0].rooms == (boutique.salon.pk,)
    assert diary.free_slots(*asked, party=7) == []


def test_without_a_word_on_the_party_it_is_that_of_a_booking(
    boutique: Boutique, tuesday: date
) -> None:
    Room.objects.filter(location=boutique.berlin).update(capacity=1)
    asked = (boutique.consultation, boutique.berlin, tuesday, tuesday)
    default = Appointment().party_size
    assert diary.free_slots(*asked) == diary.free_slots(*asked, party=default)


def test_a_gown_is_tried_on_where_and_when_its_sample_is_free(
    boutique: Boutique, at: At, tuesday: date
) -> None:
    asked = (boutique.consultation, boutique.berlin, tuesday)
    assert clocks(*asked, products=[boutique.aurora])[0] == "10:00"
    block(boutique.sample, at("10:00"), at("15:00"), note="Trunk show")
    assert clocks(*asked, products=[boutique.aurora])[0] == "15:00"
    Sample.objects.filter(pk=boutique.sample.pk).update(status=Sample.Status.REPAIR)
    assert clocks(*asked, products=[boutique.aurora]) == []
    assert clocks(*asked)[0] == "10:00"


@pytest.mark.parametrize("product", ["aurora", "veil"])
def test_no_sample_here_means_no_slot_here(boutique: Boutique, tuesday: date, product: str) -> None:
    wanted: Product = getattr(boutique, product)
    asked = (boutique.consultation, boutique.lisbon, tuesday)
    assert clocks(*asked, products=[wanted]) == []
    refusals = diary.explain(
        boutique.consultation,
        boutique.lisbon,
        datetime.combine(tuesday, time(12), tzinfo=UTC),
        products=[wanted],
    )
    assert [no.code for no in refusals] == ["no-sample"]


def test_notice_and_horizon_are_kept_to_the_minute(boutique: Boutique, at: At) -> None:
    day = at("10:00").astimezone(boutique.berlin.zone).date()
    asked = (boutique.consultation, boutique.berlin, day)
    assert clocks(*asked, now=at("12:00", days=-1))[0] == "12:00"
    assert clocks(*asked, now=at("12:01", days=-1))[0] == "12:30"
    assert clocks(*asked, now=at("14:00") - timedelta(days=90))[-1] == "14:00"


# Nights of the change -----------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 28), ["00:00", "01:00", "03:00", "04:00", "05:00"]),
        (
            "Europe/Berlin",
            date(2027, 10, 31),
            ["00:00", "01:00", "02:00", "02:00", "03:00", "04:00", "05:00"],
        ),
        ("America/New_York", date(2027, 3, 14), ["00:00", "01:00", "03:00", "04:00", "05:00"]),
        ("Australia/Lord_Howe", date(2027, 10, 3), ["00:00", "01:00", "02:30", "03:30", "04:30"]),
        (
            "Australia/Lord_Howe",
            date(2027, 4, 4),
            ["00:00", "01:00", "01:30", "02:30", "03:30", "04:30"],
        ),
        ("Asia/Kolkata", date(2027, 3, 28), [f"{hour:02}:00" for hour in range(6)]),
    ],
)
def test_the_night_of_the_change_offers_each_real_hour_once(
    shop: object, mira: Stylist, zone: str, day: date, expected: list[str]
) -> None:
    location = night_shop(zone, mira, opens=time(0), closes=time(6))
    hourly = AppointmentType.objects.create(name="Hour", slug="hour", duration_minutes=60)
    now = datetime(2027, 1, 1, tzinfo=UTC)
    hourly.horizon_days = 365
    found = diary.free_slots(hourly, location, day, day, now=now)
    assert [f"{spans.moment(s.start).astimezone(location.zone):%H:%M}" for s in found] == expected
    assert len({slot.start for slot in found}) == len(found)
    assert all(slot.end - slot.start == 3600 for slot in found)


def test_a_night_shop_serves_past_midnight(mira: Stylist, accessories: AppointmentType) -> None:
    location = night_shop("America/New_York", mira, opens=time(22), closes=time(1))
    now = datetime(2027, 5, 1, tzinfo=UTC)
    day = date(2027, 5, 12)
    assert clocks(accessories, location, day, now=now) == ["00:00", "22:00", "23:00"]
    ClosedDay.objects.create(location=location, closed_on=day)
    # the night that began before the closed day is still served to its end
    assert clocks(accessories, location, day, now=now) == ["00:00"]


def night_shop(zone: str, stylist: Stylist, *, opens: time, closes: time) -> Location:
    """A shop with an hourly grid that is open every night, with the stylist and one room."""
    location = open_shop("Night shop", zone, slot_minutes=60)
    location.opening_hours.all().delete()
    stylist.working_hours.all().delete()
    for day in range(7):
        OpeningHours.objects.create(location=location, weekday=day, opens=opens, closes=closes)
        WorkingHours.objects.create(
            stylist=stylist, location=location, weekday=day, starts=opens, ends=closes
        )
    Room.objects.create(name="Night room", slug="night-room", location=location, capacity=2)
    return location


# Cost ---------------------------------------------------------------------------


def test_three_queries_whatever_the_size(
    boutique: Boutique,
    booked: Callable[..., Appointment],
    tuesday: date,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    last = tuesday + timedelta(days=61)
    asked = (boutique.consultation, boutique.berlin, tuesday, last)
    with django_assert_max_num_queries(THREE_QUERIES):
        few = diary.free_slots(*asked, products=[boutique.aurora])
    for number in range(20):
        stylist = Stylist.objects.create(name=f"Stylist {number}", slug=f"stylist-{number}")
        for day in range(1, 6):
            WorkingHours.objects.create(
                stylist=stylist,
                location=boutique.berlin,
                weekday=day,
                starts=time(10),
                ends=time(19),
            )
        booked("10:00", days=7 * (number % 8), stylist=stylist, room=room(boutique, number))
    with django_assert_max_num_queries(THREE_QUERIES):
        many = diary.free_slots(*asked, products=[boutique.aurora])
    assert len(many[0].stylists) > len(few[0].stylists)


def room(boutique: Boutique, number: int) -> Room:
    return Room.objects.create(
        name=f"Room {number}", slug=f"room-{number}", location=boutique.berlin, capacity=2
    )
