"""Moving, cancelling and seeing an appointment through: what is given up is free for others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from core import history
from core.errors import (
    AppointmentClosed,
    AppointmentPassed,
    NotOffered,
    NotPossible,
    SlotTaken,
    StaleVersion,
)
from core.models import Appointment, Claim, Customer, Product, Sample
from core.queries import diary
from core.services import appointments
from tests.cast import At, Boutique, Wish

Status = Appointment.Status


@pytest.fixture
def hers(wish: Wish, boutique: Boutique) -> Appointment:
    """Anna's consultation on Tuesday at ten: Mira, the alcove."""
    return appointments.book(wish("10:00", stylist=boutique.mira, room=boutique.alcove))


def live(appointment: Appointment) -> set[tuple[int, object]]:
    claims = appointment.claims.filter(is_live=True)
    return set(claims.values_list("resource_id", "starts_at"))


# Moving -------------------------------------------------------------------------


def test_a_moved_appointment_frees_its_old_time(hers: Appointment, at: At, wish: Wish) -> None:
    moved = appointments.reschedule(hers, starts_at=at("14:00"))
    assert (moved.starts_at, moved.ends_at) == (at("14:00"), at("15:30"))
    assert moved.version == 2
    assert live(moved) == {(hers.stylist_id, at("14:00")), (hers.room_id, at("14:00"))}
    again = wish("10:00", stylist=hers.stylist, room=hers.room)
    assert appointments.book(again).pk


def test_it_may_move_into_its_own_time(hers: Appointment, at: At) -> None:
    moved = appointments.reschedule(hers, starts_at=at("10:30"))
    assert live(moved) == {(hers.stylist_id, at("10:30")), (hers.room_id, at("10:30"))}


def test_a_refused_move_keeps_what_it_had(
    hers: Appointment, boutique: Boutique, wish: Wish, at: At
) -> None:
    for stylist, room in ((boutique.mira, boutique.alcove), (boutique.jo, boutique.salon)):
        other = Customer(name=f"Bride of {stylist}")
        appointments.book(wish("14:00", stylist=stylist, room=room, customer=other))
    before, claims = live(hers), Claim.objects.count()
    with pytest.raises(SlotTaken) as refused:
        appointments.reschedule(hers, starts_at=at("14:30"))
    assert refused.value.alternatives
    hers.refresh_from_db()
    assert (hers.starts_at, hers.version) == (at("10:00"), 1)
    assert (live(hers), Claim.objects.count()) == (before, claims)
    assert hers.history.count() == 1


def test_a_bride_gets_another_stylist_where_hers_is_taken(
    hers: Appointment, boutique: Boutique, wish: Wish, at: At
) -> None:
    bea = wish("14:00", stylist=boutique.mira, room=boutique.salon, customer=boutique.bea)
    appointments.book(bea)
    moved = appointments.reschedule(hers, starts_at=at("14:00"))
    assert (moved.stylist, moved.room) == (boutique.jo, boutique.alcove)


def test_staff_keep_the_stylist_or_are_told(
    hers: Appointment, boutique: Boutique, wish: Wish, at: At, tom: User
) -> None:
    bea = wish("14:00", stylist=boutique.mira, room=boutique.salon, customer=boutique.bea)
    appointments.book(bea)
    with pytest.raises(SlotTaken, match="Mira is taken"):
        appointments.reschedule(hers, starts_at=at("14:00"), by=tom)
    moved = appointments.reschedule(hers, starts_at=at("14:00"), stylist=boutique.jo, by=tom)
    assert moved.stylist == boutique.jo


def test_staff_may_move_off_the_grid_and_a_bride_may_not(
    hers: Appointment, at: At, tom: User
) -> None:
    with pytest.raises(NotOffered):
        appointments.reschedule(hers, starts_at=at("14:10"))
    assert appointments.reschedule(hers, starts_at=at("14:10"), by=tom).starts_at == at("14:10")


def test_a_bride_cannot_move_into_the_past(hers: Appointment) -> None:
    with pytest.raises(NotOffered, match="passed"):
        appointments.reschedule(hers, starts_at=timezone.now() - timedelta(hours=1))


def test_the_gown_moves_with_her(
    wish: Wish, boutique: Boutique, aurora: Product, sample: Sample, at: At
) -> None:
    hers = appointments.book(wish("10:00"), products=[aurora])
    moved = appointments.reschedule(hers, starts_at=at("14:00"))
    assert (sample.pk, at("14:00")) in live(moved)
    assert moved.try_ons.get().sample == sample


def test_a_longer_appointment_keeps_its_length(hers: Appointment, at: At) -> None:
    Appointment.objects.filter(pk=hers.pk).update(ends_at=at("12:30"))
    moved = appointments.reschedule(hers, starts_at=at("14:00"))
    assert moved.ends_at == at("16:30")
    assert set(moved.claims.values_list("ends_at", flat=True)) == {at("16:45")}


