"""Acts on the board: who may move what, and what a refusal says."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from core.models import (
    Appointment,
    AppointmentGroup,
)
from tests.cast import At, Boutique, sign_in

Status = Appointment.Status
Booked = Callable[..., Appointment]
EVENTS = "admin:core_appointment_board_events"


@pytest.fixture
def desk(client: Client, tom: User) -> Client:
    """Tom's browser at the front desk."""
    client.force_login(tom)
    return client


@pytest.fixture
def looking(client: Client, db: None) -> Client:
    """The browser of somebody who may look and nothing else."""
    client.force_login(sign_in("lea", "view_appointment"))
    return client


def shown(client: Client, day: date) -> list[dict[str, Any]]:
    """The cards of one day in Berlin."""
    query = {"location": "berlin", "from": day, "to": day}
    cards: list[dict[str, Any]] = client.get(reverse(EVENTS), query).json()["events"]
    return cards


def act(client: Client, name: str, appointment: Appointment, **body: Any) -> Any:
    return client.post(
        reverse(f"admin:core_appointment_board_{name}", args=[appointment.pk]),
        json.dumps({"version": appointment.version} | body),
        content_type="application/json",
    )


# Moving -----------------------------------------------------------------------


def test_a_move_gives_it_another_time_stylist_and_room(
    boutique: Boutique, booked: Booked, desk: Client, tuesday: date, at: Any
) -> None:
    appointment = booked("10:00")
    answer = act(
        desk,
        "move",
        appointment,
        starts_at=f"{tuesday}T14:00:00",
        stylist=boutique.jo.pk,
        room=boutique.alcove.pk,
    )
    assert answer.status_code == 200, answer.content
    appointment.refresh_from_db()
    assert appointment.starts_at == at("14:00")
    assert (appointment.stylist, appointment.room) == (boutique.jo, boutique.alcove)
    assert set(appointment.claims.values_list("resource_id", flat=True)) == {
        boutique.jo.pk,
        boutique.alcove.pk,
    }
    assert answer.json()["event"]["version"] == appointment.version == 2
    assert answer.json()["message"].endswith("at 14:00, with Jo in Alcove.")


def test_a_move_onto_somebody_else_is_refused_with_times_that_can_be_taken(
    boutique: Boutique, booked: Booked, desk: Client, tuesday: date
) -> None:
    booked("14:00", customer=boutique.bea)
    appointment = booked("10:00")
    refused = act(desk, "move", appointment, starts_at=f"{tuesday}T14:00:00")
    assert (refused.status_code, refused.json()["code"]) == (409, "slot-taken")
    assert "Mira is taken" in refused.json()["message"]
    appointment.refresh_from_db()
    assert appointment.local_start.hour == 10
    other = refused.json()["alternatives"][0]
    assert act(desk, "move", appointment, starts_at=other).status_code == 200
    appointment.refresh_from_db()
    assert appointment.local_start.replace(tzinfo=None).isoformat() == other


def test_a_move_of_what_somebody_else_has_changed_is_refused(
    boutique: Boutique, booked: Booked, desk: Client, tuesday: date, at: Any
) -> None:
    appointment = booked("10:00")
    Appointment.objects.filter(pk=appointment.pk).update(version=2)
    refused = act(desk, "move", appointment, starts_at=f"{tuesday}T14:00:00")
    assert (refused.status_code, refused.json()["code"]) == (409, "stale-version")
    appointment.refresh_from_db()
    assert appointment.starts_at == at("10:00")


def test_a_time_that_the_spring_night_skips_is_refused(
    boutique: Boutique, booked: Booked, desk: Client, at: Any
) -> None:
    appointment = booked("10:00")
    refused = act(desk, "move", appointment, starts_at="2027-03-28T02:30:00")
    assert refused.status_code == 400
    assert "the clocks in Berlin jump ahead" in refused.json()["message"]
    appointment.refresh_from_db()
    assert appointment.starts_at == at("10:00")


