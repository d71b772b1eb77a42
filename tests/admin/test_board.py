"""The board: what it shows, who may move, and what a refusal says."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import (
    Appointment,
    AppointmentGroup,
    Claim,
    ClosedDay,
    Customer,
    Location,
    OpeningHours,
)
from tests.cast import At, Boutique, sign_in

Status = Appointment.Status
Booked = Callable[..., Appointment]
Events = Callable[..., dict[str, Any]]
EVENTS = "admin:core_appointment_board_events"
QUERIES_OF_A_BOARD = 10
"""The clock of the house, session, user, two for permissions, the location; the board's own four."""


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


@pytest.fixture
def events(desk: Client, tuesday: date) -> Events:
    """What the board of one day shows, Berlin's Tuesday unless told otherwise."""

    def read(location: str = "berlin", days: int = 0, **more: Any) -> dict[str, Any]:
        day = tuesday + timedelta(days=days)
        query = {"location": location, "from": day, "to": day} | more
        answer = desk.get(reverse(EVENTS), query)
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return read


def act(client: Client, name: str, appointment: Appointment, **body: Any) -> Any:
    return client.post(
        reverse(f"admin:core_appointment_board_{name}", args=[appointment.pk]),
        json.dumps({"version": appointment.version} | body),
        content_type="application/json",
    )


# What it shows ----------------------------------------------------------------


def test_an_appointment_stands_at_its_wall_clock_with_stylist_and_room(
    boutique: Boutique, booked: Booked, events: Events, tuesday: date
) -> None:
    appointment = booked("10:30")
    (shown,) = events()["events"]
    assert shown["start"] == f"{tuesday}T10:30:00"
    assert shown["end"] == f"{tuesday}T12:00:00"
    assert (shown["title"], shown["type"]) == ("Anna Winter", "Bridal consultation")
    assert (shown["stylist"], shown["room"]) == (boutique.mira.pk, boutique.salon.pk)
    assert (shown["version"], shown["editable"]) == (appointment.version, True)


def test_each_location_shows_its_own_appointments_by_its_own_clock(
    boutique: Boutique, booked: Booked, events: Events, tuesday: date
) -> None:
    lisbon = {"location": boutique.lisbon, "stylist": boutique.ines, "room": boutique.terrace}
    booked("10:00")
    booked("10:00", **lisbon)
    berlin, lisbon = events(), events("lisbon")
    assert [event["start"] for event in berlin["events"]] == [f"{tuesday}T10:00:00"]
    assert [event["start"] for event in lisbon["events"]] == [f"{tuesday}T10:00:00"]
    assert [row["title"] for row in berlin["stylists"]] == ["Jo", "Mira"]
    assert [row["title"] for row in lisbon["stylists"]] == ["Inês"]
    assert berlin["offset"] != lisbon["offset"]


def test_the_cancelled_are_hidden_until_asked_for(
    boutique: Boutique, booked: Booked, events: Events, at: Any
) -> None:
    booked("10:00", status=Status.CANCELLED, cancelled_at=at("09:00"))
    kept = booked("10:00")
    assert [event["id"] for event in events()["events"]] == [kept.pk]
    assert len(events(status="all")["events"]) == 2
    assert [event["status"] for event in events(status="cancelled")["events"]] == ["cancelled"]


def test_the_board_narrows_to_a_stylist_a_type_and_a_status(
    boutique: Boutique, booked: Booked, events: Events
) -> None:
    hers = booked("10:00")
    other = booked(
        "12:00",
        stylist=boutique.jo,
        room=boutique.alcove,
        type=boutique.accessories,
        status=Status.ARRIVED,
    )
    assert [event["id"] for event in events(stylist=boutique.mira.pk)["events"]] == [hers.pk]
    assert [event["id"] for event in events(type=boutique.accessories.pk)["events"]] == [other.pk]
    assert [event["id"] for event in events(status="arrived")["events"]] == [other.pk]


