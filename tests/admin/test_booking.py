"""Booking, moving, cancelling and stepping on from the admin: every change is an act."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from core.models import (
    Appointment,
    AppointmentType,
    Customer,
    Location,
    Product,
    Room,
    Sample,
    Stylist,
    TryOn,
)
from core.services import appointments
from tests.cast import At, Boutique, sign_in

Booked = Callable[..., Appointment]
Fill = Callable[..., dict[str, Any]]
ADD = "admin:core_appointment_add"
HISTORY_QUERIES = 15


@pytest.fixture
def desk(client: Client, tom: User) -> Client:
    """Tom's browser at the front desk."""
    client.force_login(tom)
    return client


@pytest.fixture
def fill(
    berlin: Location,
    consultation: AppointmentType,
    anna: Customer,
    mira: Stylist,
    salon: Room,
    tuesday: date,
) -> Fill:
    """What somebody types into the booking form: Anna on Tuesday at ten."""

    def filled(**other: Any) -> dict[str, Any]:
        return {
            "location": berlin.pk,
            "type": consultation.pk,
            "customer": anna.pk,
            "date": f"{tuesday:%d/%m/%Y}",
            "time": "10:00",
            "party_size": 2,
        } | other

    return filled


def press(client: Client, name: str, appointment: Appointment, **given: Any) -> Any:
    address = reverse(f"admin:core_appointment_{name}", args=[appointment.pk])
    return client.post(address, {"version": appointment.version} | given)


def said(answer: Any) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_a_booking_at_the_phone_claims_stylist_room_and_gown(
    desk: Client, fill: Fill, aurora: Product, sample: Sample, mira: Stylist, salon: Room
) -> None:
    answer = desk.post(reverse(ADD), fill(gowns=[aurora.pk], notes="Brings her aunt"))
    booked = Appointment.objects.get()
    assert answer.headers["Location"].endswith(f"/appointment/{booked.pk}/change/")
    assert (booked.local_start.hour, booked.stylist, booked.room) == (10, mira, salon)
    assert booked.notes == "Brings her aunt"
    assert booked.try_ons.get().sample == sample
    assert booked.claims.count() == 3
    assert booked.history.get().history_user.username == "tom"
    assert booked.booked_through == "admin"


def test_a_taken_hour_is_refused_on_the_form_with_free_ones_beside_it(
    desk: Client, fill: Fill, booked: Booked, bea: Customer
) -> None:
    first = booked("10:00")
    answer = desk.post(reverse(ADD), fill(customer=bea.pk))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "taken at that time" in text
    assert 'data-fill-time="12:00"' in text
    assert list(Appointment.objects.all()) == [first]


def test_an_hour_outside_opening_time_says_so(desk: Client, fill: Fill) -> None:
    answer = desk.post(reverse(ADD), fill(time="03:00"))
    assert "this would take 03:00 to 04:30" in answer.content.decode()
    assert not Appointment.objects.exists()


def test_an_hour_that_the_spring_night_skips_is_no_time(desk: Client, fill: Fill) -> None:
    answer = desk.post(reverse(ADD), fill(date="28/03/2027", time="02:30"))
    assert "the clocks in Berlin jump ahead" in answer.content.decode()
    assert not Appointment.objects.exists()


def test_the_board_fills_the_form_in(desk: Client, berlin: Location, mira: Stylist) -> None:
    query = {"location": berlin.pk, "date": "2027-05-12", "time": "10:30", "stylist": mira.pk}
    form = desk.get(reverse(ADD), query).context["adminform"].form
    assert form["time"].value() == "10:30"
    assert form["stylist"].value() == str(mira.pk)


def test_overbooking_takes_a_reason_and_the_permission(
    client: Client, desk: Client, fill: Fill, booked: Booked, mira: Stylist, salon: Room
) -> None:
    booked("10:00")
    on_purpose = fill(stylist=mira.pk, room=salon.pk, overbooked_reason="She flies tomorrow")
    assert "overbooked_reason" not in desk.get(reverse(ADD)).content.decode()
    desk.post(reverse(ADD), on_purpose)
    assert Appointment.objects.count() == 1
    chief = sign_in("chief", "view_appointment", "add_appointment", "overbook_appointment")
    client.force_login(chief)
    client.post(reverse(ADD), on_purpose)
    assert Appointment.objects.get(overbooked_reason="She flies tomorrow").stylist == mira


