"""Today: what the run sheet says, one tap for each step, and how she liked each gown."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Appointment, Claim, Location, Product, Sample, TryOn
from tests.cast import Boutique, sign_in

Status = Appointment.Status
Booked = Callable[..., Appointment]
NOTHING = {"rating": None, "said_yes": False, "note": ""}
QUERIES_OF_A_SHEET = 18
"""Clock, session, user, permissions, stylist, locations, the sheet's five, free slots."""


@pytest.fixture
def mine(client: Client, mira_login: User) -> Client:
    """Mira's phone."""
    client.force_login(mira_login)
    return client


@pytest.fixture
def sheet(mine: Client, tuesday: date) -> Callable[..., str]:
    def read(**asked: Any) -> str:
        answer = mine.get(reverse("admin:core_today_sheet"), {"day": tuesday} | asked)
        assert answer.status_code == 200, answer.content
        return answer.content.decode()

    return read


@pytest.fixture
def arrived(booked: Booked, sample: Sample) -> Appointment:
    """Anna is here since a moment ago, and one gown hangs ready."""
    appointment = booked("10:00", samples=[sample], status=Status.ARRIVED)
    now = timezone.now()
    appointment.starts_at, appointment.ends_at = now, now + timedelta(minutes=90)
    appointment.save()
    return appointment


def act(client: Client, name: str, *keys: int, **body: Any) -> Any:
    address = reverse(f"admin:core_today_{name}", args=keys)
    return client.post(address, json.dumps(body), content_type="application/json")


# What it says ---------------------------------------------------------------------------------


def test_a_stylist_finds_her_own_brides_in_time_order(
    boutique: Boutique, booked: Booked, sheet: Callable[..., str]
) -> None:
    booked("14:00", customer=boutique.bea)
    booked("10:00")
    hidden = {"stylist": boutique.jo, "room": boutique.alcove}
    booked("11:00", notes="Jo's bride", **hidden)
    booked("16:00", notes="She called off", status=Status.CANCELLED, cancelled_at=timezone.now())
    shown = sheet()
    assert shown.index("Anna Winter") < shown.index("Bea Sommer")
    assert "Jo&#x27;s bride" not in shown
    assert "She called off" not in shown
    assert "Jo&#x27;s bride" in sheet(who="all")


def test_the_sheet_says_what_to_bring_and_where_it_is(
    boutique: Boutique, booked: Booked, sheet: Callable[..., str]
) -> None:
    booked("10:00", samples=[boutique.sample], notes="Brings her grandmother")
    shown = sheet()
    for told in ("S-0001", "size 38", "On the floor", "Salon", "2 people", "her grandmother"):
        assert told in shown
    Sample.objects.update(status=Sample.Status.REPAIR)
    assert "In repair" in sheet()


def test_a_gown_that_another_bride_wears_right_now_says_with_whom(
    boutique: Boutique, arrived: Appointment, booked: Booked, mine: Client
) -> None:
    Claim.objects.filter(appointment=arrived).update(
        starts_at=arrived.starts_at, ends_at=arrived.ends_at
    )
    later = booked("10:00", customer=boutique.bea, room=boutique.alcove, stylist=boutique.jo)
    TryOn.objects.create(appointment=later, product=boutique.aurora, sample=boutique.sample)
    today = timezone.now().astimezone(boutique.berlin.zone).date()
    Appointment.objects.filter(pk=later.pk).update(
        starts_at=arrived.starts_at + timedelta(seconds=1)
    )
    shown = mine.get(reverse("admin:core_today_sheet"), {"day": today, "who": "all"})
    assert "With Anna Winter in Salon until" in shown.content.decode()


def test_each_location_keeps_its_own_clock(
    boutique: Boutique, booked: Booked, sheet: Callable[..., str]
) -> None:
    there = {"location": boutique.lisbon, "stylist": boutique.ines, "room": boutique.terrace}
    booked("00:30", **there)
    booked("23:30")
    shown = sheet(who="all")
    assert "00:30" in shown
    assert "23:30" in shown
    assert "23:30" not in sheet(who="all", location="lisbon")


def test_an_empty_day_is_told_kindly(boutique: Boutique, mine: Client) -> None:
    shown = mine.get(reverse("admin:core_today")).content.decode()
    assert "Nobody is booked with you today." in shown
    assert (
        "Nobody was booked"
        in mine.get(reverse("admin:core_today"), {"day": "2020-01-01"}).content.decode()
    )