def test_a_block_and_a_hold_are_shown_once_for_all_they_occupy(
    boutique: Boutique, events: Events, at: Any
) -> None:
    both = [boutique.mira, boutique.jo]
    for stylist in both:
        Claim.objects.create(
            resource=stylist,
            kind=Claim.Kind.BLOCK,
            starts_at=at("13:00"),
            ends_at=at("14:00"),
            note="Trunk show",
        )
    Claim.objects.create(
        resource=boutique.salon,
        kind=Claim.Kind.HOLD,
        starts_at=at("15:00"),
        ends_at=at("16:00"),
        expires_at=at("12:00"),
    )
    block, hold = events()["claims"]
    assert (block["title"], block["who"]) == ("Trunk show", "Jo, Mira")
    assert sorted(block["resources"]) == sorted(row.pk for row in both)
    assert hold["title"] == "Held for a visitor until 12:00"


def test_what_a_filter_hides_still_takes_its_time(
    boutique: Boutique, booked: Booked, events: Events
) -> None:
    booked("10:00", samples=[boutique.sample])
    shown = events(type=str(boutique.accessories.pk))
    assert shown["events"] == []
    assert {row["resource"] for row in shown["taken"]} == {boutique.mira.pk, boutique.salon.pk}
    assert {row["start"][11:16] + "-" + row["end"][11:16] for row in shown["taken"]} == {
        "10:00-11:45"  # a quarter of an hour to tidy up
    }


def test_closed_time_and_time_off_are_shaded(
    boutique: Boutique, events: Events, tuesday: date
) -> None:
    boutique.jo.working_hours.filter(weekday=1).update(starts="12:00")
    shades = events()["shades"]
    assert [(s["start"], s["end"]) for s in shades if s["resource"] is None] == [
        (f"{tuesday}T00:00:00", f"{tuesday}T10:00:00"),
        (f"{tuesday}T19:00:00", f"{tuesday + timedelta(days=1)}T00:00:00"),
    ]
    assert [s for s in shades if s["resource"]] == [
        {
            "start": f"{tuesday}T10:00:00",
            "end": f"{tuesday}T12:00:00",
            "resource": boutique.jo.pk,
        }
    ]


def test_a_closed_day_is_shaded_from_midnight_to_midnight(
    boutique: Boutique, events: Events, tuesday: date
) -> None:
    ClosedDay.objects.create(closed_on=tuesday, reason="Inventory")
    (shade,) = events()["shades"]
    assert (shade["start"], shade["end"]) == (
        f"{tuesday}T00:00:00",
        f"{tuesday + timedelta(days=1)}T00:00:00",
    )


def test_the_frame_reaches_past_midnight_when_the_shop_does(
    boutique: Boutique, events: Events
) -> None:
    assert (events()["opens"], events()["closes"]) == ("09:00", "20:00")
    OpeningHours.objects.create(location=boutique.berlin, weekday=4, opens="20:00", closes="01:30")
    assert events()["closes"] == "27:00"


def test_a_stylist_who_left_keeps_her_column_while_she_has_appointments(
    boutique: Boutique, booked: Booked, events: Events
) -> None:
    booked("10:00")
    boutique.mira.is_active = False
    boutique.mira.save()
    assert "Mira" in [row["title"] for row in events()["stylists"]]
    assert "Mira" not in [row["title"] for row in events(days=1)["stylists"]]


def test_thirty_appointments_cost_no_more_queries_than_one(
    boutique: Boutique, booked: Booked, desk: Client, tuesday: date
) -> None:
    query = {"location": "berlin", "from": tuesday, "to": tuesday + timedelta(days=40)}

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            shown = desk.get(reverse(EVENTS), query).json()["events"]
        return len(shown), len(captured)

    booked("10:00", samples=[boutique.sample])
    assert count() == (1, QUERIES_OF_A_BOARD)
    for days in range(1, 30):
        customer = Customer.objects.create(name=f"Bride {days}")
        booked("10:00", days=days, customer=customer)
    assert count() == (30, QUERIES_OF_A_BOARD)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "soon"}, "Give the days like 2026-05-12."),
        ({"to": "2026-05-01"}, "Choose at most 62 days."),
        ({"to": "2026-12-01"}, "Choose at most 62 days."),
        ({"from": "0001-01-01"}, "Choose a day between 2000 and 2100."),
        ({"location": "atlantis"}, "This location is not there any more. Reload the board."),
        ({"stylist": "²"}, "This filter is not known."),
        ({"status": "asleep"}, "This status is not known."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    boutique: Boutique, desk: Client, query: dict[str, str], said: str
) -> None:
    usual = {"location": "berlin", "from": "2026-05-12", "to": "2026-05-12"}
    answer = desk.get(reverse(EVENTS), usual | query)
    assert (answer.status_code, answer.json()["message"]) == (400, said)


