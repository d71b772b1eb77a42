"""The dashboard says what today looks like, to whom it concerns, in a bounded number of queries."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Appointment, Heartbeat, Location, Room, StockLevel, Stylist
from tests.admin.crowd import Crowd
from tests.cast import sign_in

Booked = Callable[..., Appointment]
INDEX = "admin:index"
QUERIES = 12
"""However many locations there are; free times come later, by themselves."""


def text(client: Client) -> str:
    answer = client.get(reverse(INDEX))
    assert answer.status_code == 200
    return str(answer.content.decode())


def today_at(location: Location, hour: int) -> datetime:
    local = timezone.now().astimezone(location.zone)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


def test_it_greets_by_name_and_shows_the_day(owner: Client, booked: Booked, berlin: Any) -> None:
    booked(starts_at=today_at(berlin, 15), status="arrived")
    page = text(owner)
    assert "Helena" in page
    assert "Anna Winter" in page
    assert "1 appointment today" in page
    assert "Arrived" in page


def test_each_location_runs_on_its_own_clock(
    owner: Client, booked: Booked, lisbon: Location, terrace: Room, ines: Stylist
) -> None:
    booked(starts_at=today_at(lisbon, 11), location=lisbon, room=terrace, stylist=ines)
    assert '<span class="nx-run-time">11:00<small>12:30</small>' in text(owner)


def test_free_times_lead_to_a_booking(
    owner: Client, mira: Any, salon: Any, consultation: Any
) -> None:
    address = reverse("admin:core_free", args=[mira.working_hours.first().location_id])
    assert f'hx-get="{address}"' in text(owner)
    page = owner.get(address).content.decode()
    assert "Next free for Bridal consultation" in page
    assert f"type={consultation.pk}" in page


def test_low_stock_and_failed_messages_are_seen(owner: Client, crowd: Crowd) -> None:
    crowd(1)
    page = text(owner)
    assert "1 left" in page
    assert "Bride 1" in page
    StockLevel.objects.update(on_hand=9)
    assert "Nothing runs low" in text(owner)


def test_a_silent_worker_is_named(owner: Client, berlin: Location) -> None:
    assert "has never run here" in text(owner)
    beat = Heartbeat.objects.create(name="worker", beat_at=timezone.now())
    assert "The worker is running" in text(owner)
    beat.beat_at -= timedelta(minutes=4)
    beat.save()
    assert "has been silent since" in text(owner)


def test_the_week_has_a_chart_and_the_same_numbers_in_words(
    owner: Client, booked: Booked, tuesday: Any
) -> None:
    booked("10:00")
    page = text(owner)
    assert 'data-type="bar"' in page
    assert "Appointments by location and day" in page


def test_a_new_shop_is_told_where_to_begin(owner: Client) -> None:
    assert "Open your boutique in four steps" in text(owner)


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_the_same_on_a_full_day(owner: Client, crowd: Crowd, rows: int) -> None:
    crowd(rows)
    Location.objects.exclude(slug="berlin").update(is_active=False)
    owner.get(reverse(INDEX))
    with CaptureQueriesContext(connection) as seen:
        text(owner)
    assert len(seen) == QUERIES


def test_who_sees_no_stock_is_not_told_of_it(client: Client, crowd: Crowd) -> None:
    crowd(1)
    client.force_login(sign_in("lea", "view_appointment"))
    page = text(client)
    assert "Running low" not in page
    assert 'id="nx-letters"' not in page
    assert "New appointment" not in page
    assert reverse("admin:core_stocklevel_changelist") not in page
    assert reverse("admin:auth_user_changelist") not in page


def test_who_is_overbooked_on_any_day_to_come_is_counted_and_one_click_away(
    owner: Client, booked: Booked, boutique: Any
) -> None:
    assert "overbooked" not in text(owner)
    over = {"overbooked_reason": "She flies tomorrow"}
    for given in (
        over | {"days": 20},
        over | {"days": 21, "customer": boutique.bea},
        over | {"days": 22, "status": "no-show"},
        over | {"days": -30},
        {"days": 23},
    ):
        booked("10:00", **given)
    page = text(owner)
    ahead = reverse("admin:core_appointment_changelist") + "?overbooked=ahead"
    assert f'href="{ahead}">2 overbooked ahead</a>' in page
    found = owner.get(ahead).context["cl"].queryset
    assert {row.customer.name for row in found} == {"Anna Winter", "Bea Sommer"}
    assert found.count() == 2
