"""Two people save one appointment: both versions are shown, and nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from core.models import Appointment, TryOn
from core.services import appointments
from tests.cast import Boutique, sign_in

Booked = Callable[..., Appointment]
INLINES = {
    f"{prefix}-{form}_FORMS": 0
    for prefix in ("try_ons", "messages")
    for form in ("TOTAL", "INITIAL")
}


@pytest.fixture
def desk(client: Client, tom: User) -> Client:
    client.force_login(tom)
    return client


def page(appointment: Appointment) -> str:
    return reverse("admin:core_appointment_change", args=[appointment.pk])


def opened(client: Client, appointment: Appointment) -> dict[str, Any]:
    """What a browser would send back without a change."""
    form = client.get(page(appointment)).context["adminform"].form
    given: dict[str, Any] = {"version": form["version"].value()}
    for name in form.amended:
        given[name] = given[f"initial-{name}"] = form[name].value()
    return INLINES | given


def sent_again(answer: Any) -> dict[str, Any]:
    form = answer.context["adminform"].form
    given: dict[str, Any] = {"version": form["version"].value(), "clash": form.clashing}
    for name in form.amended:
        given[name] = form[name].value()
        given[f"initial-{name}"] = form.data.getlist(f"initial-{name}")
    return INLINES | given


def test_notes_people_and_gowns_are_amended_on_the_page(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00")
    given = opened(desk, appointment)
    given |= {"notes": "Brings champagne", "party_size": 4, "gowns": [boutique.aurora.pk]}
    assert desk.post(page(appointment), given).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.notes, appointment.party_size) == ("Brings champagne", 4)
    assert appointment.try_ons.get().sample == boutique.sample
    assert appointment.version == 2
    assert appointment.claims.filter(resource=boutique.sample, is_live=True).exists()


def test_saving_without_a_change_writes_nothing(booked: Booked, desk: Client) -> None:
    appointment = booked("10:00")
    assert desk.post(page(appointment), opened(desk, appointment)).status_code == 302
    appointment.refresh_from_db()
    assert appointment.version == 1


def test_who_comes_second_sees_both_versions_and_loses_nothing(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00", notes="Old")
    given = opened(desk, appointment)
    appointments.amend(appointment, notes="Hers: allergic to silk", by=boutique.helena)
    answer = desk.post(page(appointment), given | {"notes": "Mine: needs a lift", "party_size": 3})
    shown = answer.content.decode()
    for told in ("Mine: needs a lift", "Hers: allergic to silk", "Helena", "Nothing is saved yet"):
        assert told in shown
    appointment.refresh_from_db()
    assert (appointment.notes, appointment.party_size) == ("Hers: allergic to silk", 2)

    again = sent_again(answer)
    assert again["party_size"] == "3"
    undecided = desk.post(page(appointment), again)
    assert "Choose whose version stays." in undecided.content.decode()
    assert desk.post(page(appointment), again | {"keep_notes": "mine"}).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.notes, appointment.party_size) == ("Mine: needs a lift", 3)


def test_she_can_let_the_other_version_stay(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00")
    given = opened(desk, appointment)
    appointments.amend(appointment, notes="Theirs", products=[boutique.aurora], by=boutique.helena)
    changed = {"notes": "Mine", "gowns": [boutique.veil.pk], "party_size": 3}
    answer = desk.post(page(appointment), given | changed)
    assert {row.name for row in answer.context["adminform"].form.conflicts()} == {"notes", "gowns"}
    chosen = {"keep_notes": "theirs", "keep_gowns": "theirs"}
    assert desk.post(page(appointment), sent_again(answer) | chosen).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.notes, appointment.party_size) == ("Theirs", 3)
    assert [row.product for row in appointment.try_ons.all()] == [boutique.aurora]


def test_what_she_left_alone_takes_the_newer_version_by_itself(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00", notes="Old")
    given = opened(desk, appointment)
    appointments.amend(appointment, notes="Newer", by=boutique.helena)
    appointments.advance(appointment, to="arrived", by=boutique.helena)
    answer = desk.post(page(appointment), given | {"party_size": 5})
    shown = answer.content.decode()
    assert "Changed meanwhile" in shown
    assert "Arrived" in shown
    assert desk.post(page(appointment), sent_again(answer)).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.notes, appointment.party_size) == ("Newer", 5)


def test_a_third_person_in_between_is_seen_too(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00")
    given = opened(desk, appointment)
    appointments.amend(appointment, notes="Second", by=boutique.helena)
    answer = desk.post(page(appointment), given | {"notes": "First"})
    appointments.amend(appointment, notes="Third", by=boutique.helena)
    answer = desk.post(page(appointment), sent_again(answer) | {"keep_notes": "mine"})
    (conflict,) = answer.context["adminform"].form.conflicts()
    assert (conflict.mine, conflict.theirs, conflict.chosen) == ("First", "Third", "")


def test_a_bigger_party_that_fits_nowhere_is_refused_on_the_form(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00", room=boutique.alcove)
    booked("10:00", stylist=boutique.jo, customer=boutique.bea)
    answer = desk.post(page(appointment), opened(desk, appointment) | {"party_size": 5})
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    appointment.refresh_from_db()
    assert (appointment.party_size, appointment.version) == (2, 1)


def test_after_the_end_only_the_notes_are_open(booked: Booked, desk: Client) -> None:
    appointment = booked("10:00", status="no-show")
    given = opened(desk, appointment)
    assert "party_size" not in given
    assert desk.post(page(appointment), given | {"notes": "Rang later"}).status_code == 302
    appointment.refresh_from_db()
    assert appointment.notes == "Rang later"


def test_six_gowns_tried_on_the_spot_do_not_lock_the_notes(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00")
    for n in range(6):
        boutique.veil.pk, boutique.veil.slug = None, f"veil-{n}"
        boutique.veil.save()
        TryOn.objects.create(appointment=appointment, product=boutique.veil)
    given = opened(desk, appointment) | {"notes": "Tried many"}
    assert desk.post(page(appointment), given).status_code == 302
    appointment.refresh_from_db()
    assert appointment.notes == "Tried many"


def test_who_may_only_look_finds_no_form(booked: Booked, client: Client) -> None:
    appointment = booked("10:00")
    client.force_login(sign_in("lea", "view_appointment", "view_tryon"))
    shown = client.get(page(appointment)).content.decode()
    assert 'name="notes"' not in shown
    assert client.post(page(appointment), INLINES | {"notes": "x", "version": 1}).status_code == 403
