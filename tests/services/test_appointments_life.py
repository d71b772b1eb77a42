"""The life of an appointment: who says yes, how late a bride may change it, and both versions."""

from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from core.errors import (
    AppointmentClosed,
    AwaitsConfirmation,
    MovedTooOften,
    NoSample,
    NotAllowed,
    NotOffered,
    NotPossible,
    SlotTaken,
    StaleVersion,
    TooEarly,
    TooLate,
)
from core.models import Appointment, Message, Room, Sample, TryOn
from core.queries import overview
from core.services import appointments
from core.services.appointments import life
from tests.cast import At, Boutique, Wish

Status = Appointment.Status


@pytest.fixture
def hers(wish: Wish, boutique: Boutique) -> Appointment:
    """Anna's consultation on Tuesday at ten: Mira, the alcove, the Aurora."""
    wanted = wish("10:00", stylist=boutique.mira, room=boutique.alcove)
    return appointments.book(wanted, products=[boutique.aurora])


@pytest.fixture
def twin(boutique: Boutique) -> Sample:
    """A second Aurora in Berlin."""
    return Sample.objects.create(
        name="Aurora, ivory, 36",
        variant=boutique.aurora.variants.get(size="36"),
        location=boutique.berlin,
        barcode="S-0002",
    )


def held(appointment: Appointment) -> set[int]:
    return set(appointment.claims.filter(is_live=True).values_list("resource_id", flat=True))


# Who says yes -------------------------------------------------------------------


def test_a_request_holds_its_time_until_the_boutique_says_yes(
    wish: Wish, boutique: Boutique, tom: User
) -> None:
    boutique.consultation.needs_confirmation = True
    boutique.consultation.save()
    asked = appointments.book(wish("10:00", stylist=boutique.mira))
    assert asked.status == Status.REQUESTED
    with pytest.raises(SlotTaken):
        appointments.book(wish("10:00", stylist=boutique.mira, customer=boutique.bea), by=tom)
    with pytest.raises(AwaitsConfirmation):
        appointments.confirm(asked)
    appointments.advance(asked, to=Status.CONFIRMED, by=tom)
    assert (asked.status, asked.version) == (Status.CONFIRMED, 2)
    assert held(asked) == {asked.stylist_id, asked.room_id}


def test_what_staff_book_needs_no_yes(wish: Wish, boutique: Boutique, tom: User) -> None:
    boutique.consultation.needs_confirmation = True
    boutique.consultation.save()
    assert appointments.book(wish("10:00"), by=tom).status == Status.CONFIRMED


def test_the_yes_is_a_letter_of_its_own(wish: Wish, boutique: Boutique, tom: User) -> None:
    boutique.consultation.needs_confirmation = True
    boutique.consultation.save()
    asked = appointments.book(wish("10:00"))
    Message.objects.update(state="sent")
    appointments.advance(asked, to=Status.CONFIRMED, by=tom)
    letters = Message.objects.filter(appointment=asked).exclude(rule__event="before")
    told = letters.order_by("pk").values_list("rule__event", "appointment_version")
    assert list(told) == [("requested", 1), ("confirmed", 2)]


def test_every_move_in_the_table_and_no_other_is_taken(
    hers: Appointment, tom: User, on_the_day: None
) -> None:
    for status, following in life.MOVES.items():
        for to in Status.values:
            Appointment.objects.filter(pk=hers.pk).update(status=Status.CONFIRMED)
            cancelled = timezone.now() if status == Status.CANCELLED else None
            Appointment.objects.filter(pk=hers.pk).update(
                status=status, cancelled_at=cancelled, trail=""
            )
            try:
                if to == Status.CANCELLED:
                    appointments.cancel(hers, by=tom)
                else:
                    appointments.advance(hers, to=to, by=tom)
                happened = True
            except AppointmentClosed:
                happened = False
            allowed = (*following, life.USUAL_WAY_BACK.get(status))
            assert happened == (to in allowed), (status, to)
            Appointment.objects.filter(pk=hers.pk).update(
                status=Status.CONFIRMED, cancelled_at=None, cancelled_by=""
            )


# The clock and the way back ------------------------------------------------------

FORWARD = (Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED, Status.NO_SHOW)


@pytest.mark.parametrize("to", FORWARD)
def test_nobody_is_marked_before_her_day(hers: Appointment, tom: User, to: str) -> None:
    with pytest.raises(TooEarly, match="Anna Winter comes on Tuesday"):
        appointments.advance(hers, to=to, by=tom)
    hers.refresh_from_db()
    assert (hers.status, hers.version) == (Status.CONFIRMED, 1)
    assert life.steps(hers) == ()
    assert appointments.cancel(hers, by=tom).status == Status.CANCELLED