@pytest.mark.parametrize("day", ["", "soon", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_cannot_be_read_is_today(boutique: Boutique, mine: Client, day: str) -> None:
    answer = mine.get(reverse("admin:core_today"), {"day": day})
    choice = answer.context["choice"]
    assert choice.day == choice.today


def test_a_full_day_costs_no_more_queries_than_one_bride(
    boutique: Boutique, booked: Booked, mine: Client, tuesday: date
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            mine.get(reverse("admin:core_today_sheet"), {"day": tuesday, "location": "berlin"})
        return len(seen)

    booked("10:00", samples=[boutique.sample])
    queries()
    one = queries()
    for n in range(9):
        more = booked("12:00", notes=str(n), status=Status.NO_SHOW)
        TryOn.objects.create(appointment=more, product=boutique.aurora, sample=boutique.sample)
        TryOn.objects.create(appointment=more, product=boutique.veil)
    assert queries() == one <= QUERIES_OF_A_SHEET


def test_whoever_may_not_see_brides_sees_no_phone_and_no_wedding(
    boutique: Boutique, booked: Booked, client: Client, tuesday: date
) -> None:
    booked("10:00")
    client.force_login(sign_in("lea", "view_appointment"))
    shown = client.get(reverse("admin:core_today"), {"day": tuesday}).content.decode()
    assert "Anna Winter" in shown
    assert "5550101" not in shown
    assert "Wedding" not in shown
    assert "data-to" not in shown


def test_what_brides_write_is_never_markup(booked: Booked, sheet: Callable[..., str]) -> None:
    booked("10:00", notes='<img src=x onerror="alert(1)">')
    assert "<img src=x" not in sheet()


# Where it is found -----------------------------------------------------------------------------


def test_a_stylist_begins_with_her_day(
    boutique: Boutique, mira_login: User, client: Client
) -> None:
    mira_login.set_password("a good long one")
    mira_login.save()
    given = {"username": "mira", "password": "a good long one", "next": reverse("admin:index")}
    answer = client.post(reverse("admin:login"), given)
    assert answer.headers["Location"] == reverse("admin:core_today")
    assert client.get("/").headers["Location"] == reverse("admin:core_today")
    assert client.get(reverse("admin:index")).status_code == 200
    board = reverse("admin:core_appointment_board")
    answer = Client().post(reverse("admin:login") + f"?next={board}", given | {"next": board})
    assert answer.headers["Location"] == board


def test_the_owner_begins_with_the_dashboard(boutique: Boutique, client: Client) -> None:
    client.force_login(boutique.helena)
    assert client.get("/").headers["Location"] == reverse("admin:index")


# What it does ----------------------------------------------------------------------------------


def test_one_tap_for_each_step_and_one_back(
    on_the_day: None, boutique: Boutique, booked: Booked, mine: Client
) -> None:
    appointment = booked("10:00")
    for to, said in (
        ("arrived", "Anna Winter: arrived."),
        ("confirmed", "Anna Winter: confirmed."),
        ("no-show", "Anna Winter: no-show."),
        ("confirmed", "Anna Winter: confirmed."),
        ("completed", "Anna Winter: completed."),
        ("confirmed", "Anna Winter: confirmed."),
    ):
        answer = act(mine, "step", appointment.pk, to=to, version=appointment.version)
        assert answer.json()["message"] == said
        appointment.refresh_from_db()
        assert appointment.status == to
    assert appointment.history.first().history_user == boutique.mira.user


def test_a_tap_on_an_old_sheet_is_refused(booked: Booked, mine: Client) -> None:
    appointment = booked("10:00")
    Appointment.objects.update(version=2)
    answer = act(mine, "step", appointment.pk, to="arrived", version=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale-version")
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


def test_how_she_liked_a_gown_is_written_down(arrived: Appointment, mine: Client) -> None:
    tried = arrived.try_ons.get()
    given = {"rating": 5, "said_yes": True, "note": " Cried at the mirror ", "seen": NOTHING}
    answer = act(mine, "record", arrived.pk, tried.pk, **given)
    assert answer.json()["message"] == "Aurora: she said yes!"
    tried.refresh_from_db()
    assert (tried.rating, tried.said_yes, tried.note) == (5, True, "Cried at the mirror")
    assert tried.tried_at is not None


@pytest.mark.parametrize(
    "body",
    [
        {"rating": 6, "said_yes": False, "note": ""},
        {"rating": "5", "said_yes": False, "note": ""},
        {"rating": True, "said_yes": False, "note": ""},
        {"rating": 5, "said_yes": "yes", "note": ""},
        {"rating": 5, "said_yes": False, "note": "x" * 251},
        {"rating": 5},
    ],
)
def test_a_verdict_that_makes_no_sense_changes_nothing(
    arrived: Appointment, mine: Client, body: dict[str, Any]
) -> None:
    tried = arrived.try_ons.get()
    for seen in ({"seen": NOTHING}, {"seen": None}, {"seen": []}, {}):
        assert act(mine, "record", arrived.pk, tried.pk, **(body | seen)).status_code == 400
    tried.refresh_from_db()
    assert (tried.rating, tried.said_yes, tried.note) == (None, False, "")


def test_a_gown_she_asked_for_on_the_spot_joins_the_list_and_leaves_it(
    arrived: Appointment, veil: Product, mine: Client
) -> None:
    found = mine.get(reverse("admin:core_today_find", args=[arrived.pk]), {"q": "VEIL-1"})
    assert f'data-product="{veil.pk}"' in found.content.decode()
    answer = act(mine, "add", arrived.pk, product=veil.pk)
    assert answer.json()["message"] == "Morning veil is on the list."
    added = arrived.try_ons.get(product=veil)
    assert added.tried_at is not None
    again = mine.get(reverse("admin:core_today_find", args=[arrived.pk]), {"q": "veil"})
    assert "No other gown" in again.content.decode()
    act(mine, "remove", arrived.pk, added.pk, version=arrived.version)
    assert [row.product.name for row in arrived.try_ons.all()] == ["Aurora"]


def test_a_rated_gown_is_not_taken_off_the_list(arrived: Appointment, mine: Client) -> None:
    tried = arrived.try_ons.get()
    TryOn.objects.update(rating=4)
    answer = act(mine, "remove", arrived.pk, tried.pk, version=arrived.version)
    assert answer.status_code == 409
    assert "Take back the rating" in answer.json()["message"]
    assert arrived.try_ons.count() == 1


def test_the_second_who_rates_a_gown_sees_what_the_first_wrote(
    arrived: Appointment, boutique: Boutique, mine: Client
) -> None:
    tried = arrived.try_ons.get()
    first = {"rating": 5, "said_yes": True, "note": "Tears"}
    second = {"rating": 2, "said_yes": False, "note": ""}
    assert act(mine, "record", arrived.pk, tried.pk, **first, seen=NOTHING).status_code == 200
    sheet = mine.get(reverse("admin:core_today_sheet"), {"day": arrived.local_start.date()})
    assert 'data-rating="5" data-said="1" data-note="Tears"' in sheet.content.decode()
    answer = act(mine, "record", arrived.pk, tried.pk, **second, seen=NOTHING)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale-version")
    assert answer.json()["differences"] == [
        {"label": "Aurora", "hers": "★★", "theirs": "★★★★★ · said yes · Tears"}
    ]
    tried.refresh_from_db()
    assert (tried.rating, tried.note) == (5, "Tears")
    assert act(mine, "record", arrived.pk, tried.pk, **second, seen=first).status_code == 200
    tried.refresh_from_db()
    assert (tried.rating, tried.said_yes, tried.note) == (2, False, "")


@pytest.mark.parametrize("key", [None, "1", 0, -1, 10**30, True, []])
def test_a_gown_that_is_not_there_is_refused(arrived: Appointment, mine: Client, key: Any) -> None:
    assert act(mine, "add", arrived.pk, product=key).status_code == 400
    assert act(mine, "add", 10**30, product=arrived.try_ons.get().product_id).status_code == 404
    assert arrived.try_ons.count() == 1


def test_gowns_are_found_by_name_designer_and_label(
    arrived: Appointment, boutique: Boutique, mine: Client
) -> None:
    TryOn.objects.all().delete()
    for words in ("auro", "nord auro", "S-0001", "AUR-IV-38", "4000000000038"):
        found = mine.get(reverse("admin:core_today_find", args=[arrived.pk]), {"q": words})
        assert "Aurora" in found.content.decode(), words


def test_nothing_changes_without_permission_secret_and_post(
    arrived: Appointment, client: Client, mira_login: User, berlin: Location
) -> None:
    tried = arrived.try_ons.get()
    addresses = [
        reverse("admin:core_today_step", args=[arrived.pk]),
        reverse("admin:core_today_add", args=[arrived.pk]),
        reverse("admin:core_today_record", args=[arrived.pk, tried.pk]),
        reverse("admin:core_today_remove", args=[arrived.pk, tried.pk]),
    ]
    body = json.dumps({"to": "completed", "version": 1, "rating": 1, "said_yes": True, "note": ""})
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mira_login)
    client.force_login(sign_in("lea", "view_appointment"))
    for address in addresses:
        assert strict.get(address).status_code == 405
        assert strict.post(address, body, content_type="application/json").status_code == 403
        assert client.post(address, body, content_type="application/json").status_code == 403
    arrived.refresh_from_db()
    tried.refresh_from_db()
    assert (arrived.status, tried.rating) == (Status.ARRIVED, None)


def test_strangers_meet_the_sign_in(client: Client, db: None) -> None:
    for name in ("admin:core_today", "admin:core_today_sheet"):
        assert "/admin/login/" in client.get(reverse(name)).headers["Location"]
