"""The board: what it shows, and to whom."""

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


# Who may look -----------------------------------------------------------------


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
