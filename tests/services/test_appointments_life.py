"""The life of an appointment: who says yes, how late a bride may change it, and both versions."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from core.errors import (
    AppointmentClosed,
    AwaitsConfirmation,
    MovedTooOften,
    NoSample,
    NotAllowed,
    NotPossible,
    SlotTaken,
    StaleVersion,
    TooLate,
)
from core.models import Appointment, Message, ReminderRule, Room, Sample, TryOn
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
    rule = ReminderRule.objects.create(name="Yes", event="booked", subject="S", body="B")
    asked = appointments.book(wish("10:00"))
    Message.objects.update(state="sent")
    appointments.advance(asked, to=Status.CONFIRMED, by=tom)
    letters = Message.objects.filter(appointment=asked, rule=rule).order_by("pk")
    assert [m.appointment_version for m in letters] == [1, 2]


def test_every_move_in_the_table_and_no_other_is_taken(hers: Appointment, tom: User) -> None:
    for status, following in life.MOVES.items():
        for to in Status.values:
            Appointment.objects.filter(pk=hers.pk).update(status=Status.CONFIRMED)
            cancelled = timezone.now() if status == Status.CANCELLED else None
            Appointment.objects.filter(pk=hers.pk).update(status=status, cancelled_at=cancelled)
            try:
                if to == Status.CANCELLED:
                    appointments.cancel(hers, by=tom)
                else:
                    appointments.advance(hers, to=to, by=tom)
                happened = True
            except AppointmentClosed:
                happened = False
            assert happened == (to in following), (status, to)
            Appointment.objects.filter(pk=hers.pk).update(
                status=Status.CONFIRMED, cancelled_at=None, cancelled_by=""
            )


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
    assert set(moved.claims.values_list("is_overbooked", flat=True)) == {True}
    assert boutique.sample.pk in held(moved)
    assert overview.overbooked(now=timezone.now()) == 1
    back = appointments.reschedule(hers, starts_at=at("10:00"), by=helena)
    assert (back.overbooked_reason, overview.overbooked(now=timezone.now())) == ("", 0)


def test_a_room_of_the_right_size_is_left_alone(hers: Appointment, tom: User) -> None:
    Room.objects.filter(pk=hers.room_id).update(capacity=4)
    assert appointments.amend(hers, party_size=4, by=tom).room_id == hers.room_id
