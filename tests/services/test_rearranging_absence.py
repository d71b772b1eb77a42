"""An absence holds, whatever becomes of the brides who were left where they were."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User

from core.errors import DomainError, Promised
from core.models import (
    Appointment,
    Claim,
    ClosedDay,
    Customer,
    Message,
    OpeningHours,
    Rearrangement,
    ReminderRule,
    WorkingHours,
)
from core.queries import appointments as board
from core.queries import diary as reading
from core.queries import rearranging as planning
from core.services import appointments, diary, rearranging
from tests.cast import At, Boutique, Wish

Booked = Callable[..., Appointment]
Leave = Callable[[Appointment, User, At], object]


def by_cancelling(found: Appointment, by: User, at: At) -> None:
    appointments.cancel(found, by=by)


def by_moving(found: Appointment, by: User, at: At) -> None:
    appointments.reschedule(found, starts_at=found.starts_at + timedelta(days=7), by=by)


def by_staying_away(found: Appointment, by: User, at: At) -> None:
    found.claims.update(is_live=False)
    Appointment.objects.filter(pk=found.pk).update(status="no-show", version=found.version + 1)


def by_being_shorter(found: Appointment, by: User, at: At) -> None:
    appointments.amend(found, length=timedelta(minutes=30), by=by)


WAYS: list[Leave] = [by_cancelling, by_moving, by_staying_away, by_being_shorter]


@pytest.fixture
def sick(boutique: Boutique, tuesday: date) -> Rearrangement:
    return Rearrangement(stylist=boutique.mira, first_on=tuesday, last_on=tuesday, reason="Sick")


@pytest.fixture
def left(
    booked: Booked, boutique: Boutique, sick: Rearrangement, helena: User
) -> list[Appointment]:
    """Mira is sick, and all four of her brides were left as they are."""
    day = [
        booked(clock, customer=Customer.objects.create(name=f"Bride at {clock}"))
        for clock in ("10:00", "11:45", "14:00", "16:00")
    ]
    rows = planning.propose(sick)
    for row, act in zip(rows, ("call", "left", "call", "left"), strict=True):
        row.act = act
    rearranging.apply(sick, rows=rows, by=helena)
    return day


def offered(boutique: Boutique, day: date) -> list[reading.Slot]:
    """What is free with Mira that day, for either type."""
    return [
        slot
        for kind in (boutique.consultation, boutique.accessories)
        for slot in reading.free_slots(
            kind, boutique.berlin, day, day, online=False, stylist_id=boutique.mira.pk
        )
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("leaving", [(0,), (1, 2), (3, 0), (0, 1, 2, 3)])
def test_nobody_gets_the_sick_stylist_whoever_leaves_her(
    left: list[Appointment],
    leaving: tuple[int, ...],
    way: Leave,
    boutique: Boutique,
    helena: User,
    wish: Wish,
    at: At,
    tuesday: date,
) -> None:
    for number in leaving:
        way(left[number], helena, at)
    assert offered(boutique, tuesday) == []
    new = Customer.objects.create(name="New bride")
    before = Claim.objects.filter(is_live=True).count()
    for number in leaving:
        moment = reading.spans.moment(reading.spans.wall(boutique.berlin.zone, tuesday, time(10)))
        asked = max(moment, at(["10:00", "11:45", "14:00", "16:00"][number]))
        for by in (helena, None):
            with pytest.raises(DomainError, match="Mira is taken"):
                appointments.book(wish(starts_at=asked, stylist=boutique.mira, customer=new), by=by)
    assert Claim.objects.filter(is_live=True).count() == before


def test_who_was_left_can_still_be_changed_where_she_is(
    left: list[Appointment], boutique: Boutique, helena: User
) -> None:
    appointments.amend(left[0], products=[boutique.aurora], party_size=5, by=helena)
    left[0].refresh_from_db()
    assert (left[0].stylist, left[0].party_size) == (boutique.mira, 5)
    assert left[0].claims.filter(is_live=True).count() == 3


def test_who_was_called_a_no_show_may_come_after_all(
    left: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, at: At
) -> None:
    before = {"starts_at": at("14:00", days=-14), "ends_at": at("15:45", days=-14)}
    for rows in (Appointment.objects.filter(pk=left[2].pk), left[2].claims, sick.blocks):
        rows.filter(starts_at=at("14:00")).update(**before)
    by_staying_away(left[2], helena, at)
    appointments.advance(left[2], to="arrived", by=helena)
    assert left[2].claims.filter(is_live=True, resource=boutique.mira).exists()


def test_the_board_shows_the_absence_once_she_has_left(
    left: list[Appointment], boutique: Boutique, helena: User, at: At, tuesday: date
) -> None:
    def shown() -> list[object]:
        found = board.board(boutique.berlin, tuesday, tuesday).claims
        return sorted(claim.starts_at for claim in found)

    around = [at("00:00"), at("13:30"), at("15:45"), at("17:45")]
    assert shown() == around
    appointments.cancel(left[1], by=helena)
    assert shown() == sorted([*around, at("11:45")])


def test_an_absence_can_be_shortened_over_whom_it_lies(
    left: list[Appointment], sick: Rearrangement, helena: User, at: At
) -> None:
    over = sick.blocks.get(starts_at=at("16:00"))
    over.ends_at = at("17:00")
    diary.save_block(over, by=helena)
    assert sick.blocks.get(pk=over.pk).ends_at == at("17:00")
    over.starts_at = at("15:00")
    with pytest.raises(Promised):
        diary.save_block(over, by=helena)


def test_undo_opens_her_day_again(
    left: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, tuesday: date
) -> None:
    appointments.cancel(left[0], by=helena)
    rearranging.undo(sick, by=helena)
    assert [slot.start for slot in offered(boutique, tuesday)]
    assert not Claim.objects.filter(kind="block").exists()
    kept = Claim.objects.filter(is_live=True, resource=boutique.mira)
    assert set(kept.values_list("appointment", flat=True)) == {row.pk for row in left[1:]}


def test_a_shop_closed_for_some_hours_stays_closed_when_a_bride_leaves(
    booked: Booked, boutique: Boutique, helena: User, wish: Wish, tuesday: date
) -> None:
    standing = booked("14:00")
    change = Rearrangement(
        location=boutique.berlin,
        first_on=tuesday,
        last_on=tuesday,
        starts=time(13),
        ends=time(16),
        reason="No power",
    )
    rows = planning.propose(change)
    rows[0].act = "call"
    rearranging.apply(change, rows=rows, by=helena)
    appointments.cancel(standing, by=helena)
    with pytest.raises(DomainError, match="Every fitting room is taken"):
        appointments.book(wish("14:00", customer=boutique.bea), by=helena)
    assert appointments.book(wish("16:00", customer=boutique.bea), by=helena).pk


def test_the_day_stays_closed_as_long_as_one_absence_stands(
    left: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, tuesday: date
) -> None:
    twice = Rearrangement(
        stylist=boutique.mira, first_on=tuesday, last_on=tuesday, reason="Still sick"
    )
    rows = planning.propose(twice)
    for row in rows:
        row.act = "cancelled"
    rearranging.apply(twice, rows=rows, by=helena)
    rearranging.undo(sick, by=helena)
    assert offered(boutique, tuesday) == []
    rearranging.undo(twice, by=helena)
    assert {row.status for row in Appointment.objects.all()} == {"confirmed"}
    assert offered(boutique, tuesday) != []


def test_nobody_comes_back_to_who_is_away_for_another_reason(
    left: list[Appointment], sick: Rearrangement, boutique: Boutique, helena: User, tuesday: date
) -> None:
    twice = Rearrangement(stylist=boutique.mira, first_on=tuesday, last_on=tuesday)
    rows = planning.propose(twice)
    for row in rows:
        row.act = "cancelled"
    rearranging.apply(twice, rows=rows, by=helena)
    undone = rearranging.undo(twice, by=helena)
    assert undone.back == []
    assert {row.status for row in Appointment.objects.all()} == {"cancelled"}
    assert offered(boutique, tuesday) == []


# One absence, two records ---------------------------------------------------------


@pytest.mark.parametrize("first_undone", [0, 1])
def test_a_day_closed_twice_opens_when_both_are_undone(
    boutique: Boutique, helena: User, tuesday: date, first_undone: int
) -> None:
    week = {"first_on": tuesday, "last_on": tuesday + timedelta(days=2)}
    shut = [
        Rearrangement(location=boutique.berlin, **week, reason="Water"),
        Rearrangement(location=boutique.berlin, first_on=tuesday, last_on=tuesday),
    ]
    for change in shut:
        rearranging.apply(change, rows=[], by=helena)
    assert list(planning.beside(shut[1])) == [shut[0]]
    shut = [shut[first_undone], shut[1 - first_undone]]
    asked = (boutique.consultation, boutique.berlin, tuesday, tuesday)
    rearranging.undo(shut[0], by=helena)
    assert reading.free_slots(*asked) == []
    rearranging.undo(shut[1], by=helena)
    assert reading.free_slots(*asked) != []
    assert not ClosedDay.objects.exists()


def test_a_day_the_owner_closed_herself_stays_closed(
    boutique: Boutique, helena: User, tuesday: date
) -> None:
    own = ClosedDay.objects.create(location=boutique.berlin, closed_on=tuesday, reason="Fair")
    change = Rearrangement(location=boutique.berlin, first_on=tuesday, last_on=tuesday)
    rearranging.apply(change, rows=[], by=helena)
    rearranging.undo(change, by=helena)
    assert list(ClosedDay.objects.all()) == [own]


# Who never heard --------------------------------------------------------------------


@pytest.fixture
def told(letters: list[ReminderRule]) -> list[ReminderRule]:
    ReminderRule.objects.create(name="Gone", event="cancelled", subject="S", body="B")
    return letters


def waiting(appointment: Appointment) -> list[str]:
    found = Message.objects.filter(appointment=appointment, state="planned")
    return sorted(found.values_list("rule__event", flat=True))


@pytest.mark.parametrize("act", ["moved", "cancelled"])
def test_who_never_heard_of_a_change_hears_nothing_when_it_is_undone(
    sick: Rearrangement, boutique: Boutique, helena: User, wish: Wish, act: str, told: object
) -> None:
    hers = appointments.book(wish("10:00", stylist=boutique.mira))
    Message.objects.filter(rule__event="booked").update(state="sent")
    assert waiting(hers) == ["before"]
    due = Message.objects.get(state="planned").due_at
    rows = planning.propose(sick)
    rows[0].act = act
    rearranging.apply(sick, rows=rows, by=helena)
    assert act in waiting(hers)
    assert len(rearranging.undo(sick, by=helena).back) == 1
    assert waiting(hers) == ["before"]
    assert Message.objects.get(state="planned").due_at == due


@pytest.mark.parametrize("act", ["moved", "cancelled"])
def test_who_has_not_even_read_that_she_is_booked_still_does(
    sick: Rearrangement, boutique: Boutique, helena: User, wish: Wish, act: str, told: object
) -> None:
    hers = appointments.book(wish("10:00", stylist=boutique.mira))
    rows = planning.propose(sick)
    rows[0].act = act
    rearranging.apply(sick, rows=rows, by=helena)
    rearranging.undo(sick, by=helena)
    assert waiting(hers) == ["before", "booked"]


@pytest.mark.parametrize(("act", "again"), [("moved", "moved"), ("cancelled", "booked")])
def test_who_has_heard_is_told_that_all_is_as_before(
    sick: Rearrangement,
    boutique: Boutique,
    helena: User,
    wish: Wish,
    act: str,
    again: str,
    told: object,
) -> None:
    hers = appointments.book(wish("10:00", stylist=boutique.mira))
    rows = planning.propose(sick)
    rows[0].act = act
    rearranging.apply(sick, rows=rows, by=helena)
    Message.objects.filter(rule__event=act).update(state="sent")
    rearranging.undo(sick, by=helena)
    assert waiting(hers) == sorted(["before", again])


# Nobody is hurried ------------------------------------------------------------------


def test_a_bride_of_tomorrow_is_not_called_in_today(
    booked: Booked, boutique: Boutique, tuesday: date, at: At, sick: Rearrangement
) -> None:
    """Jo has time today, and from the day after tomorrow on."""
    hers = booked("10:00")
    busy = {"resource": boutique.jo, "kind": "block"}
    Claim.objects.create(**busy, starts_at=at("00:00"), ends_at=at("00:00", days=1))
    sick.last_on = tuesday + timedelta(days=1)
    with time_machine.travel(at("08:00", days=-3)):  # three days ahead earlier is no hardship
        (early,) = planning.propose(sick)
        assert early.appointment == hers
        assert early.starts_at == at("10:00", days=1)
        ClosedDay.objects.create(closed_on=tuesday + timedelta(days=1))
    WorkingHours.objects.create(
        stylist=boutique.jo, location=boutique.berlin, weekday=0, starts=time(10), ends=time(19)
    )
    OpeningHours.objects.create(
        location=boutique.berlin, weekday=0, opens=time(10), closes=time(19)
    )
    with time_machine.travel(at("08:00", days=-3)):
        assert planning.propose(sick)[0].starts_at == at("10:00", days=-1)
    with time_machine.travel(at("12:00", days=-1)):
        assert planning.propose(sick)[0].starts_at >= at("10:00", days=2)


def test_who_can_only_come_earlier_without_notice_is_called(
    booked: Booked, boutique: Boutique, at: At, sick: Rearrangement
) -> None:
    booked("16:00")
    busy = {"resource": boutique.jo, "kind": "block"}
    Claim.objects.create(**busy, starts_at=at("13:00"), ends_at=at("00:00", days=100))
    Claim.objects.create(
        resource=boutique.mira,
        kind="block",
        starts_at=at("00:00", days=1),
        ends_at=at("00:00", days=100),
    )
    with time_machine.travel(at("07:00")):
        (row,) = planning.propose(sick)
    assert (row.decided, row.starts_at) == ("call", None)