def test_before_her_hour_she_can_arrive_and_nothing_else(
    hers: Appointment, tom: User, at: At
) -> None:
    with time_machine.travel(at("09:00")):
        for to in (Status.IN_PROGRESS, Status.COMPLETED, Status.NO_SHOW):
            with pytest.raises(TooEarly, match="10:00"):
                appointments.advance(hers, to=to, by=tom)
        assert life.steps(hers) == (Status.ARRIVED,)
        appointments.advance(hers, to=Status.ARRIVED, by=tom)
        assert appointments.advance(hers, to=Status.IN_PROGRESS, by=tom).version == 3


def test_the_day_is_that_of_the_shop(hers: Appointment, tom: User, at: At) -> None:
    with time_machine.travel(at("00:30")):  # in UTC it is still the evening before
        assert appointments.advance(hers, to=Status.ARRIVED, by=tom).status == Status.ARRIVED


@pytest.mark.parametrize(
    "way",
    [
        [Status.COMPLETED],
        [Status.ARRIVED, Status.COMPLETED],
        [Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED],
        [Status.NO_SHOW],
        [Status.NO_SHOW, Status.ARRIVED, Status.COMPLETED],
    ],
)
@pytest.mark.parametrize("first", [Status.CONFIRMED, Status.REQUESTED])
def test_every_step_can_be_taken_back_to_what_was_before(
    hers: Appointment, tom: User, first: str, way: list[str], on_the_day: None
) -> None:
    if first == Status.REQUESTED and way[0] == Status.COMPLETED:
        way = [Status.ARRIVED, *way]
    Appointment.objects.filter(pk=hers.pk).update(status=first)
    had, been = held(hers), [first]
    for to in way:
        appointments.advance(hers, to=to, by=tom)
        been.append(to)
    while len(been) > 1:
        been.pop()
        assert been[-1] in life.steps(hers)
        assert appointments.advance(hers, to=been[-1], by=tom).status == been[-1]
    assert held(hers) == had
    assert hers.trail == ""


def test_a_yes_that_went_out_by_letter_is_not_taken_back(
    hers: Appointment, tom: User, on_the_day: None
) -> None:
    Appointment.objects.filter(pk=hers.pk).update(status=Status.REQUESTED)
    appointments.advance(hers, to=Status.CONFIRMED, by=tom)
    with pytest.raises(AppointmentClosed):
        appointments.advance(hers, to=Status.REQUESTED, by=tom)


# The bride's own terms ----------------------------------------------------------


def test_after_the_deadline_only_staff_move_and_cancel(
    hers: Appointment, boutique: Boutique, at: At, tom: User
) -> None:
    boutique.consultation.cutoff_hours = 24 * 20
    boutique.consultation.save()
    with pytest.raises(TooLate, match="480 hours before"):
        appointments.reschedule(hers, starts_at=at("14:00"))
    with pytest.raises(TooLate):
        appointments.cancel(hers)
    hers.refresh_from_db()
    assert (hers.version, hers.starts_at) == (1, at("10:00"))
    appointments.reschedule(hers, starts_at=at("14:00"), by=tom)
    gone = appointments.cancel(hers, by=tom, reason="She called")
    assert (gone.cancelled_by, gone.cancel_reason) == ("boutique", "She called")


def test_a_bride_moves_as_often_as_the_type_allows(
    hers: Appointment, boutique: Boutique, at: At, tom: User
) -> None:
    boutique.consultation.most_moves = 1
    boutique.consultation.save()
    appointments.reschedule(hers, starts_at=at("12:00"), by=tom)
    appointments.reschedule(hers, starts_at=at("14:00"))
    with pytest.raises(MovedTooOften, match="moved once already"):
        appointments.reschedule(hers, starts_at=at("10:00"))
    assert hers.times_moved == 1
    assert appointments.reschedule(hers, starts_at=at("10:00"), by=tom).times_moved == 1
    assert appointments.cancel(hers).cancelled_by == "bride"


# Amending -----------------------------------------------------------------------


def test_notes_change_without_touching_the_time(hers: Appointment, tom: User) -> None:
    before = held(hers)
    amended = appointments.amend(hers, notes="Brings her grandmother's veil", by=tom)
    assert (amended.notes, amended.version) == ("Brings her grandmother's veil", 2)
    assert held(hers) == before
    assert hers.history.first().history_user == tom


