"""The board's addresses for booking, asking and blocking: what they answer, refuse and cost."""

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Appointment, Claim, Customer, Product
from tests.cast import Boutique, sign_in

ADDRESS = "admin:core_appointment_board_{}"


@pytest.fixture
def desk(client: Client, tom: User) -> Client:
    """Tom's browser at the front desk."""
    client.force_login(tom)
    return client


@pytest.fixture
def wanted(boutique: Boutique, tuesday: date) -> dict[str, Any]:
    """What the dialog sends for Bea on Tuesday at ten."""
    return {
        "location": "berlin",
        "type": boutique.consultation.pk,
        "starts_at": f"{tuesday}T10:00:00",
        "party": 2,
        "customer": boutique.bea.pk,
        "gowns": [],
    }


def send(client: Client, name: str, body: Any, *args: Any) -> Any:
    url = reverse(ADDRESS.format(name), args=args)
    return client.post(url, json.dumps(body), content_type="application/json")


def ask(client: Client, name: str, **query: Any) -> Any:
    return client.get(reverse(ADDRESS.format(name)), {"location": "berlin"} | query)


# Booking ----------------------------------------------------------------------


def test_a_booking_claims_stylist_room_and_sample(
    boutique: Boutique, desk: Client, wanted: dict[str, Any], at: Any
) -> None:
    answer = send(desk, "book", wanted | {"gowns": [boutique.aurora.pk], "notes": "Two sisters"})
    assert answer.status_code == 200, answer.content
    made = boutique.bea.appointments.get()
    assert (made.starts_at, made.notes, made.party_size) == (at("10:00"), "Two sisters", 2)
    assert set(made.claims.values_list("resource_id", flat=True)) == {
        made.stylist_id,
        made.room_id,
        boutique.sample.pk,
    }
    assert answer.json()["event"]["id"] == made.pk


def test_a_bride_we_know_is_not_added_twice(
    boutique: Boutique, desk: Client, wanted: dict[str, Any]
) -> None:
    known = {"name": "bea  sommer", "email": "BEA@example.org", "phone": "", "wedding_on": ""}
    assert send(desk, "book", wanted | {"customer": known}).status_code == 200
    assert boutique.bea.appointments.count() == 1
    assert Customer.objects.count() == 2


def test_a_refused_booking_leaves_no_bride_behind_and_offers_times(
    boutique: Boutique, booked: Any, desk: Client, wanted: dict[str, Any], tuesday: date
) -> None:
    booked("10:00")
    body = wanted | {"stylist": boutique.mira.pk, "customer": {"name": "Clara Neu"}}
    refused = send(desk, "book", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "slot-taken")
    assert not Customer.objects.filter(name="Clara Neu").exists()
    other = refused.json()["alternatives"][0]
    assert other.startswith(str(tuesday))
    assert send(desk, "book", body | {"starts_at": other}).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"location": "atlantis"},
        {"location": None},
        {"location": "\x00"},
        {"location": {"slug": "berlin"}},
        {"type": 10**30},
        {"customer": 10**30},
        {"gowns": [10**30]},
        {"type": None},
        {"type": "1"},
        {"type": 999_999},
        {"starts_at": "soon"},
        {"starts_at": "2027-03-28T02:30:00"},
        {"party": 0},
        {"party": True},
        {"party": None},
        {"customer": None},
        {"customer": "Bea"},
        {"customer": 999_999},
        {"customer": {"name": ""}},
        {"customer": {"name": 7}},
        {"customer": {"name": "Clara", "email": "clara"}},
        {"customer": {"name": "Clara", "phone": "call me"}},
        {"customer": {"name": "Clara", "wedding_on": "June"}},
        {"customer": {"name": "Clara", "wedding_on": "0001-01-01"}},
        {"gowns": "all"},
        {"gowns": [True]},
        {"gowns": [999_999]},
        {"gowns": [1, 2, 3, 4, 5, 6]},
        {"notes": ["x"]},
        {"notes": "\x00"},
        {"stylist": 999_999},
    ],
)
def test_what_cannot_be_read_books_nothing(
    desk: Client, wanted: dict[str, Any], wrong: dict[str, Any]
) -> None:
    refused = send(desk, "book", wanted | wrong)
    assert refused.status_code == 400, refused.content
    assert refused.json()["message"].endswith(".")
    assert not Appointment.objects.exists()


