"""Overbooked on purpose, and then the stylist is sick: undoing puts everything back as it was."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from core.errors import SlotTaken
from core.models import Appointment, Claim, Customer, Rearrangement, Sample, TryOn
from core.queries import rearranging as planning
from core.services import appointments, rearranging
from tests.cast import At, Boutique, Wish, sign_in

Booked = Callable[..., Appointment]


@pytest.fixture
def sick(boutique: Boutique, tuesday: date) -> Rearrangement:
    return Rearrangement(stylist=boutique.mira, first_on=tuesday, last_on=tuesday, reason="Sick")


@pytest.fixture
def squeezed(boutique: Boutique, wish: Wish, helena: User) -> Appointment:
    """Bea at half past ten with Mira in the salon, where Anna is since ten; and a gown of her own."""
    who = {"stylist": boutique.mira, "room": boutique.salon}
    appointments.book(wish("10:00", **who), by=helena)
    return appointments.book(
        wish("10:30", customer=boutique.bea, **who),
        by=helena,
        products=[boutique.aurora],
        overbook_reason="Flight at noon",
    )


def standing() -> list[tuple[Any, ...]]:
    """Everything a stylist could see of the diary, but for versions."""
    fields = ("status", "starts_at", "ends_at", "stylist", "room", "overbooked_reason")
    marks = ("appointment", "resource", "starts_at", "ends_at", "is_overbooked", "is_live", "kind")
    return [
        *Appointment.objects.order_by("pk").values_list("pk", *fields),
        *Claim.objects.order_by("resource", "starts_at", "appointment").values_list(*marks),
        *TryOn.objects.order_by("pk").values_list("appointment", "product", "sample"),
    ]


def there_and_back(change: Rearrangement, by: User, **act: str) -> rearranging.Undone:
    rows = planning.propose(change)
    for row in rows:
        for name, value in act.items():
            setattr(row, name, value)
    rearranging.apply(change, rows=rows, by=by)
    return rearranging.undo(change, by=by)


def test_who_was_overbooked_is_overbooked_again_with_her_reason(
    squeezed: Appointment, sick: Rearrangement, helena: User
) -> None:
    before = standing()
    rearranging.apply(sick, rows=planning.propose(sick), by=helena)
    squeezed.refresh_from_db()
    assert squeezed.overbooked_reason == ""
    assert not Claim.objects.filter(is_overbooked=True).exists()
    undone = rearranging.undo(sick, by=helena)
    assert (len(undone.back), undone.not_back) == (2, [])
    assert standing() == before


def test_whoever_undoes_it_need_not_overbook_herself(
    squeezed: Appointment, sick: Rearrangement
) -> None:
    """The one who squeezed her in had the permission; undoing decides nothing new."""
    desk = sign_in(
        "desk",
        *(f"{verb}_rearrangement" for verb in ("add", "change")),
        *("add_claim", "delete_claim", "change_appointment"),
    )
    before = standing()
    assert there_and_back(sick, desk).not_back == []
    assert standing() == before


def test_a_cancelled_one_is_squeezed_in_again_too(
    squeezed: Appointment, sick: Rearrangement, helena: User
) -> None:
    before = standing()
    undone = there_and_back(sick, helena, act="cancelled", reason="Sick")
    assert undone.not_back == []
    assert standing() == before


def test_three_over_one_hour_with_two_samples_come_back_each_to_her_own(
    squeezed: Appointment, sick: Rearrangement, boutique: Boutique, wish: Wish, helena: User
) -> None:
    second = Sample.objects.create(
        name="Aurora, ivory, 40",
        variant=boutique.aurora.variants.get(size="40"),
        location=boutique.berlin,
        barcode="S-0002",
    )
    third = appointments.book(
        wish("11:00", stylist=boutique.mira, room=boutique.alcove),
        by=helena,
        products=[boutique.aurora],
        overbook_reason="Her mother is in town",
    )
    assert third.try_ons.get().sample == second
    before = standing()
    assert there_and_back(sick, helena).not_back == []
    assert standing() == before


def test_who_was_below_an_overbooking_goes_back_beside_it(
    boutique: Boutique, wish: Wish, sick: Rearrangement, helena: User
) -> None:
    """Jo was squeezed into Mira's room; she is not sick and stays."""
    appointments.book(wish("10:00", stylist=boutique.mira, room=boutique.salon), by=helena)
    appointments.book(
        wish("10:30", customer=boutique.bea, stylist=boutique.jo, room=boutique.salon),
        by=helena,
        overbook_reason="Flight at noon",
    )
    before = standing()
    assert there_and_back(sick, helena).not_back == []
    assert standing() == before


def test_what_was_not_overbooked_then_is_not_overbooked_now(
    squeezed: Appointment,
    sick: Rearrangement,
    boutique: Boutique,
    booked: Booked,
    helena: User,
    at: At,
) -> None:
    """Bea's gown is promised to somebody meanwhile: she stays where she is, and hears why."""
    rows = planning.propose(sick)
    rearranging.apply(sick, rows=rows, by=helena)
    clara = booked(
        "10:30",
        customer=Customer.objects.create(name="Clara"),
        stylist=boutique.ines,
        room=boutique.terrace,
    )
    had = [(c.resource_id, c.starts_at) for c in squeezed.claims.order_by("resource_id")]
    clash = Claim.objects.create(
        resource_id=boutique.sample.pk,
        kind="block",
        starts_at=at("10:30"),
        ends_at=at("11:00"),
        note="Cleaning",
    )
    assert clara.pk
    undone = rearranging.undo(sick, by=helena)
    assert [(a.pk, "promised" in why) for a, why in undone.not_back] == [(squeezed.pk, True)]
    squeezed.refresh_from_db()
    assert [(c.resource_id, c.starts_at) for c in squeezed.claims.order_by("resource_id")] == had
    assert squeezed.overbooked_reason == ""
    assert clash in Claim.objects.all()


def test_two_who_took_each_others_places_come_back(
    boutique: Boutique, booked: Booked, sick: Rearrangement, helena: User, at: At
) -> None:
    anna = booked("10:00", room=boutique.alcove)
    bea = booked("14:00", customer=boutique.bea, room=boutique.alcove)
    before = standing()
    rows = planning.propose(sick)
    for row, other in zip(rows, ("14:00", "10:00"), strict=True):
        row.starts_at, row.stylist_id, row.room_id = at(other), boutique.jo.pk, boutique.alcove.pk
    rearranging.apply(sick, rows=rows, by=helena)
    anna.refresh_from_db()
    assert (anna.starts_at, anna.room_id) == (at("14:00"), bea.room_id)
    assert rearranging.undo(sick, by=helena).not_back == []
    assert standing() == before


def test_moving_to_a_free_time_is_no_overbooking_any_more(
    squeezed: Appointment, helena: User, tom: User, at: At
) -> None:
    with pytest.raises(SlotTaken):
        appointments.reschedule(squeezed, starts_at=at("10:45"), by=helena)
    squeezed.refresh_from_db()
    assert squeezed.overbooked_reason == "Flight at noon"
    moved = appointments.reschedule(squeezed, starts_at=at("14:00"), by=tom)
    assert moved.overbooked_reason == ""
    assert not moved.claims.filter(is_overbooked=True).exists()
    assert moved.ends_at - moved.starts_at == timedelta(minutes=90)
