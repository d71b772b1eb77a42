"""The same bride is not expected in two places at the same time."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User

from core.errors import BookedAlready, NotAllowed
from core.models import Appointment, AppointmentGroup, Claim, Customer, Rearrangement
from core.queries import rearranging as planning
from core.services import appointments, customers, groups, rearranging
from tests.cast import At, Boutique, Wish


@pytest.fixture
def hers(boutique: Boutique, wish: Wish) -> Appointment:
    """Anna with Mira in the salon from ten to half past eleven."""
    return appointments.book(wish("10:00", stylist=boutique.mira, room=boutique.salon))


def test_a_bride_who_books_again_at_that_time_is_told_so(
    hers: Appointment, boutique: Boutique, wish: Wish
) -> None:
    again = Customer(name="anna  winter", email="ANNA@example.org")
    with pytest.raises(BookedAlready, match="You have an appointment with us at that time") as told:
        appointments.book(wish("11:00", customer=again, type=boutique.accessories))
    assert told.value.code == "booked-already"
    assert "Mira" not in told.value.message
    assert Appointment.objects.get() == hers
    assert Claim.objects.filter(is_live=True).count() == 2


def test_staff_hear_when_and_with_whom(
    hers: Appointment, boutique: Boutique, wish: Wish, tom: User
) -> None:
    with pytest.raises(
        BookedAlready, match=r"Anna Winter is booked then already: .* 10:00 with Mira"
    ):
        appointments.book(wish("10:00", stylist=boutique.jo), by=tom)
    assert Appointment.objects.count() == 1


def test_right_after_it_and_after_a_cancellation_she_can(
    hers: Appointment, boutique: Boutique, wish: Wish
) -> None:
    assert appointments.book(wish("11:30", type=boutique.accessories)).pk
    appointments.cancel(hers)
    assert appointments.book(wish("10:00")).pk


def test_an_appointment_does_not_grow_into_her_next_one(
    hers: Appointment, boutique: Boutique, wish: Wish, tom: User
) -> None:
    appointments.book(wish("12:00", type=boutique.accessories, stylist=boutique.jo), by=tom)
    with pytest.raises(BookedAlready, match=r"Anna Winter is booked then already: .* 12:00 with"):
        appointments.amend(hers, length=timedelta(minutes=150), by=tom)
    hers.refresh_from_db()
    assert hers.ends_at - hers.starts_at == timedelta(minutes=90)
    appointments.amend(hers, length=timedelta(minutes=120), by=tom)
    hers.refresh_from_db()
    assert hers.ends_at - hers.starts_at == timedelta(minutes=120)


def test_who_may_overbook_can_have_her_twice_with_a_reason(
    hers: Appointment, boutique: Boutique, wish: Wish, tom: User, helena: User
) -> None:
    twice = {"stylist": boutique.jo, "room": boutique.alcove}
    reason = {"overbook_reason": "Her mother looks at veils meanwhile"}
    with pytest.raises(NotAllowed):
        appointments.book(wish("10:00", **twice), by=tom, **reason)
    made = appointments.book(wish("10:00", **twice), by=helena, **reason)
    assert made.overbooked_reason
    assert not made.claims.filter(is_overbooked=True).exists()


def test_she_is_not_moved_onto_herself(
    hers: Appointment, boutique: Boutique, wish: Wish, helena: User, at: At
) -> None:
    later = appointments.book(wish("14:00", stylist=boutique.jo))
    for by in (None, helena):
        with pytest.raises(BookedAlready):
            appointments.reschedule(later, starts_at=at("10:30"), by=by)
    later.refresh_from_db()
    assert (later.starts_at, later.version) == (at("14:00"), 1)
    room = {"room": boutique.alcove, "stylist": boutique.jo}
    moved = appointments.reschedule(
        later, starts_at=at("10:30"), by=helena, overbook_reason="Both at once", **room
    )
    assert moved.starts_at == at("10:30")


def test_an_appointment_can_be_moved_over_its_own_time(
    hers: Appointment, helena: User, at: At
) -> None:
    assert appointments.reschedule(hers, starts_at=at("10:30"), by=helena).starts_at == at("10:30")


def test_a_party_under_one_name_comes_at_one_time_and_fittings_do_not(
    boutique: Boutique, wish: Wish, helena: User
) -> None:
    with pytest.raises(BookedAlready):
        groups.book_group(
            AppointmentGroup(kind="fittings"), [wish("10:00"), wish("10:00")], by=helena
        )
    assert not Appointment.objects.exists()
    party = groups.book_group(AppointmentGroup(kind="party"), [wish("10:00"), wish("10:00")])
    assert party.appointments.count() == 2


def test_fittings_move_into_each_others_times(
    boutique: Boutique, wish: Wish, helena: User, at: At
) -> None:
    group = groups.book_group(
        AppointmentGroup(kind="fittings"), [wish("10:00"), wish("11:45")], by=helena
    )
    groups.move_group(group, offset=timedelta(minutes=105), by=helena)
    starts = group.appointments.order_by("starts_at").values_list("starts_at", flat=True)
    assert list(starts) == [at("11:45"), at("13:30")]
    first, second = group.appointments.order_by("starts_at")
    with pytest.raises(BookedAlready, match="Anna Winter"):
        groups.move_group(group, times={first.pk: at("13:00")}, by=helena)
    second.refresh_from_db()
    assert second.starts_at == at("13:30")


def test_a_plan_for_a_sick_day_knows_where_else_she_is_expected(
    hers: Appointment, boutique: Boutique, wish: Wish, helena: User, at: At
) -> None:
    away = {"resource": boutique.jo, "kind": "block"}
    Claim.objects.create(**away, starts_at=at("09:00"), ends_at=at("11:30"))
    appointments.book(wish("11:45", type=boutique.accessories, stylist=boutique.mira), by=helena)
    day = hers.local_start.date()
    sick = Rearrangement(stylist=boutique.mira, first_on=day, last_on=day)
    first, second = planning.propose(sick)
    assert second.starts_at == at("11:45") or second.starts_at >= at("13:00")
    assert first.starts_at >= at("12:30")
    rearranging.apply(sick, rows=[first, second], by=helena)
    a, b = boutique.anna.appointments.order_by("starts_at")
    assert a.ends_at <= b.starts_at


def test_undo_does_not_bring_her_back_onto_what_she_has_booked_since(
    hers: Appointment, boutique: Boutique, wish: Wish, helena: User
) -> None:
    day = hers.local_start.date()
    sick = Rearrangement(stylist=boutique.mira, first_on=day, last_on=day)
    (row,) = planning.propose(sick)
    row.act = "cancelled"
    rearranging.apply(sick, rows=[row], by=helena)
    anew = appointments.book(wish("10:30", stylist=boutique.jo), by=helena)
    undone = rearranging.undo(sick, by=helena)
    ((_, why),) = undone.not_back
    assert "booked then already" in why
    assert boutique.anna.appointments.get(status="confirmed") == anew


def test_a_bride_who_was_merged_away_is_refused_in_words(
    boutique: Boutique, wish: Wish, helena: User
) -> None:
    wanted = wish("10:00", customer=Customer.objects.create(name="Gone"))
    Customer.objects.filter(name="Gone").delete()
    with pytest.raises(customers.NotPossible, match="no longer there"):
        appointments.book(wanted, by=helena)