def test_a_room_of_another_location_cannot_be_named(
    boutique: Boutique, desk: Client, wanted: dict[str, Any]
) -> None:
    assert send(desk, "book", wanted | {"room": boutique.terrace.pk}).status_code == 400
    assert not Appointment.objects.exists()


def test_overbooking_needs_its_permission(
    boutique: Boutique, booked: Any, desk: Client, client: Client, wanted: Any, helena: User
) -> None:
    booked("10:00")
    body = wanted | {
        "stylist": boutique.mira.pk,
        "room": boutique.salon.pk,
        "overbook_reason": "Her only day",
    }
    assert send(desk, "book", body).status_code == 403
    client.force_login(helena)
    assert send(client, "book", body).status_code == 200
    assert boutique.bea.appointments.get().overbooked_reason == "Her only day"


def test_overbooking_names_the_stylist_of_another_shop(
    boutique: Boutique, client: Client, wanted: dict[str, Any], helena: User
) -> None:
    client.force_login(helena)
    body = wanted | {
        "stylist": boutique.ines.pk,
        "room": boutique.salon.pk,
        "overbook_reason": "Her only day",
    }
    answer = send(client, "book", body)
    assert (answer.status_code, answer.json()["fields"]) == (409, ["stylist"])
    assert not Appointment.objects.exists()


def test_a_new_bride_needs_the_permission_to_add_one(
    boutique: Boutique, client: Client, wanted: dict[str, Any]
) -> None:
    client.force_login(sign_in("lea", "add_appointment", "view_appointment", "view_customer"))
    assert send(client, "book", wanted | {"customer": {"name": "Clara"}}).status_code == 403
    assert send(client, "book", wanted).status_code == 200


# Asking -----------------------------------------------------------------------


def test_a_bride_is_found_by_name_mail_and_phone(boutique: Boutique, desk: Client) -> None:
    def found(text: str) -> list[str]:
        return [row["title"] for row in ask(desk, "brides", q=text).json()["found"]]

    assert found("win") == ["Anna Winter"]
    assert found("winter anna") == ["Anna Winter"]
    assert found("anna@") == ["Anna Winter"]
    assert found("030 5550101") == ["Anna Winter"]
    assert found("5550101") == ["Anna Winter"]
    assert found("") == []
    assert found("nobody") == []


def test_why_not_tells_what_binds_everybody_apart_from_what_binds_brides(
    boutique: Boutique, booked: Any, desk: Client, tuesday: date
) -> None:
    booked("10:00")
    query = {"type": boutique.consultation.pk, "starts_at": f"{tuesday}T10:10:00"}
    free = ask(desk, "why", **query).json()
    assert (free["is_free"], free["reasons"]) == (True, [])
    assert [reason["code"] for reason in free["online"]] == ["off-grid"]
    taken = ask(desk, "why", stylist=boutique.mira.pk, **query).json()
    assert [reason["code"] for reason in taken["reasons"]] == ["stylist-taken"]
    assert "Mira is taken: Anna Winter" in taken["reasons"][0]["message"]
    assert taken["reasons"][0]["detail"] == ""
    assert taken["alternatives"]
    jo = {"stylist": boutique.jo.pk, "name": "Jo"}
    assert taken["others"] == [
        {"starts_at": f"{tuesday}T{clock}:00"} | jo for clock in ("10:00", "10:30", "11:00")
    ]
    assert free["others"] == []


