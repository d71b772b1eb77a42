"""A stylist is sick, a day is closed: the least change for everybody, all or nothing, and back."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from core.errors import DomainError, NotAllowed, NotPossible, SlotTaken, StaleVersion
from core.models import (
    Appointment,
    Claim,
    ClosedDay,
    Customer,
    Message,
    Rearrangement,
    ReminderRule,
)
from core.queries import diary as reading
from core.queries import rearranging as planning
from core.services import appointments, rearranging
from tests.cast import At, Boutique

Booked = Callable[..., Appointment]


@pytest.fixture
def sick(boutique: Boutique, tuesday: date) -> Rearrangement:
    return Rearrangement(stylist=boutique.mira, first_on=tuesday, last_on=tuesday, reason="Sick")


@pytest.fixture
def day(booked: Booked, boutique: Boutique) -> list[Appointment]:
    """Mira's Tuesday: Anna at ten in the salon, Bea at two; Jo has Bea's sister at two."""
    sister = Customer.objects.create(name="Cora Sommer", email="cora@example.org")
    jo_at_two = booked("14:00", stylist=boutique.jo, room=boutique.alcove, customer=sister)
    return [
        booked("10:00", samples=[boutique.sample]),
        booked("14:00", customer=boutique.bea),
        jo_at_two,
    ]


def kept(appointment: Appointment) -> set[int]:
    return set(appointment.claims.filter(is_live=True).values_list("resource_id", flat=True))


def snapshot() -> list[tuple[Any, ...]]:
    return [
        *Appointment.objects.order_by("pk").values_list("pk", "starts_at", "stylist", "version"),
        *Claim.objects.filter(is_live=True)
        .order_by("resource", "starts_at")
        .values_list("resource", "starts_at", "ends_at"),
    ]


# Planning -----------------------------------------------------------------------


def test_the_plan_changes_as_little_as_it_can(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, at: At
) -> None:
    before = snapshot()
    first, second = planning.propose(sick)
    assert (first.outcome, first.starts_at) == ("same-time", at("10:00"))
    assert (first.stylist_id, first.room_id) == (boutique.jo.pk, boutique.salon.pk)
    # Jo is taken at two, and until a quarter to twelve by Anna now
    assert (second.outcome, second.starts_at) == ("same-day", at("12:00"))
    assert second.stylist_id == boutique.jo.pk
    assert snapshot() == before


def test_a_full_day_moves_to_the_next_and_a_full_quarter_to_a_call(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, at: At, tuesday: date
) -> None:
    off = {"resource_id": boutique.jo.pk, "kind": "block", "note": "Holiday"}
    Claim.objects.create(**off, starts_at=at("09:00"), ends_at=at("13:30"))
    Claim.objects.create(**off, starts_at=at("15:45"), ends_at=at("20:00"))
    plan = planning.propose(sick)
    assert [row.outcome for row in plan] == ["other-day", "other-day"]
    wednesday = [at("10:00", days=1), at("14:00", days=1)]
    assert [row.starts_at for row in plan] == wednesday
    assert {row.stylist_id for row in plan} == {boutique.mira.pk}
    ClosedDay.objects.bulk_create(
        ClosedDay(closed_on=tuesday + timedelta(days=n)) for n in range(-20, 95) if n
    )
    assert [row.outcome for row in planning.propose(sick)] == ["call", "call"]


def test_the_plan_asks_as_much_for_twenty_as_for_two(
    day: list[Appointment],
    sick: Rearrangement,
    booked: Booked,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    at: At,
) -> None:
    with django_assert_max_num_queries(10):
        planning.propose(sick)
    sick.last_on += timedelta(days=20)
    for days in (1, 2, 3, 7, 8, 9, 10, 14, 15):
        for clock in ("10:00", "12:00", "15:00"):
            booked(clock, days=days)
    with django_assert_max_num_queries(10):
        assert len(planning.propose(sick)) > 20


# Applying -----------------------------------------------------------------------


def test_applying_moves_all_and_blocks_the_rest_of_her_day(
    day: list[Appointment],
    sick: Rearrangement,
    boutique: Boutique,
    helena: User,
    at: At,
    tuesday: date,
) -> None:
    rearranging.apply(sick, rows=planning.propose(sick), by=helena)
    anna, bea, _ = [Appointment.objects.get(pk=a.pk) for a in day]
    assert (anna.stylist, anna.starts_at) == (boutique.jo, at("10:00"))
    assert (bea.stylist, bea.starts_at) == (boutique.jo, at("12:00"))
    assert kept(anna) == {boutique.jo.pk, boutique.salon.pk, boutique.sample.pk}
    assert Message.objects.filter(rule__event="moved").count() == 2
    only_mira = {"stylist_id": boutique.mira.pk}
    asked = (boutique.consultation, boutique.berlin, tuesday, tuesday)
    assert reading.free_slots(*asked, **only_mira) == []
    assert anna.history.first().history_user == helena


def test_who_is_to_be_called_keeps_her_place_and_the_block_lies_around_it(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, at: At
) -> None:
    rows = planning.propose(sick)
    rows[1].starts_at = None
    rearranging.apply(sick, rows=rows, by=helena)
    assert Appointment.objects.get(pk=day[1].pk).starts_at == at("14:00")
    around = sick.blocks.filter(is_overbooked=False).order_by("starts_at")
    assert list(around.values_list("starts_at", "ends_at")) == [
        (at("00:00"), at("14:00")),
        (at("15:45"), at("00:00", days=1)),
    ]
    over = sick.blocks.get(is_overbooked=True)
    assert (over.starts_at, over.ends_at) == (at("14:00"), at("15:45"))


def test_one_refusal_leaves_everything_as_it_was(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, at: At
) -> None:
    rows = planning.propose(sick)
    rows[1].starts_at, rows[1].stylist_id = at("14:00"), boutique.jo.pk
    before = snapshot()
    with pytest.raises(SlotTaken, match="Bea Sommer: Jo is taken"):
        rearranging.apply(sick, rows=rows, by=helena)
    assert snapshot() == before
    assert not Rearrangement.objects.exists()


def test_nobody_is_put_back_with_the_sick_stylist(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, at: At
) -> None:
    rows = planning.propose(sick)
    rows[0].stylist_id, rows[0].starts_at = boutique.mira.pk, at("16:00")
    with pytest.raises(DomainError, match="Anna Winter: Mira is taken"):
        rearranging.apply(sick, rows=rows, by=helena)


def test_a_plan_that_is_out_of_date_is_refused(
    day: list[Appointment], sick: Rearrangement, helena: User
) -> None:
    rows = planning.propose(sick)
    appointments.amend(day[0], notes="New", by=helena)
    with pytest.raises(StaleVersion):
        rearranging.apply(sick, rows=rows, by=helena)


def test_two_may_take_each_others_places(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, at: At
) -> None:
    """The owner edits the plan into a swap: each frees what the other takes."""
    swap = Rearrangement(
        stylist=boutique.ines, first_on=sick.first_on, last_on=sick.last_on, reason="Swap"
    )
    rows = [
        planning.Proposal(
            a, 1, starts_at=other.starts_at, stylist_id=other.stylist_id, room_id=other.room_id
        )
        for a, other in ((day[0], day[1]), (day[1], day[0]))
    ]
    rearranging.apply(swap, rows=rows, by=helena)
    assert Appointment.objects.get(pk=day[0].pk).starts_at == at("14:00")
    assert Appointment.objects.get(pk=day[1].pk).starts_at == at("10:00")


def test_a_closed_day_moves_everybody_of_that_shop(
    day: list[Appointment], boutique: Boutique, helena: User, at: At, tuesday: date
) -> None:
    change = Rearrangement(
        location=boutique.berlin, first_on=tuesday, last_on=tuesday, reason="Water damage"
    )
    rows = planning.propose(change)
    assert [row.outcome for row in rows] == ["other-day"] * 3
    rearranging.apply(change, rows=rows, by=helena)
    days = {a.local_start.date() for a in Appointment.objects.all()}
    assert tuesday not in days
    assert ClosedDay.objects.get().reason == "Water damage"
    undone = rearranging.undo(change, by=helena)
    assert (len(undone.back), undone.not_back) == (3, [])
    assert not ClosedDay.objects.exists()
    assert {a.starts_at for a in Appointment.objects.all()} == {at("10:00"), at("14:00")}


# Undoing ------------------------------------------------------------------------


def test_undoing_brings_everybody_back(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, at: At
) -> None:
    had = {a.pk: kept(a) for a in day}
    rearranging.apply(sick, rows=planning.propose(sick), by=helena)
    undone = rearranging.undo(sick, by=helena)
    assert len(undone.back) == 2
    for appointment in day:
        appointment.refresh_from_db()
        assert kept(appointment) == had[appointment.pk]
    assert day[1].starts_at == at("14:00")
    assert not Claim.objects.filter(kind="block").exists()
    with pytest.raises(NotPossible, match="already"):
        rearranging.undo(sick, by=helena)


def test_undoing_says_who_cannot_go_back_and_why(
    day: list[Appointment],
    sick: Rearrangement,
    boutique: Boutique,
    booked: Booked,
    helena: User,
    at: At,
) -> None:
    rearranging.apply(sick, rows=planning.propose(sick), by=helena)
    appointments.reschedule(day[0], starts_at=at("16:00"), by=helena)
    sick.blocks.first().delete()
    booked("14:00", customer=Customer.objects.create(name="Clara"))
    undone = rearranging.undo(sick, by=helena)
    reasons = {a.customer.name: why for a, why in undone.not_back}
    assert undone.back == []
    assert reasons["Anna Winter"] == "Changed since, left as it is."
    assert "Mira is taken" in reasons["Bea Sommer"]
    day[1].refresh_from_db()
    assert (day[1].starts_at, kept(day[1])) == (
        at("12:00"),
        {boutique.jo.pk, day[1].room_id},
    )


# Hours, cancellations, letters ----------------------------------------------------


@pytest.fixture
def letters(db: None) -> None:
    ReminderRule.objects.all().delete()
    for event in ("booked", "moved", "cancelled"):
        ReminderRule.objects.create(
            name=event, event=event, subject=f"{event}: {{{{ time }}}}", body="With {{ stylist }}"
        )


def test_a_morning_off_leaves_the_afternoon_alone(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, at: At
) -> None:
    sick.starts, sick.ends = time(9), time(13)
    rows = planning.propose(sick)
    assert [row.appointment for row in rows] == [day[0]]
    rearranging.apply(sick, rows=rows, by=helena)
    block = sick.blocks.get()
    assert (block.starts_at, block.ends_at) == (at("09:00"), at("13:00"))


def test_a_shop_closed_for_some_hours_blocks_its_rooms(
    day: list[Appointment], boutique: Boutique, helena: User, at: At, tuesday: date
) -> None:
    change = Rearrangement(
        location=boutique.berlin,
        first_on=tuesday,
        last_on=tuesday,
        starts=time(13),
        ends=time(19),
    )
    rows = planning.propose(change)
    assert {row.appointment for row in rows} == {day[1], day[2]}
    rearranging.apply(change, rows=rows, by=helena)
    asked = (boutique.consultation, boutique.berlin, tuesday, tuesday)
    free = {slot.start for slot in reading.free_slots(*asked)}
    assert not any(start >= at("13:00").timestamp() for start in free)
    assert not ClosedDay.objects.exists()
    rearranging.undo(change, by=helena)
    assert not Claim.objects.filter(kind="block").exists()


def test_a_cancellation_frees_the_place_for_another_and_undoing_books_her_again(
    day: list[Appointment],
    sick: Rearrangement,
    boutique: Boutique,
    helena: User,
    letters: None,
    at: At,
) -> None:
    had = kept(day[2])
    jo_away = Rearrangement(stylist=boutique.jo, first_on=sick.first_on, last_on=sick.last_on)
    rows = planning.propose(jo_away)
    rows[0].act, rows[0].reason = "cancelled", "Jo is at a fair"
    rearranging.apply(jo_away, rows=rows, by=helena)
    day[2].refresh_from_db()
    assert (day[2].status, day[2].cancel_reason) == ("cancelled", "Jo is at a fair")
    assert kept(day[2]) == set()
    assert Message.objects.get(appointment=day[2], state="planned").rule.event == "cancelled"
    assert [a.pk for a in rearranging.undo(jo_away, by=helena).back] == [day[2].pk]
    day[2].refresh_from_db()
    assert (day[2].status, day[2].cancel_reason, kept(day[2])) == ("confirmed", "", had)
    assert day[2].history.first().history_user == helena
    (withdrawn,) = Message.objects.filter(appointment=day[2])
    assert (withdrawn.state, withdrawn.reason) == ("skipped", "The cancellation was taken back.")


def test_who_has_read_of_the_cancellation_is_told_that_she_is_booked_again(
    day: list[Appointment], sick: Rearrangement, helena: User, letters: None
) -> None:
    rows = planning.propose(sick)
    rows[0].act = "cancelled"
    rearranging.apply(sick, rows=rows, by=helena)
    Message.objects.filter(rule__event="cancelled").update(state="sent")
    rearranging.undo(sick, by=helena)
    assert Message.objects.get(appointment=day[0], state="planned").rule.event == "booked"


def test_the_rehearsal_tells_what_each_bride_reads_and_changes_nothing(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, letters: None
) -> None:
    rows = planning.propose(sick)
    rows[1].act = "left"
    before = snapshot()
    told = rearranging.rehearse(sick, rows=rows, by=helena)
    anna, bea = told
    assert [letter.subject for letter in anna.letters] == ["moved: 10:00"]
    assert "With Jo" in anna.letters[0].text
    assert "With Jo" in anna.letters[0].html
    assert anna.letters[0].recipient == "anna@example.org"
    assert bea.letters == []
    assert snapshot() == before
    assert not Rearrangement.objects.exists()
    assert not Message.objects.exists()
    assert rearranging.apply(sick, rows=rows, by=helena).pk


def test_without_the_permission_nothing_is_rearranged_or_undone(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, tom: User, helena: User
) -> None:
    rows = planning.propose(sick)
    with pytest.raises(NotAllowed):
        rearranging.apply(sick, rows=rows, by=tom)
    rearranging.apply(sick, rows=rows, by=helena)
    with pytest.raises(NotAllowed):
        rearranging.undo(sick, by=tom)


# Checking what the owner edited ---------------------------------------------------


def test_an_edited_row_is_checked_against_the_others_on_the_list(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, at: At
) -> None:
    rows = planning.propose(sick)
    assert all(verdict.is_fine for verdict in planning.check(sick, rows).values())
    rows[1].starts_at, rows[1].stylist_id = at("10:30"), boutique.jo.pk
    verdict = planning.check(sick, rows)[day[1].pk]
    (refusal,) = verdict.refusals
    assert refusal.message == "Jo is taken at that time."
    assert "Anna Winter (Bridal consultation), on this list" in refusal.detail
    assert verdict.options[0].starts_at == at("12:00")
    rows[0].act = "cancelled"
    assert planning.check(sick, rows)[day[1].pk].is_fine


def test_the_check_knows_why_the_sick_stylist_is_no_choice(
    day: list[Appointment], sick: Rearrangement, boutique: Boutique, at: At
) -> None:
    rows = planning.propose(sick)
    rows[0].starts_at, rows[0].stylist_id = at("16:00"), boutique.mira.pk
    rows[1].starts_at = timezone.now() - timedelta(days=1)
    first, second = planning.check(sick, rows).values()
    assert "Mira is taken: Sick, all day" in first.refusals[0].detail
    assert second.refusals[0].message == "That time has passed."


def test_what_is_checked_is_what_can_be_applied(
    day: list[Appointment],
    sick: Rearrangement,
    booked: Booked,
    boutique: Boutique,
    helena: User,
    at: At,
) -> None:
    booked("16:00", party_size=5)
    booked("12:00", type=boutique.accessories, room=boutique.alcove)
    rows = planning.propose(sick)
    for row in rows:
        verdict = planning.check(sick, rows)[row.appointment.pk]
        assert verdict.is_fine
        row.room_id = verdict.room_id
    rearranging.apply(sick, rows=rows, by=helena)
    for row in rows:
        found = Appointment.objects.get(pk=row.appointment.pk)
        assert (found.starts_at, found.stylist_id) == (row.starts_at, row.stylist_id)
        assert found.room_id == row.room_id