def test_a_longer_appointment_does_not_move_past_closing(hers: Appointment, at: At) -> None:
    Appointment.objects.filter(pk=hers.pk).update(ends_at=at("12:30"))
    with pytest.raises(NotOffered):
        appointments.reschedule(hers, starts_at=at("17:30"))


# Cancelling ---------------------------------------------------------------------


def test_a_cancelled_appointment_frees_stylist_room_and_gown(
    wish: Wish, boutique: Boutique, aurora: Product
) -> None:
    hers = appointments.book(wish("10:00"), products=[aurora])
    gone = appointments.cancel(hers, reason="She changed her mind")
    assert (gone.status, gone.version) == (Status.CANCELLED, 2)
    assert gone.cancelled_at
    assert gone.cancel_reason == "She changed her mind"
    assert live(gone) == set()
    again = wish("10:00", stylist=gone.stylist, room=gone.room, customer=boutique.bea)
    assert appointments.book(again, products=[aurora]).pk


def test_cancelling_twice_is_a_refusal(hers: Appointment) -> None:
    appointments.cancel(hers)
    with pytest.raises(AppointmentClosed, match="cancelled"):
        appointments.cancel(hers)
    with pytest.raises(AppointmentClosed):
        appointments.reschedule(hers, starts_at=hers.starts_at + timedelta(hours=2))
    assert hers.version == 2


# The day itself -----------------------------------------------------------------


def test_an_appointment_goes_through_its_day(
    hers: Appointment, tom: User, on_the_day: None
) -> None:
    for status in (Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED):
        appointments.advance(hers, to=status, by=tom)
    assert (hers.status, hers.version) == (Status.COMPLETED, 4)
    assert len(live(hers)) == 2
    rows = hers.history.order_by("pk").values_list("status", "history_user__username")
    assert list(rows) == [
        ("confirmed", None),
        ("arrived", "tom"),
        ("in-progress", "tom"),
        ("completed", "tom"),
    ]


@pytest.mark.parametrize(
    ("now", "to"),
    [
        (Status.COMPLETED, Status.CONFIRMED),
        (Status.CANCELLED, Status.CONFIRMED),
        (Status.NO_SHOW, Status.COMPLETED),
        (Status.CONFIRMED, Status.CANCELLED),
        (Status.CONFIRMED, "nonsense"),
    ],
)
def test_steps_that_make_no_sense_are_refused(
    booked: Callable[..., Appointment], now: str, to: str
) -> None:
    cancelled_at = timezone.now() if now == Status.CANCELLED else None
    hers = booked("10:00", status=now, cancelled_at=cancelled_at)
    with pytest.raises(AppointmentClosed):
        appointments.advance(hers, to=to)
    hers.refresh_from_db()
    assert (hers.status, hers.version) == (now, 1)


def test_a_no_show_frees_the_room(
    hers: Appointment, wish: Wish, boutique: Boutique, tom: User, on_the_day: None
) -> None:
    appointments.advance(hers, to=Status.NO_SHOW)
    assert live(hers) == set()
    walk_in = wish("10:00", stylist=hers.stylist, room=hers.room, customer=boutique.bea)
    assert appointments.book(walk_in, by=tom).pk


def test_who_comes_late_after_all_gets_her_time_if_it_is_still_free(
    wish: Wish, boutique: Boutique, aurora: Product, tom: User, request: pytest.FixtureRequest
) -> None:
    hers = appointments.book(wish("10:00"), products=[aurora])
    had = live(hers)
    request.getfixturevalue("on_the_day")
    appointments.advance(hers, to=Status.NO_SHOW)
    appointments.advance(hers, to=Status.ARRIVED)
    assert live(hers) == had
    appointments.advance(hers, to=Status.NO_SHOW)
    appointments.book(wish("10:00", room=hers.room, customer=boutique.bea), by=tom)
    with pytest.raises(SlotTaken, match="somebody else"):
        appointments.advance(hers, to=Status.ARRIVED)
    hers.refresh_from_db()
    assert hers.status == Status.NO_SHOW


# Two people at once -------------------------------------------------------------


def test_who_saw_an_older_version_is_refused(hers: Appointment, at: At, tom: User) -> None:
    seen = hers.version
    appointments.reschedule(hers, starts_at=at("14:00"), by=tom, version=seen)
    for act in (
        lambda: appointments.reschedule(hers, starts_at=at("16:00"), version=seen),
        lambda: appointments.cancel(hers, version=seen),
        lambda: appointments.advance(hers, to=Status.ARRIVED, version=seen),
    ):
        with pytest.raises(StaleVersion) as refused:
            act()
        assert refused.value.facts["version"] == 2
    assert Appointment.objects.get(pk=hers.pk).starts_at == at("14:00")