def test_why_not_says_where_the_bride_is_expected_then(
    boutique: Boutique, booked: Any, desk: Client, tuesday: date
) -> None:
    hers = booked("10:00")
    query = {"type": boutique.consultation.pk, "starts_at": f"{tuesday}T10:30:00"}
    (reason,) = ask(desk, "why", customer=boutique.anna.pk, **query).json()["reasons"]
    assert reason["code"] == "booked-already"
    day = f"{tuesday:%a} {tuesday.day} {tuesday:%b}"
    assert reason["message"] == f"Anna Winter is booked then already: {day}, 10:00 with Mira."
    assert ask(desk, "why", customer=boutique.bea.pk, **query).json()["is_free"]
    booked("12:00", stylist=boutique.jo, room=boutique.alcove)
    moved = {"appointment": hers.pk, "starts_at": f"{tuesday}T12:30:00"}
    codes = [reason["code"] for reason in ask(desk, "why", **moved).json()["reasons"]]
    assert codes == ["booked-already"]


def test_a_bride_is_not_booked_twice_without_a_reason(
    boutique: Boutique, booked: Any, desk: Client, tuesday: date
) -> None:
    booked("10:00")
    wanted = {
        "location": "berlin",
        "type": boutique.consultation.pk,
        "starts_at": f"{tuesday}T10:00:00",
        "customer": boutique.anna.pk,
        "party": 2,
    }
    refused = send(desk, "book", wanted)
    assert (refused.status_code, refused.json()["code"]) == (409, "booked-already")
    assert "10:00 with Mira" in refused.json()["message"]
    assert boutique.anna.appointments.count() == 1


def test_why_not_of_a_move_leaves_out_the_appointment_itself(
    boutique: Boutique, booked: Any, desk: Client, tuesday: date
) -> None:
    appointment = booked("10:00", samples=[boutique.sample])
    query = {
        "appointment": appointment.pk,
        "starts_at": f"{tuesday}T10:30:00",
        "stylist": boutique.mira.pk,
        "minutes": 120,
    }
    answer = ask(desk, "why", **query).json()
    assert (answer["is_free"], answer["until"]) == (True, "12:30")
    assert answer["gowns"] == [
        {"id": boutique.aurora.pk, "title": "Aurora", "about": "Atelier Nord", "state": "free"}
    ]


def test_staff_are_offered_times_that_are_too_soon_for_brides(
    boutique: Boutique, booked: Any, desk: Client, tuesday: date
) -> None:
    booked("10:00")
    boutique.consultation.notice_hours = 24 * 60
    boutique.consultation.save()
    query = {
        "type": boutique.consultation.pk,
        "stylist": boutique.mira.pk,
        "starts_at": f"{tuesday}T10:00:00",
    }
    assert ask(desk, "why", **query).json()["alternatives"]
    refused = send(
        desk, "book", query | {"location": "berlin", "party": 2, "customer": boutique.bea.pk}
    )
    assert refused.json()["alternatives"]


def test_more_brides_gowns_and_claims_cost_no_more_queries(
    boutique: Boutique, booked: Any, desk: Client, tuesday: date
) -> None:
    query = {"type": boutique.consultation.pk, "starts_at": f"{tuesday}T10:00:00"}

    def cost() -> list[int]:
        counts = []
        for name, more in (
            ("brides", {"q": "bride"}),
            ("gowns", query | {"q": "a"}),
            ("why", query | {"gown": boutique.aurora.pk}),
        ):
            with CaptureQueriesContext(connection) as captured:
                assert ask(desk, name, **more).status_code == 200
            counts.append(len(captured))
        return counts

    booked("10:00", samples=[boutique.sample])
    Customer.objects.create(name="Bride 0")
    before = cost()
    for n in range(1, 9):
        customer = Customer.objects.create(name=f"Bride {n}")
        Product.objects.create(name=f"Gala {n}", slug=f"gala-{n}", status="active")
        booked("14:00", days=7 * n, customer=customer)
        booked("12:00", days=n - 1, customer=customer, stylist=boutique.jo, room=boutique.alcove)
    assert cost() == before


# Blocking ---------------------------------------------------------------------


@pytest.fixture
def hours(boutique: Boutique, tuesday: date) -> dict[str, Any]:
    return {
        "location": "berlin",
        "resource": boutique.sample.pk,
        "starts_at": f"{tuesday}T10:00:00",
        "ends_at": f"{tuesday}T12:00:00",
        "note": "Cleaning",
    }