def test_the_page_opens_at_the_stylists_own_location(
    boutique: Boutique, client: Client, mira_login: User
) -> None:
    boutique.mira.location = boutique.lisbon
    boutique.mira.save()
    client.force_login(mira_login)
    assert (
        client.get(reverse("admin:core_appointment_board")).context["settings"]["location"]
        == "lisbon"
    )


def test_without_a_location_the_board_says_what_to_do(desk: Client) -> None:
    Location.objects.all().delete()
    page = desk.get(reverse("admin:core_appointment_board")).content.decode()
    assert "The board needs a location" in page


# The panel --------------------------------------------------------------------


def test_the_panel_tells_the_story_of_the_appointment(
    boutique: Boutique, booked: Booked, desk: Client, at: At, tom: User
) -> None:
    appointment = booked("10:00", samples=[boutique.sample], notes="<b>Bring the veil</b>")
    url = reverse("admin:core_appointment_board_panel", args=[appointment.pk])
    panel = desk.get(url).content.decode()
    assert "data-to=" not in panel
    for fact in ("Anna Winter", "+49 30 5550101", "Aurora, ivory, 38", "Mira", "Salon", "days"):
        assert fact in panel
    assert "&lt;b&gt;Bring the veil" in panel
    with time_machine.travel(at("09:00")):
        desk.force_login(tom)  # the old session has run out by then
        steps = desk.get(url).content.decode()
    assert 'data-to="arrived"' in steps
    assert 'data-to="no-show"' not in steps


def test_phone_and_wedding_are_for_those_who_may_see_brides(
    boutique: Boutique, booked: Booked, looking: Client
) -> None:
    appointment = booked("10:00")
    panel = looking.get(
        reverse("admin:core_appointment_board_panel", args=[appointment.pk])
    ).content.decode()
    assert "Anna Winter" in panel
    assert "5550101" not in panel
    assert "Wedding" not in panel
    assert "data-to" not in panel
    assert "Move…" not in panel


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
    fittings: list[Appointment], desk: Client, events: Events, at: At, tuesday: date
) -> None:
    first, _second, _third = fittings
    assert events()["events"][0]["linked"] == 3
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
    booked: Booked, boutique: Boutique, desk: Client, events: Events, at: At, tuesday: date
) -> None:
    anna = booked("10:00", status=Status.ARRIVED)
    (shown,) = events()["events"]
    assert (shown["editable"], shown["resizable"]) == (False, True)
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
    day = {"location": "berlin", "from": tuesday, "to": tuesday}
    (shown,) = looking.get(reverse(EVENTS), day).json()["events"]
    assert shown["editable"] is False
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


def test_the_board_is_closed_to_strangers_and_to_staff_without_the_permission(
    booked: Booked, client: Client, tuesday: date
) -> None:
    pages = [
        reverse("admin:core_appointment_board"),
        reverse(EVENTS),
        reverse("admin:core_appointment_board_panel", args=[booked().pk]),
    ]
    assert [client.get(page).status_code for page in pages] == [302, 302, 302]
    client.force_login(sign_in("paul"))
    assert [client.get(page).status_code for page in pages] == [403, 403, 403]


def test_what_is_gone_is_said_to_be_gone(desk: Client) -> None:
    answer = desk.get(reverse("admin:core_appointment_board_panel", args=[1]))
    assert answer.status_code == 404
    assert answer.json()["message"] == "This appointment is not there any more."