def test_the_same_again_is_no_change(hers: Appointment, tom: User) -> None:
    appointments.amend(hers, notes="", party_size=2, products=[hers.try_ons.get().product], by=tom)
    assert (hers.version, hers.history.count()) == (1, 1)


def test_another_gown_claims_its_sample_and_gives_back_the_first(
    hers: Appointment, boutique: Boutique, tom: User
) -> None:
    luna = boutique.veil
    gown = Sample.objects.create(
        name="Veil", variant=luna.variants.get(), location=boutique.berlin, barcode="S-0009"
    )
    appointments.amend(hers, products=[luna], by=tom)
    assert held(hers) == {hers.stylist_id, hers.room_id, gown.pk}
    assert [row.sample for row in hers.try_ons.all()] == [gown]
    Sample.objects.filter(pk=boutique.sample.pk).update(status="repair")
    with pytest.raises(NoSample):
        appointments.amend(hers, products=[boutique.aurora], by=tom)
    assert held(hers) == {hers.stylist_id, hers.room_id, gown.pk}


def test_more_people_move_to_the_bigger_room(
    hers: Appointment, boutique: Boutique, wish: Wish, tom: User
) -> None:
    amended = appointments.amend(hers, party_size=5, by=tom)
    assert amended.room == boutique.salon
    assert held(hers) == {hers.stylist_id, boutique.salon.pk, boutique.sample.pk}
    with pytest.raises(Exception, match="seats 7"):
        appointments.amend(hers, party_size=7, by=tom)
    hers.refresh_from_db()
    assert hers.party_size == 5


def test_who_saved_second_sees_both_versions(
    hers: Appointment, boutique: Boutique, at: At, tom: User, helena: User
) -> None:
    appointments.reschedule(hers, starts_at=at("14:00"), stylist=boutique.jo, by=helena)
    appointments.amend(hers, notes="Allergic to lilies", products=[], by=helena)
    with pytest.raises(StaleVersion) as refused:
        appointments.amend(hers, notes="Wants tea", by=tom, version=1)
    seen = {d.field: (d.label, d.hers, d.theirs) for d in refused.value.differences}
    assert set(seen) == {"stylist", "starts_at", "ends_at", "notes", "products"}
    assert seen["stylist"] == ("Stylist", "Mira", "Jo")
    assert seen["notes"] == ("Notes", "Wants tea", "Allergic to lilies")
    assert seen["starts_at"][1].endswith("10:00")
    assert seen["starts_at"][2].endswith("14:00")
    assert seen["products"] == ("Gowns to try", "Aurora", "None")
    hers.refresh_from_db()
    assert hers.notes == "Allergic to lilies"


# Samples and what she said ------------------------------------------------------


def test_a_certain_sample_is_kept_instead(hers: Appointment, twin: Sample, tom: User) -> None:
    swapped = appointments.swap_sample(hers.try_ons.get(), sample=twin, by=tom)
    assert swapped.sample == twin
    assert held(hers) == {hers.stylist_id, hers.room_id, twin.pk}
    hers.refresh_from_db()
    assert hers.version == 2


def test_a_sample_promised_to_another_is_not_swapped_in(
    hers: Appointment, wish: Wish, boutique: Boutique, twin: Sample, tom: User
) -> None:
    other = appointments.book(wish("10:00", customer=boutique.bea), products=[boutique.aurora])
    assert other.try_ons.get().sample == twin
    with pytest.raises(SlotTaken):
        appointments.swap_sample(hers.try_ons.get(), sample=twin, by=tom)
    assert boutique.sample.pk in held(hers)


def test_how_she_liked_it_is_written_down(hers: Appointment, boutique: Boutique, tom: User) -> None:
    gown = hers.try_ons.get()
    with pytest.raises(NotPossible, match="later day"):
        appointments.record_try_on(gown, rating=5, by=tom)
    now = timezone.now()
    Appointment.objects.filter(pk=hers.pk).update(starts_at=now, ends_at=now + timedelta(hours=1))
    gown = TryOn.objects.get(pk=gown.pk)
    appointments.record_try_on(gown, rating=5, said_yes=True, note="Tears", by=tom)
    spontaneous = TryOn(appointment=gown.appointment, product=boutique.veil)
    appointments.record_try_on(spontaneous, rating=2, by=tom)
    stored = {row.product.name: (row.rating, row.said_yes) for row in hers.try_ons.all()}
    assert stored == {"Aurora": (5, True), "Morning veil": (2, False)}
    assert gown.history.first().history_user == tom