def test_a_blocked_sample_is_away_on_the_board(
    boutique: Boutique, client: Client, helena: User, hours: dict[str, Any], tuesday: date
) -> None:
    client.force_login(helena)
    assert send(client, "block", hours).status_code == 200
    day = {"from": tuesday, "to": tuesday}
    (away,) = ask(client, "events", **day).json()["away"]
    assert (away["who"], away["title"]) == ("Aurora, ivory, 38", "Cleaning")
    assert send(client, "unblock", {}, away["id"]).status_code == 200
    assert ask(client, "events", **day).json()["away"] == []


def test_a_block_that_ends_before_it_begins_is_refused(
    client: Client, helena: User, hours: dict[str, Any]
) -> None:
    client.force_login(helena)
    refused = send(client, "block", hours | {"ends_at": hours["starts_at"]})
    assert (refused.status_code, refused.json()["message"]) == (
        400,
        "The end must be after the start.",
    )
    assert not Claim.objects.exists()


def test_an_appointments_time_cannot_be_given_back_as_a_block(
    booked: Any, client: Client, helena: User
) -> None:
    claim = booked("10:00").claims.first()
    client.force_login(helena)
    assert send(client, "unblock", {}, claim.pk).status_code == 409
    assert Claim.objects.filter(pk=claim.pk).exists()


# Who may ----------------------------------------------------------------------

LOOKS = ["why", "brides", "gowns", "things"]
ACTS = ["book", "block"]


def test_strangers_and_staff_without_permission_stay_outside(
    boutique: Boutique, client: Client, wanted: dict[str, Any], hours: dict[str, Any]
) -> None:
    claim = Claim.objects.create(
        resource=boutique.jo,
        kind=Claim.Kind.BLOCK,
        starts_at="2026-05-12T10:00Z",
        ends_at="2026-05-12T11:00Z",
    )
    bodies = {"book": wanted, "block": hours}
    for user, status in ((None, 302), (sign_in("paul"), 403)):
        if user:
            client.force_login(user)
        answers = [ask(client, name).status_code for name in LOOKS]
        answers += [send(client, name, bodies[name]).status_code for name in ACTS]
        answers.append(send(client, "unblock", {}, claim.pk).status_code)
        answers.append(client.get(reverse(ADDRESS.format("blocked"), args=[claim.pk])).status_code)
        assert set(answers) == {status}
    assert Claim.objects.get() == claim
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_looking_at_an_act_changes_nothing(
    client: Client, helena: User, wanted: dict[str, Any], hours: dict[str, Any], name: str
) -> None:
    client.force_login(helena)
    body = {"book": wanted, "block": hours}[name]
    assert client.get(reverse(ADDRESS.format(name)), body).status_code == 405
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ACTS)
def test_an_act_without_the_forms_secret_is_refused(
    helena: User, wanted: dict[str, Any], hours: dict[str, Any], name: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(helena)
    assert send(client, name, {"book": wanted, "block": hours}[name]).status_code == 403
    assert not Claim.objects.exists()


def test_what_a_block_says_is_text_and_no_page(
    client: Client, helena: User, hours: dict[str, Any]
) -> None:
    client.force_login(helena)
    send(client, "block", hours | {"note": "<img src=x>"})
    url = reverse(ADDRESS.format("blocked"), args=[Claim.objects.get().pk])
    assert "&lt;img src=x&gt;" in client.get(url, {"location": "berlin"}).content.decode()


def test_a_move_overbooks_only_with_the_permission_and_a_reason(
    boutique: Boutique, booked: Any, desk: Client, client: Client, helena: User, tuesday: date
) -> None:
    booked("14:00", customer=boutique.bea)
    appointment = booked("10:00")
    body = {
        "version": 1,
        "starts_at": f"{tuesday}T14:00:00",
        "overbook_reason": "Her only free hour",
    }
    assert send(desk, "move", body, appointment.pk).status_code == 403
    client.force_login(helena)
    assert send(client, "move", body, appointment.pk).status_code == 200
    appointment.refresh_from_db()
    assert (appointment.local_start.hour, appointment.overbooked_reason) == (
        14,
        "Her only free hour",
    )