def test_every_change_knows_who_and_which_door(hers: Appointment, at: At, tom: User) -> None:
    with history.acting(history.Door.ADMIN, tom):
        appointments.reschedule(hers, starts_at=at("14:00"), by=tom)
    with history.acting(history.Door.API):
        appointments.cancel(hers)
    rows = hers.history.order_by("-pk")[:2]
    assert [(row.door, row.history_user, row.status) for row in rows] == [
        ("api", None, "cancelled"),
        ("admin", tom, "confirmed"),
    ]


# Offered equals bookable --------------------------------------------------------


def test_what_is_offered_can_be_booked_and_the_rest_is_refused_with_its_reasons(
    wish: Wish,
    boutique: Boutique,
    booked: Callable[..., Appointment],
    at: At,
    bea: Customer,
    helena: User,
) -> None:
    appointments.book(wish("11:30"), products=[boutique.aurora])
    booked("14:10", customer=bea)
    Claim.objects.create(
        resource_id=boutique.jo.pk, kind="block", starts_at=at("09:00"), ends_at=at("13:20")
    )
    location, type_ = boutique.berlin, boutique.consultation
    day = at("10:00").astimezone(location.zone).date()
    gowns = [boutique.aurora]
    offered = {
        diary.spans.moment(slot.start)
        for slot in diary.free_slots(type_, location, day, day, products=gowns)
    }
    assert offered
    for quarter in range(11 * 4):
        starts_at = at("09:00") + timedelta(minutes=15 * quarter)
        reasons = diary.explain(type_, location, starts_at, products=gowns)
        taken = try_to_book(wish(starts_at=starts_at, customer=Customer(name="New")), gowns)
        assert (starts_at in offered) == (reasons == []) == (taken == [])
        assert taken == [reason.code for reason in reasons]


def try_to_book(wanted: Appointment, gowns: list[Product]) -> list[str]:
    """Book and give it back at once; the reasons where that is refused."""
    try:
        booked = appointments.book(wanted, products=gowns)
    except (SlotTaken, NotOffered) as refused:
        return list(refused.facts["reasons"])
    booked.claims.all().delete()
    return []


# Its length -------------------------------------------------------------------


def test_staff_give_it_a_length_of_its_own_and_its_claims_follow(
    booked: Any, tom: User, at: Any
) -> None:
    appointment = booked("10:00")
    two_hours = timedelta(hours=2)
    appointments.reschedule(appointment, starts_at=at("10:00"), length=two_hours, by=tom)
    assert (appointment.starts_at, appointment.ends_at) == (at("10:00"), at("12:00"))
    assert {claim.ends_at for claim in appointment.claims.all()} == {at("12:15")}


@pytest.mark.parametrize("minutes", [-30, 0, 4, 721])
def test_a_length_that_is_none_is_refused(booked: Any, tom: User, at: Any, minutes: int) -> None:
    appointment = booked("10:00")
    length = timedelta(minutes=minutes)
    with pytest.raises(NotPossible, match="between 5 minutes and 12 hours"):
        appointments.reschedule(appointment, starts_at=at("10:00"), length=length, by=tom)
    appointment.refresh_from_db()
    assert appointment.ends_at == at("11:30")


def test_a_bride_cannot_make_it_longer(booked: Any, at: Any) -> None:
    appointment = booked("10:00")
    with pytest.raises(NotPossible, match="fixed"):
        appointments.reschedule(appointment, starts_at=at("12:00"), length=timedelta(hours=3))
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.ends_at) == (at("10:00"), at("11:30"))


# When its time has come ---------------------------------------------------------


def test_the_bride_cannot_change_what_has_begun(hers: Appointment, at: At) -> None:
    with time_machine.travel(at("10:01"), tick=False):
        for act in (
            lambda: appointments.cancel(hers),
            lambda: appointments.reschedule(hers, starts_at=at("10:00", days=2)),
            lambda: appointments.confirm(hers),
        ):
            with pytest.raises(AppointmentPassed):
                act()
    hers.refresh_from_db()
    assert (hers.status, hers.starts_at, hers.version) == (Status.CONFIRMED, at("10:00"), 1)
    assert len(live(hers)) == 2


def test_staff_may_still_move_or_cancel_it(hers: Appointment, at: At, helena: User) -> None:
    with time_machine.travel(at("10:01"), tick=False):
        appointments.reschedule(hers, starts_at=at("10:00", days=2), by=helena)
    with time_machine.travel(at("11:00", days=2), tick=False):
        appointments.cancel(hers, by=helena)
    assert hers.status == Status.CANCELLED