@pytest.fixture
def here(hers: Appointment, boutique: Boutique) -> Appointment:
    """She is in the shop, and has put the veil on her list."""
    now = timezone.now()
    TryOn.objects.create(appointment=hers, product=boutique.veil)
    Appointment.objects.filter(pk=hers.pk).update(starts_at=now, ends_at=now + timedelta(hours=1))
    return Appointment.objects.get(pk=hers.pk)


def told(appointment: Appointment) -> dict[str, tuple[int | None, str]]:
    return {row.product.name: (row.rating, row.note) for row in appointment.try_ons.all()}


def test_two_who_rate_different_gowns_both_count(
    here: Appointment, tom: User, mira_login: User
) -> None:
    aurora, veil = here.try_ons.order_by("pk")
    nothing = appointments.Verdict()
    appointments.record_try_on(aurora, rating=5, seen=nothing, by=tom)
    appointments.record_try_on(veil, rating=2, note="Too long", seen=nothing, by=mira_login)
    assert told(here) == {"Aurora": (5, ""), "Morning veil": (2, "Too long")}


def test_two_who_rate_one_gown_do_not_write_over_each_other(
    here: Appointment, boutique: Boutique, tom: User, mira_login: User
) -> None:
    first, second = (TryOn.objects.get(product=boutique.aurora) for _ in range(2))
    seen = appointments.verdict(first)
    appointments.record_try_on(first, rating=5, seen=seen, by=tom)
    with pytest.raises(StaleVersion, match="★★★★★") as refused:
        appointments.record_try_on(second, rating=2, note="Heavy", seen=seen, by=mira_login)
    (both,) = refused.value.differences
    assert (both.hers, both.theirs) == ("★★ · Heavy", "★★★★★")
    assert told(here)["Aurora"] == (5, "")
    # The same once more takes nothing from anybody; and who has seen it may decide otherwise.
    appointments.record_try_on(second, rating=5, seen=seen, by=mira_login)
    now = appointments.Verdict(rating=5)
    appointments.record_try_on(second, rating=2, note="Heavy", seen=now, by=mira_login)
    assert told(here)["Aurora"] == (2, "Heavy")


def test_two_who_find_the_same_gown_on_the_spot_do_not_write_over_each_other(
    here: Appointment, boutique: Boutique, tom: User, mira_login: User
) -> None:
    TryOn.objects.filter(product=boutique.veil).delete()
    one, other = (TryOn(appointment=here, product=boutique.veil) for _ in range(2))
    appointments.record_try_on(one, rating=4, by=tom)
    with pytest.raises(StaleVersion):
        appointments.record_try_on(other, rating=1, by=mira_login)
    assert told(here)["Morning veil"] == (4, "")


def test_a_rated_gown_stays_on_the_list_whoever_shortens_it(
    here: Appointment, boutique: Boutique, tom: User
) -> None:
    appointments.record_try_on(here.try_ons.get(product=boutique.veil), rating=4, by=tom)
    with pytest.raises(NotPossible, match="Morning veil"):
        appointments.amend(here, products=[boutique.aurora], by=tom)
    assert told(here)["Morning veil"] == (4, "")


# Longer than planned ------------------------------------------------------------

LONGER = timedelta(minutes=120)


@pytest.fixture
def running(hers: Appointment, tom: User, on_the_day: None) -> Appointment:
    """She is in the alcove with Mira, in her gown."""
    return appointments.advance(hers, to="in-progress", by=tom)


def until(appointment: Appointment) -> set[Any]:
    return set(appointment.claims.values_list("ends_at", flat=True))


def test_who_is_here_may_stay_longer_while_nobody_waits(
    running: Appointment, boutique: Boutique, at: At, tom: User
) -> None:
    before = held(running)
    longer = appointments.amend(running, length=LONGER, by=tom)
    assert (longer.ends_at, longer.version, longer.status) == (at("12:00"), 3, "in-progress")
    assert (held(longer), until(longer)) == (before, {at("12:15")})
    shorter = appointments.reschedule(
        longer, starts_at=longer.starts_at, length=timedelta(minutes=60), by=tom
    )
    assert (shorter.ends_at, until(shorter)) == (at("11:00"), {at("11:15")})