@pytest.mark.parametrize(
    "body",
    [
        {"starts_at": "2026-05-12"},
        {"starts_at": "2026-05-12T10:00:00Z"},
        {"starts_at": "0001-01-01T00:00:00"},
        {"starts_at": 12},
        {"starts_at": None},
        {"version": "1"},
        {"version": True},
        {"stylist": "Mira"},
        {"stylist": True},
        {"stylist": 10**30},
        {"room": -(10**30)},
        {"room": 999_999},
    ],
)
def test_a_move_that_cannot_be_read_changes_nothing(
    boutique: Boutique, booked: Booked, desk: Client, tuesday: date, body: dict[str, Any]
) -> None:
    appointment = booked("10:00")
    refused = act(desk, "move", appointment, **{"starts_at": f"{tuesday}T14:00:00"} | body)
    assert refused.status_code == 400
    assert refused.json()["message"].endswith(".")
    appointment.refresh_from_db()
    assert appointment.version == 1


@pytest.mark.parametrize("raw", ["", "[]", "{", "[" * 50_000, b"\xff"])
def test_a_body_that_is_no_json_is_refused(booked: Booked, desk: Client, raw: str | bytes) -> None:
    url = reverse("admin:core_appointment_board_move", args=[booked().pk])
    assert desk.post(url, raw, content_type="application/json").status_code == 400


# A step further, and the end --------------------------------------------------


def test_the_bride_arrives_and_is_served(on_the_day: None, booked: Booked, desk: Client) -> None:
    appointment = booked()
    for to in (Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED):
        answer = act(desk, "status", appointment, to=to)
        assert answer.status_code == 200, answer.content
        appointment.refresh_from_db()
        assert appointment.status == to
    assert appointment.history.first().history_user.username == "tom"


def test_a_step_of_another_day_is_refused_in_words(booked: Booked, desk: Client) -> None:
    appointment = booked()
    refused = act(desk, "status", appointment, to=Status.ARRIVED)
    assert (refused.status_code, refused.json()["code"]) == (409, "too-early")
    assert "Anna Winter comes on Tuesday" in refused.json()["message"]
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


def test_a_step_that_does_not_follow_is_refused(booked: Booked, desk: Client) -> None:
    appointment = booked(status=Status.NO_SHOW)
    refused = act(desk, "status", appointment, to="in-progress")
    assert (refused.status_code, refused.json()["code"]) == (409, "appointment-closed")
    assert act(desk, "status", appointment, to="married").status_code == 400


def test_cancelling_frees_the_time_and_keeps_the_reason(booked: Booked, desk: Client) -> None:
    appointment = booked()
    assert act(desk, "cancel", appointment, reason=" She is ill ").status_code == 200
    appointment.refresh_from_db()
    assert (appointment.status, appointment.cancel_reason) == (Status.CANCELLED, "She is ill")
    assert not appointment.claims.filter(is_live=True).exists()


def test_a_reason_too_long_is_refused_and_nothing_is_cancelled(
    booked: Booked, desk: Client
) -> None:
    appointment = booked()
    assert act(desk, "cancel", appointment, reason="x" * 251).status_code == 400
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


# Linked appointments ----------------------------------------------------------


@pytest.fixture
def fittings(booked: Booked) -> list[Appointment]:
    """Anna's three fittings, a week apart."""
    group = AppointmentGroup.objects.create(name="Anna's fittings", kind="fittings")
    return [booked("10:00", days=7 * n, group=group) for n in range(3)]


def test_linked_appointments_move_alone_or_all_together(
    fittings: list[Appointment], desk: Client, at: At, tuesday: date
) -> None:
    first, _second, _third = fittings
    assert shown(desk, tuesday)[0]["linked"] == 3
    alone = act(desk, "move", first, starts_at=f"{tuesday}T11:00:00", together=False)
    assert alone.status_code == 200
    first.refresh_from_db()
    all_of_them = act(desk, "move", first, starts_at=f"{tuesday}T12:30:00", together=True)
    assert "2 linked with her moved by as much." in all_of_them.json()["message"]
    now = Appointment.objects.order_by("pk").values_list("starts_at", flat=True)
    assert list(now) == [at("12:30"), at("11:30", days=7), at("11:30", days=14)]


