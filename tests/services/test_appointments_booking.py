"""Booking: a bride keeps to what is offered, staff may do more, and nothing is promised twice."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import history
from core.errors import BookedAlready, NoSample, NotAllowed, NotOffered, SlotTaken
from core.models import Appointment, Claim, Customer, Product, Room, Sample, Stylist, TryOn
from core.queries import diary
from core.services import appointments
from tests.cast import At, Boutique, Wish

Status = Appointment.Status


def occupied(appointment: Appointment) -> set[int]:
    return set(appointment.claims.filter(is_live=True).values_list("resource_id", flat=True))


def nothing_is_written() -> bool:
    return not (Appointment.objects.exists() or Claim.objects.exists() or TryOn.objects.exists())


def test_a_bride_books_and_gets_stylist_room_and_a_key(
    wish: Wish, mira: Stylist, salon: Room
) -> None:
    booked = appointments.book(wish("10:00"))
    stored = Appointment.objects.get(reference=booked.reference)
    assert (stored.status, stored.stylist, stored.room) == (Status.CONFIRMED, mira, salon)
    assert stored.ends_at - stored.starts_at == timedelta(minutes=90)
    assert occupied(stored) == {mira.pk, salon.pk}
    assert len(booked.manage_token) >= 32
    assert booked.manage_token not in stored.manage_token_hash


def test_the_claims_hold_the_buffers_too(wish: Wish, mira: Stylist, salon: Room) -> None:
    booked = appointments.book(wish("10:00"))
    for claim in booked.claims.all():
        assert claim.starts_at == booked.starts_at
        assert claim.ends_at == booked.ends_at + timedelta(minutes=15)


def test_an_appointment_may_begin_the_moment_another_is_tidied_up(
    wish: Wish, mira: Stylist, salon: Room, bea: Customer, tom: User
) -> None:
    appointments.book(wish("10:00"))
    with pytest.raises(SlotTaken):
        appointments.book(wish("11:44", customer=bea), by=tom)
    assert appointments.book(wish("11:45", customer=bea), by=tom).pk


def test_a_gown_asked_for_has_its_sample_claimed(
    wish: Wish, boutique: Boutique, aurora: Product, sample: Sample
) -> None:
    booked = appointments.book(wish("10:00"), products=[aurora])
    assert sample.pk in occupied(booked)
    assert [(row.product, row.sample) for row in booked.try_ons.all()] == [(aurora, sample)]


def test_the_same_gown_cannot_be_in_two_rooms(
    wish: Wish, boutique: Boutique, aurora: Product, bea: Customer
) -> None:
    appointments.book(wish("10:00"), products=[aurora])
    with pytest.raises(SlotTaken, match="Aurora"):
        appointments.book(wish("10:00", customer=bea), products=[aurora])
    appointments.book(wish("10:00", customer=bea))
    assert Appointment.objects.count() == 2


def test_a_gown_without_a_sample_cannot_be_promised(
    wish: Wish, boutique: Boutique, veil: Product
) -> None:
    with pytest.raises(NoSample) as refused:
        appointments.book(wish("10:00"), products=[veil])
    assert refused.value.field == "products"
    assert nothing_is_written()


def test_six_gowns_are_too_many(wish: Wish, boutique: Boutique) -> None:
    with pytest.raises(NotOffered, match="at most 5"):
        appointments.book(wish("10:00"), products=[boutique.aurora] * 6)


def test_a_taken_time_comes_with_bookable_alternatives(
    wish: Wish, mira: Stylist, salon: Room, bea: Customer, at: At
) -> None:
    appointments.book(wish("12:00"))
    with pytest.raises(SlotTaken) as refused:
        appointments.book(wish("12:30", customer=bea))
    offered = [at("14:00"), at("14:30"), at("10:00")]
    assert refused.value.alternatives == offered
    for starts_at in offered:
        assert diary.explain(wish().type, wish().location, starts_at) == []


def test_alternatives_keep_to_the_stylist_she_asked_for(
    wish: Wish, mira: Stylist, jo: Stylist, salon: Room, alcove: Room, bea: Customer, at: At
) -> None:
    appointments.book(wish("12:00", stylist=mira))
    with pytest.raises(SlotTaken) as refused:
        appointments.book(wish("12:00", stylist=mira, customer=bea))
    assert at("12:30") not in refused.value.alternatives
    assert appointments.book(
        wish(stylist=mira, customer=bea, starts_at=refused.value.alternatives[0])
    ).pk


@pytest.mark.parametrize(
    ("clock", "days", "code"),
    [
        ("09:00", 0, "closed"),
        ("18:00", 0, "closed"),
        ("10:00", 5, "closed"),
        ("10:10", 0, "off-grid"),
    ],
)
def test_a_bride_cannot_book_what_is_not_offered(
    wish: Wish, mira: Stylist, salon: Room, clock: str, days: int, code: str
) -> None:
    with pytest.raises(NotOffered) as refused:
        appointments.book(wish(clock, days=days))
    assert code in refused.value.facts["reasons"]
    assert nothing_is_written()


def test_staff_may_leave_the_grid_and_the_notice(
    wish: Wish, mira: Stylist, salon: Room, tom: User
) -> None:
    hasty = wish("10:10")
    hasty.type.notice_hours = 24 * 60
    with pytest.raises(NotOffered) as refused:
        appointments.book(hasty)
    assert refused.value.facts["reasons"] == ["too-soon", "off-grid"]
    assert occupied(appointments.book(hasty, by=tom)) == {mira.pk, salon.pk}


def test_staff_do_not_book_into_a_closed_shop_either(
    wish: Wish, mira: Stylist, salon: Room, tom: User
) -> None:
    with pytest.raises(NotOffered):
        appointments.book(wish("08:00"), by=tom)


def test_types_that_are_not_online_are_for_staff(
    wish: Wish, mira: Stylist, salon: Room, tom: User
) -> None:
    hidden = wish("10:00")
    hidden.type.is_bookable_online = False
    with pytest.raises(NotOffered):
        appointments.book(hidden)
    assert appointments.book(hidden, by=tom).pk


def test_the_past_is_not_for_brides(wish: Wish, mira: Stylist, salon: Room) -> None:
    with pytest.raises(NotOffered, match="passed"):
        appointments.book(wish(starts_at=timezone.now() - timedelta(days=1)))


def test_fractions_of_a_second_never_reach_the_diary(
    wish: Wish, mira: Stylist, salon: Room, tom: User, at: At
) -> None:
    booked = appointments.book(wish(starts_at=at("10:00") + timedelta(microseconds=7)), by=tom)
    assert booked.starts_at == at("10:00")


def test_a_party_too_big_for_every_room_is_told_so(wish: Wish, mira: Stylist, salon: Room) -> None:
    with pytest.raises(NotOffered, match="seats 9"):
        appointments.book(wish("10:00", party_size=9))


def test_a_wrong_field_is_named_and_nothing_stays_behind(
    wish: Wish, mira: Stylist, salon: Room
) -> None:
    stranger = Customer(name="Carla", email="no mail")
    with pytest.raises(ValidationError) as refused:
        appointments.book(wish("10:00", customer=stranger))
    assert "email" in refused.value.message_dict
    with pytest.raises(ValidationError):
        appointments.book(wish("10:00", customer=Customer(name="Carla"), notes="\x00"))
    assert nothing_is_written()
    assert not Customer.objects.filter(name="Carla").exists()


def test_a_bride_who_comes_back_is_recognised(
    wish: Wish, mira: Stylist, salon: Room, anna: Customer
) -> None:
    again = Customer(name="anna  winter", email="ANNA@example.org", phone="+49 30 5550199")
    booked = appointments.book(wish("10:00", customer=again))
    assert booked.customer == anna
    anna.refresh_from_db()
    assert anna.phone == "+49 30 5550101"


# Who serves her -----------------------------------------------------------------


def bride(**fields: str) -> Customer:
    return Customer(**{"name": "Cora Herbst", "phone": "+49 170 5550199"} | fields)


def test_staff_recognise_a_bride_without_mail_by_name_and_phone(
    wish: Wish, boutique: Boutique, tom: User
) -> None:
    first = appointments.book(wish("10:00", customer=bride()), by=tom)
    again = appointments.book(
        wish("12:00", customer=bride(name="cora  herbst", phone="0170 5550199")), by=tom
    )
    assert again.customer == first.customer
    with_mail = bride(email="cora@example.org")
    third = appointments.book(wish("14:00", customer=with_mail), by=tom)
    assert third.customer == first.customer
    assert Customer.objects.get(name="Cora Herbst").email == "cora@example.org"


def test_what_could_be_another_bride_stays_another(
    wish: Wish, boutique: Boutique, tom: User
) -> None:
    """Another name, no phone, another mail, and a stranger on the website."""
    known = appointments.book(wish("10:00", customer=bride(email="c@example.org")), by=tom)
    for n, (fields, by) in enumerate(
        [
            ({"name": "Dora Herbst"}, tom),
            ({"phone": ""}, tom),
            ({"email": "other@example.org"}, tom),
            ({}, None),
        ]
    ):
        made = appointments.book(wish("12:00", days=n % 4, customer=bride(**fields)), by=by)
        assert made.customer != known.customer


@pytest.mark.parametrize("act", ["book", "move"])
def test_staff_write_down_a_visit_of_today_but_none_of_yesterday(
    wish: Wish, boutique: Boutique, tom: User, at: At, act: str
) -> None:
    later = appointments.book(wish("16:00", days=1), by=tom)

    def to(starts_at: datetime) -> Appointment:
        if act == "book":
            return appointments.book(wish(starts_at=starts_at, customer=boutique.bea), by=tom)
        return appointments.reschedule(later, starts_at=starts_at, by=tom)

    with time_machine.travel(at("15:00", days=1)):
        before = Appointment.objects.count()
        with pytest.raises(NotOffered, match="Only a visit of today") as refused:
            to(at("10:00"))
        assert refused.value.facts["reasons"] == ["past"]
        assert Appointment.objects.count() == before
        assert to(at("10:00", days=1)).starts_at == at("10:00", days=1)


def test_a_refusal_says_the_year_that_is_not_this_one(
    wish: Wish, boutique: Boutique, tom: User, at: At
) -> None:
    far = appointments.book(wish("10:00", days=7 * 52), by=tom)
    with pytest.raises(BookedAlready, match=rf"{far.local_start:%b} {far.local_start.year}, 10:00"):
        appointments.book(wish("10:00", days=7 * 52), by=tom)


def test_work_is_shared_fairly_over_the_day(wish: Wish, boutique: Boutique) -> None:
    served = [
        appointments.book(wish(clock)).stylist for clock in ("10:00", "12:00", "14:00", "16:00")
    ]
    assert sorted(stylist.name for stylist in served) == ["Jo", "Jo", "Mira", "Mira"]


def test_yesterdays_work_does_not_count_against_anyone(wish: Wish, boutique: Boutique) -> None:
    for clock in ("10:00", "12:00"):
        appointments.book(wish(clock, stylist=boutique.mira))
    appointments.book(wish("10:00", days=1, stylist=boutique.jo))
    assert appointments.book(wish("14:00", days=1)).stylist == boutique.mira


def test_the_smallest_room_that_fits_is_taken(wish: Wish, boutique: Boutique) -> None:
    assert appointments.book(wish("10:00")).room == boutique.alcove
    assert appointments.book(wish("12:00", party_size=5)).room == boutique.salon


def test_a_stylist_asked_for_by_name_is_not_swapped(
    wish: Wish, boutique: Boutique, bea: Customer
) -> None:
    appointments.book(wish("10:00", stylist=boutique.jo))
    with pytest.raises(SlotTaken, match="Jo is taken"):
        appointments.book(wish("10:00", stylist=boutique.jo, customer=bea))


# Overbooking --------------------------------------------------------------------


def test_the_owner_overbooks_with_a_reason(wish: Wish, boutique: Boutique, helena: User) -> None:
    who = {"stylist": boutique.mira, "room": boutique.salon}
    appointments.book(wish("10:00", **who))
    extra = appointments.book(
        wish("10:30", customer=boutique.bea, **who), by=helena, overbook_reason="Flight at noon"
    )
    assert extra.overbooked_reason == "Flight at noon"
    assert set(extra.claims.values_list("is_overbooked", flat=True)) == {True}


def test_overbooking_needs_the_permission_and_a_place(
    wish: Wish, boutique: Boutique, tom: User, helena: User
) -> None:
    who = {"stylist": boutique.mira, "room": boutique.salon}
    with pytest.raises(NotAllowed):
        appointments.book(wish("10:00", **who), by=tom, overbook_reason="Please")
    with pytest.raises(NotAllowed):
        appointments.book(wish("10:00", **who), overbook_reason="Please")
    with pytest.raises(NotOffered, match="Choose stylist"):
        appointments.book(wish("10:00"), by=helena, overbook_reason="Please")
    assert nothing_is_written()


def marks(appointment: Appointment) -> dict[int, bool]:
    return dict(appointment.claims.values_list("resource_id", "is_overbooked"))


def test_only_what_is_taken_is_marked_and_the_rest_stays_guarded(
    wish: Wish, boutique: Boutique, helena: User
) -> None:
    appointments.book(wish("10:00", stylist=boutique.mira, room=boutique.salon))
    extra = appointments.book(
        wish("10:30", customer=boutique.bea, stylist=boutique.mira, room=boutique.alcove),
        by=helena,
        products=[boutique.aurora],
        overbook_reason="Flight at noon",
    )
    free = {boutique.alcove.pk: False, boutique.sample.pk: False}
    assert marks(extra) == {boutique.mira.pk: True} | free
    assert extra.try_ons.get().sample == boutique.sample


def test_overbooking_takes_the_free_sample_first_and_marks_the_one_that_is_promised(
    wish: Wish, boutique: Boutique, helena: User
) -> None:
    who = {"stylist": boutique.mira, "room": boutique.salon}
    second = Sample.objects.create(
        name="Aurora, ivory, 40",
        variant=boutique.aurora.variants.get(size="40"),
        location=boutique.berlin,
        barcode="S-0002",
    )
    appointments.book(wish("10:00", **who), products=[boutique.aurora])
    asked = {"by": helena, "products": [boutique.aurora], "overbook_reason": "Flight at noon"}
    extra = appointments.book(wish("10:30", customer=boutique.bea, **who), **asked)
    third = appointments.book(wish("10:45", customer=boutique.bea, **who), **asked)
    assert marks(extra)[second.pk] is False
    assert marks(third)[third.try_ons.get().sample_id] is True


@pytest.mark.parametrize(
    ("who", "field", "sentence"),
    [
        ({"room": "terrace"}, "room", "Terrace is not a fitting room of Berlin."),
        ({"stylist": "ines"}, "stylist", "Inês does not work in Berlin."),
        ({"room": None}, "stylist", "Choose stylist"),
    ],
)
def test_no_reason_gets_what_does_not_belong_to_the_shop(
    wish: Wish, boutique: Boutique, helena: User, who: dict[str, str], field: str, sentence: str
) -> None:
    chosen = {name: thing and getattr(boutique, thing) for name, thing in who.items()}
    place = {"stylist": boutique.mira, "room": boutique.salon} | chosen
    with pytest.raises(NotOffered, match=sentence) as refused:
        appointments.book(wish("10:00", **place), by=helena, overbook_reason="Please")
    assert refused.value.field == field
    assert nothing_is_written()


@pytest.mark.parametrize("field", ["stylist", "room"])
def test_no_reason_gets_who_or_what_is_gone(
    wish: Wish, boutique: Boutique, helena: User, field: str
) -> None:
    place = {"stylist_id": boutique.mira.pk, "room_id": boutique.salon.pk}
    for gone in ("away", "never was"):
        if gone == "away":
            type(getattr(boutique, {"stylist": "mira", "room": "salon"}[field])).objects.filter(
                pk=place[f"{field}_id"]
            ).update(is_active=False)
        else:
            place[f"{field}_id"] = 999_999
        with pytest.raises(NotOffered) as refused:
            appointments.book(wish("10:00", **place), by=helena, overbook_reason="Please")
        assert refused.value.field == field
    assert nothing_is_written()


def test_a_move_overbooks_no_room_of_another_shop(
    wish: Wish, boutique: Boutique, helena: User, at: At
) -> None:
    hers = appointments.book(wish("10:00", stylist=boutique.mira, room=boutique.salon))
    before = occupied(hers)
    asked = {"starts_at": at("14:00"), "overbook_reason": "Please", "by": helena}
    with pytest.raises(NotOffered, match="not a fitting room of Berlin"):
        appointments.reschedule(hers, room=boutique.terrace, **asked)
    with pytest.raises(NotOffered, match="does not work in Berlin"):
        appointments.reschedule(hers, stylist=boutique.ines, **asked)
    hers.refresh_from_db()
    assert (hers.starts_at, hers.version, occupied(hers)) == (at("10:00"), 1, before)


# Who did what -------------------------------------------------------------------


def test_the_history_knows_who_booked_and_through_which_door(
    wish: Wish, boutique: Boutique, tom: User
) -> None:
    with history.acting(history.Door.API):
        by_bride = appointments.book(wish("10:00"))
    with history.acting(history.Door.ADMIN, tom):
        by_tom = appointments.book(wish("12:00"), by=tom)
    rows = [entry.history.get() for entry in (by_bride, by_tom)]
    assert [(row.door, row.history_user) for row in rows] == [("api", None), ("admin", tom)]
    assert [by_bride.booked_through, by_tom.booked_through] == ["api", "admin"]