@pytest.mark.parametrize(
    ("place", "gown", "said"),
    [
        ({"stylist": "mira", "room": "salon"}, False, "Mira is needed for Bea Sommer from 11:45."),
        ({"stylist": "jo", "room": "alcove"}, False, "Alcove is needed for Bea Sommer"),
        ({"stylist": "jo", "room": "salon"}, True, "Aurora, ivory, 38 is needed for Bea Sommer"),
    ],
)
def test_who_is_here_cannot_stay_when_another_waits(
    running: Appointment,
    boutique: Boutique,
    wish: Wish,
    tom: User,
    helena: User,
    at: At,
    place: dict[str, str],
    gown: bool,
    said: str,
) -> None:
    who = {name: getattr(boutique, thing) for name, thing in place.items()}
    next_one = wish("11:45", customer=boutique.bea, **who)
    appointments.book(next_one, products=[boutique.aurora] if gown else [], by=tom)
    same = {"starts_at": running.starts_at, "length": LONGER}
    for refused in (
        lambda: appointments.amend(running, length=LONGER, by=tom),
        lambda: appointments.reschedule(running, by=tom, **same),
    ):
        with pytest.raises(SlotTaken, match=said):
            refused()
    with pytest.raises(NotAllowed):
        appointments.reschedule(running, by=tom, overbook_reason="Tears", **same)
    running.refresh_from_db()
    assert (running.ends_at, running.version, until(running)) == (at("11:30"), 2, {at("11:45")})
    longer = appointments.reschedule(running, by=helena, overbook_reason="Tears", **same)
    assert (longer.ends_at, longer.overbooked_reason) == (at("12:00"), "Tears")
    assert longer.claims.filter(is_overbooked=True).count() == 1


def test_nobody_stays_when_the_boutique_closes_or_her_stylist_leaves(
    running: Appointment, tom: User, at: At
) -> None:
    with pytest.raises(NotOffered, match="open 10:00 to 19:00"):
        appointments.amend(running, length=timedelta(hours=9, minutes=30), by=tom)
    running.stylist.working_hours.update(ends=time(11, 30))
    with pytest.raises(NotOffered, match="Mira works 10:00 to 11:30"):
        appointments.amend(running, length=LONGER, by=tom)
    running.refresh_from_db()
    assert (running.ends_at, until(running)) == (at("11:30"), {at("11:45")})


def test_of_who_is_here_nothing_else_can_be_moved(
    running: Appointment, boutique: Boutique, tom: User, at: At
) -> None:
    for other in (
        {"starts_at": at("14:00")},
        {"starts_at": at("10:00"), "stylist": boutique.jo, "length": LONGER},
        {"starts_at": at("10:00"), "room": boutique.salon, "length": LONGER},
        {"starts_at": at("10:15"), "length": LONGER},
    ):
        with pytest.raises(AppointmentClosed, match="only the length"):
            appointments.reschedule(running, by=tom, **other)
    done = appointments.advance(running, to="completed", by=tom)
    with pytest.raises(AppointmentClosed, match="completed"):
        appointments.amend(done, length=LONGER, by=tom)
    with pytest.raises(NotPossible, match="fixed"):
        appointments.amend(running, length=LONGER)


def test_longer_and_more_people_are_one_change(
    hers: Appointment, boutique: Boutique, tom: User, at: At
) -> None:
    both = appointments.amend(hers, length=LONGER, party_size=5, by=tom)
    assert (both.version, both.ends_at, both.room) == (2, at("12:00"), boutique.salon)
    assert until(both) == {at("12:15")}


# Overbooking a move -------------------------------------------------------------


def test_the_owner_moves_into_a_taken_time_with_a_reason(
    hers: Appointment, wish: Wish, boutique: Boutique, at: At, tom: User, helena: User
) -> None:
    appointments.book(wish("14:00", stylist=boutique.mira, room=boutique.alcove))
    asked = {"starts_at": at("14:00"), "overbook_reason": "Her mother flies home"}
    with pytest.raises(NotAllowed):
        appointments.reschedule(hers, by=tom, **asked)
    moved = appointments.reschedule(hers, by=helena, **asked)
    assert (moved.starts_at, moved.overbooked_reason) == (at("14:00"), "Her mother flies home")
    marks = dict(moved.claims.values_list("resource_id", "is_overbooked"))
    assert marks == {
        boutique.mira.pk: True,
        moved.room_id: moved.room_id == boutique.alcove.pk,
        boutique.sample.pk: False,
    }
    assert overview.overbooked_ahead(now=timezone.now()).count() == 1
    back = appointments.reschedule(hers, starts_at=at("10:00"), by=helena)
    assert back.overbooked_reason == ""
    assert not overview.overbooked_ahead(now=timezone.now()).exists()


def test_a_room_of_the_right_size_is_left_alone(hers: Appointment, tom: User) -> None:
    Room.objects.filter(pk=hers.room_id).update(capacity=4)
    assert appointments.amend(hers, party_size=4, by=tom).room_id == hers.room_id