@pytest.mark.parametrize(("field", "foreign"), [("stylist", "ines"), ("room", "terrace")])
def test_overbooking_names_the_field_that_belongs_to_another_shop(
    client: Client, fill: Fill, boutique: Boutique, helena: User, field: str, foreign: str
) -> None:
    client.force_login(helena)
    place = {"stylist": boutique.mira.pk, "room": boutique.salon.pk}
    place[field] = getattr(boutique, foreign).pk
    answer = client.post(reverse(ADD), fill(**place, overbooked_reason="She flies tomorrow"))
    assert list(answer.context["adminform"].form.errors) == [field]
    assert not Appointment.objects.exists()


def test_moving_is_a_form_of_its_own(
    desk: Client, booked: Booked, jo: Stylist, tuesday: date
) -> None:
    anna = booked("10:00")
    page = desk.get(reverse("admin:core_appointment_reschedule", args=[anna.pk]))
    assert "Free with Mira around it" in page.content.decode()
    assert Appointment.objects.get().version == 1
    later = f"{tuesday + timedelta(days=1):%d/%m/%Y}"
    answer = press(desk, "reschedule", anna, date=later, time="14:30", stylist=jo.pk)
    anna.refresh_from_db()
    assert (anna.local_start.day, anna.local_start.hour) == ((tuesday + timedelta(days=1)).day, 14)
    assert anna.stylist == jo
    assert "now comes on" in said(answer)


def test_free_times_are_offered_around_the_appointment_not_around_today(
    desk: Client, booked: Booked, boutique: Boutique, tuesday: date, at: At
) -> None:
    anna = booked("10:00", days=35)
    booked("12:00", days=35, customer=boutique.bea)
    page = desk.get(reverse("admin:core_appointment_reschedule", args=[anna.pk]))
    offered = [(free["date"], free["time"]) for free in page.context["free"]]
    day = f"{tuesday + timedelta(days=35):%d/%m/%Y}"
    assert len(offered) == 8
    assert {date for date, _ in offered} <= {
        f"{tuesday + timedelta(days=35 + n):%d/%m/%Y}" for n in range(-2, 8)
    }
    assert (day, "14:00") in offered
    assert not {(day, "10:00"), (day, "12:00")} & set(offered)


def test_the_past_is_not_booked_by_mistake(
    desk: Client, fill: Fill, boutique: Boutique, tuesday: date
) -> None:
    past = f"{tuesday - timedelta(days=28):%d/%m/%Y}"
    answer = desk.post(reverse(ADD), fill(date=past))
    (told,) = answer.context["adminform"].form.errors["time"]
    assert "has passed. Only a visit of today can be written down afterwards." in told
    assert not Appointment.objects.exists()


def test_the_history_tells_of_her_gowns(
    on_the_day: None, desk: Client, booked: Booked, boutique: Boutique, tom: User
) -> None:
    anna = booked("10:00", samples=[boutique.sample])
    gown = anna.try_ons.get()
    appointments.record_try_on(gown, rating=4, said_yes=True, note="The <b>back</b>", by=tom)
    appointments.record_try_on(TryOn(appointment=anna, product=boutique.veil), by=tom)
    veil = anna.try_ons.get(product=boutique.veil)
    appointments.amend(anna, products=[boutique.aurora], by=tom)
    assert not anna.try_ons.filter(pk=veil.pk).exists()
    page = desk.get(reverse("admin:core_appointment_history", args=[anna.pk])).content.decode()
    told = " ".join(strip_tags(page[page.index("nx-parts") :].replace("<", " <")).split())
    for line in (
        "Tom deleted Morning veil",
        "Tom added Morning veil",
        "Tom changed Aurora",
        "How she liked it – arrow_forward ★★★★",
        "Said yes no arrow_forward yes",
        "Note – arrow_forward The &lt;b&gt;back&lt;/b&gt;",
    ):
        assert line in told
    assert "<b>back" not in page


@pytest.mark.parametrize("number", [1, 30])
def test_the_history_asks_as_often_for_thirty_gowns_as_for_one(
    desk: Client, booked: Booked, boutique: Boutique, number: int
) -> None:
    anna = booked("10:00")
    for n in range(number):
        gown = Product.objects.create(name=f"Gown {n}", slug=f"gown-{n}")
        TryOn.objects.create(appointment=anna, product=gown, rating=3)
    url = reverse("admin:core_appointment_history", args=[anna.pk])
    desk.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert f"Gown {number - 1}" in desk.get(url).content.decode()
    assert len(asked) == HISTORY_QUERIES


def test_a_move_that_is_refused_changes_nothing(
    desk: Client, booked: Booked, mira: Stylist, bea: Customer, tuesday: date
) -> None:
    anna = booked("10:00")
    booked("14:00", customer=bea)
    wish = {"date": f"{tuesday:%d/%m/%Y}", "time": "14:00", "stylist": mira.pk}
    answer = press(desk, "reschedule", anna, **wish)
    assert answer.status_code == 200
    assert "taken at that time" in answer.content.decode()
    assert Appointment.objects.get(pk=anna.pk).local_start.hour == 10


def test_whoever_saw_an_older_version_is_told(desk: Client, booked: Booked) -> None:
    anna = booked("10:00")
    answer = press(desk, "cancel", anna, version=7, reason="ill")
    assert "Somebody else changed this" in said(answer)
    assert Appointment.objects.get().status == "confirmed"


def test_cancelling_gives_the_room_back(desk: Client, booked: Booked, salon: Room) -> None:
    anna = booked("10:00")
    press(desk, "cancel", anna, reason="She has a cold")
    anna.refresh_from_db()
    assert (anna.status, anna.cancel_reason) == ("cancelled", "She has a cold")
    assert not salon.claims.filter(is_live=True).exists()


def test_she_arrives_in_one_tap(on_the_day: None, desk: Client, booked: Booked) -> None:
    anna = booked("10:00")
    press(desk, "advance", anna, to="arrived")
    anna.refresh_from_db()
    assert anna.status == "arrived"
    assert anna.history.first().history_user.username == "tom"


@pytest.mark.parametrize("name", ["advance", "cancel"])
def test_a_link_changes_nothing(desk: Client, booked: Booked, name: str) -> None:
    anna = booked("10:00")
    address = reverse(f"admin:core_appointment_{name}", args=[anna.pk])
    assert desk.get(address, {"to": "arrived"}).status_code == 405
    assert Appointment.objects.get().status == "confirmed"


@pytest.mark.parametrize("name", ["advance", "cancel", "reschedule"])
def test_a_foreign_page_cannot_press_the_buttons(booked: Booked, helena: User, name: str) -> None:
    anna = booked("10:00")
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(helena)
    assert press(careful, name, anna, to="arrived").status_code == 403
    assert Appointment.objects.get().version == 1


@pytest.mark.parametrize("name", ["advance", "cancel", "reschedule"])
def test_who_may_only_look_cannot_act(client: Client, booked: Booked, name: str) -> None:
    anna = booked("10:00")
    client.force_login(sign_in("lea", "view_appointment"))
    assert press(client, name, anna, to="arrived").status_code == 403
    page = client.get(reverse("admin:core_appointment_change", args=[anna.pk])).content.decode()
    assert "Cancel…" not in page
    assert Appointment.objects.get().version == 1


def test_the_page_writes_notes_and_people_and_neither_status_nor_time(
    desk: Client, booked: Booked
) -> None:
    anna = booked("10:00")
    page = reverse("admin:core_appointment_change", args=[anna.pk])
    inlines = {
        f"{name}-{part}_FORMS": 0
        for name in ("try_ons", "messages")
        for part in ("TOTAL", "INITIAL")
    }
    given = {"version": 1, "notes": "Likes lace", "status": "cancelled", "party_size": 4}
    desk.post(page, inlines | given | {"initial-notes": "", "initial-party_size": 2})
    anna.refresh_from_db()
    assert (anna.notes, anna.status, anna.party_size) == ("Likes lace", "confirmed", 4)


def test_the_list_shows_the_clock_of_the_location(
    owner: Client, booked: Booked, lisbon: Location, terrace: Room, ines: Stylist
) -> None:
    booked("10:00", location=lisbon, room=terrace, stylist=ines)
    text = owner.get(reverse("admin:core_appointment_changelist")).content.decode()
    assert "10:00 – 11:30" in text


def test_the_list_begins_with_today_and_finds_the_past_by_name(
    owner: Client, booked: Booked, bea: Customer
) -> None:
    booked("10:00")
    booked("10:00", days=-30, customer=bea)
    lists = reverse("admin:core_appointment_changelist")
    assert "Bea Sommer" not in owner.get(lists).content.decode()
    assert "Bea Sommer" in owner.get(lists, {"q": "bea"}).content.decode()
    assert "Bea Sommer" in owner.get(lists, {"day": "past"}).content.decode()
    assert "Anna Winter" not in owner.get(lists, {"day": "today"}).content.decode()
