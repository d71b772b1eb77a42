"""Two people save one appointment: both versions are shown, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Appointment, TryOn
from core.services import appointments
from tests.cast import At, Boutique, sign_in

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


def test_who_is_here_is_given_more_time_on_the_page(
    boutique: Boutique, booked: Booked, desk: Client, at: At
) -> None:
    appointment = booked("10:00", status="in-progress")
    given = opened(desk, appointment)
    assert given["minutes"] == 90
    booked("12:15", customer=boutique.bea)
    refused = desk.post(page(appointment), given | {"minutes": 150})
    assert "Mira is needed for Bea Sommer from 12:15." in refused.content.decode()
    appointment.refresh_from_db()
    assert appointment.ends_at == at("11:30")
    assert desk.post(page(appointment), given | {"minutes": 120}).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.ends_at, appointment.version) == (at("12:00"), 2)


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
    on_the_day: None, boutique: Boutique, booked: Booked, desk: Client
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


# How she liked the gowns ------------------------------------------------------------------


@pytest.fixture
def here(boutique: Boutique, booked: Booked) -> Appointment:
    """She is in the shop, and the Aurora hangs ready."""
    appointment = booked("10:00", samples=[boutique.sample], status="arrived")
    now = timezone.now()
    appointment.starts_at, appointment.ends_at = now, now + timedelta(minutes=90)
    appointment.save()
    return appointment


def rows(answer: Any) -> dict[str, Any]:
    """What a browser would send back of the gowns."""
    (formset,) = [
        found.formset
        for found in answer.context["inline_admin_formsets"]
        if found.formset.model is TryOn
    ]
    given = {"try_ons-TOTAL_FORMS": len(formset.forms), "try_ons-INITIAL_FORMS": len(formset.forms)}
    for form in formset.forms:
        for name in form.fields:
            for key in (form.add_prefix(name), form[name].html_initial_name):
                value = form.data.get(key) if form.is_bound else form[name].value()
                given[key] = "" if value in {None, False} else value
    return given


def test_a_gown_is_rated_on_the_page(here: Appointment, desk: Client) -> None:
    answer = desk.get(page(here))
    given = opened(desk, here) | rows(answer)
    given |= {"try_ons-0-rating": "5", "try_ons-0-said_yes": "on", "try_ons-0-note": "Tears"}
    assert desk.post(page(here), given).status_code == 302
    tried = here.try_ons.get()
    assert (tried.rating, tried.said_yes, tried.note) == (5, True, "Tears")
    assert tried.history.first().history_user.username == "tom"


def test_the_second_who_rates_it_on_the_page_sees_the_first_and_decides(
    here: Appointment, desk: Client, helena: User
) -> None:
    given = opened(desk, here) | rows(desk.get(page(here))) | {"try_ons-0-rating": "2"}
    appointments.record_try_on(here.try_ons.get(), rating=5, note="Tears", by=helena)
    answer = desk.post(page(here), given)
    said = answer.content.decode()
    assert "Two people, one appointment" in said
    assert "★★★★★ · Tears" in said
    assert here.try_ons.get().rating == 5
    again = sent_again(answer) | rows(answer)
    assert again["try_ons-0-rating"] == "2"
    assert desk.post(page(here), again).status_code == 302
    assert here.try_ons.get().rating == 2


def test_whom_nobody_has_seen_yet_nobody_rates_on_the_page(
    boutique: Boutique, booked: Booked, desk: Client
) -> None:
    appointment = booked("10:00", samples=[boutique.sample])
    assert "try_ons-0-rating" not in desk.get(page(appointment)).content.decode()
    given = opened(desk, appointment) | {
        "try_ons-TOTAL_FORMS": 1,
        "try_ons-INITIAL_FORMS": 1,
        "try_ons-0-id": appointment.try_ons.get().pk,
        "try_ons-0-rating": "5",
    }
    desk.post(page(appointment), given)
    assert appointment.try_ons.get().rating is None