def test_one_of_the_linked_does_not_fit_and_is_named(
    fittings: list[Appointment],
    booked: Booked,
    boutique: Boutique,
    desk: Client,
    tuesday: date,
) -> None:
    booked("14:00", days=14, customer=boutique.bea)
    before = list(Appointment.objects.order_by("pk").values_list("starts_at", "version"))
    refused = act(desk, "move", fittings[0], starts_at=f"{tuesday}T14:00:00", together=True)
    assert (refused.status_code, refused.json()["alternatives"]) == (409, [])
    day = fittings[2].local_start
    said = f"Anna Winter on {day:%A} {day.day} {day:%B} at 10:00: Mira is taken"
    assert refused.json()["message"].startswith(said)
    squeezed = {"starts_at": f"{tuesday}T14:00:00", "overbook_reason": "Please"}
    for body in (squeezed | {"together": True}, squeezed | {"together": "yes"}):
        assert act(desk, "move", fittings[0], **body).status_code == 400
    assert list(Appointment.objects.order_by("pk").values_list("starts_at", "version")) == before


# While she is here ------------------------------------------------------------


def test_who_is_here_is_pulled_longer_and_not_away(
    booked: Booked, boutique: Boutique, desk: Client, at: At, tuesday: date
) -> None:
    anna = booked("10:00", status=Status.ARRIVED)
    (card,) = shown(desk, tuesday)
    assert (card["editable"], card["resizable"]) == (False, True)
    same = {"starts_at": f"{tuesday}T10:00:00"}
    panel = desk.get(reverse("admin:core_appointment_board_panel", args=[anna.pk]))
    assert "Longer or shorter…" in panel.content.decode()
    booked("12:15", customer=boutique.bea)
    refused = act(desk, "move", anna, **same, minutes=150)
    assert (refused.status_code, refused.json()["code"]) == (409, "slot-taken")
    assert "Mira is needed for Bea Sommer from 12:15." in refused.json()["message"]
    moved = act(desk, "move", anna, starts_at=f"{tuesday}T09:45:00", minutes=120)
    assert (moved.status_code, moved.json()["code"]) == (409, "appointment-closed")
    longer = act(desk, "move", anna, **same, minutes=120)
    assert longer.json()["message"] == "Anna Winter stays until 12:00."
    anna.refresh_from_db()
    assert (anna.ends_at, anna.status) == (at("12:00"), Status.ARRIVED)


# Who may ----------------------------------------------------------------------

ACTS = [
    ("move", {"starts_at": "2026-05-12T10:00:00"}),
    ("status", {"to": "arrived"}),
    ("cancel", {"reason": ""}),
]


@pytest.mark.parametrize(("name", "body"), ACTS)
def test_who_may_only_look_can_change_nothing(
    booked: Booked, looking: Client, tuesday: date, name: str, body: dict[str, Any]
) -> None:
    appointment = booked()
    (card,) = shown(looking, tuesday)
    assert card["editable"] is False
    refused = act(looking, name, appointment, **body)
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
    appointment.refresh_from_db()
    assert (appointment.version, appointment.status) == (1, Status.CONFIRMED)


@pytest.mark.parametrize(("name", "body"), ACTS)
def test_looking_at_an_address_changes_nothing(
    booked: Booked, desk: Client, name: str, body: dict[str, Any]
) -> None:
    appointment = booked()
    url = reverse(f"admin:core_appointment_board_{name}", args=[appointment.pk])
    assert desk.get(url, body | {"version": 1}).status_code == 405
    appointment.refresh_from_db()
    assert (appointment.version, appointment.status) == (1, Status.CONFIRMED)


def test_a_change_without_the_forms_secret_is_refused(booked: Booked, tom: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(tom)
    appointment = booked()
    assert act(client, "status", appointment, to="arrived").status_code == 403
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED
