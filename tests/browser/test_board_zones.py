"""A browser in Tokyo shows the clock on the shop's wall, on both days that change the clocks too."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import Location, OpeningHours, WorkingHours
from tests.browser.hands import card, click_free, drag, toast
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOKYO = "Asia/Tokyo"
SHOPS = pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
# Sundays: the clocks change in Berlin on the first two, in New York on the others.
DAYS = [date(2027, 3, 28), date(2027, 10, 31), date(2027, 3, 14), date(2027, 11, 7)]
Opens = Callable[..., Page]


@pytest.fixture
def shop_in(boutique: Boutique) -> Callable[[str], Location]:
    """`shop_in("America/New_York")`: the first shop stands there, and opens on Sundays as well."""

    def moved(zone: str) -> Location:
        shop = boutique.berlin
        shop.timezone = zone
        shop.save()
        OpeningHours.objects.create(location=shop, weekday=6, opens=time(10), closes=time(19))
        for stylist in (boutique.mira, boutique.jo):
            WorkingHours.objects.create(
                stylist=stylist, location=shop, weekday=6, starts=time(10), ends=time(19)
            )
        return shop

    return moved


def open_board(page: Page, day: date | None = None) -> None:
    asked = "?location=berlin&view=stylists" + (f"&date={day}" if day else "")
    page.goto(reverse("admin:core_appointment_board") + asked)
    page.wait_for_selector(".ec-body .ec-day")
    page.wait_for_load_state("networkidle")


@SHOPS
@pytest.mark.parametrize("day", DAYS, ids=str)
def test_hands_in_tokyo_move_and_book_by_the_clock_of_the_shop(
    boutique: Boutique,
    booked: Any,
    shop_in: Callable[[str], Location],
    tuesday: date,
    page_of: Opens,
    zone: str,
    day: date,
) -> None:
    shop = shop_in(zone)
    appointment = booked("10:30", days=(day - tuesday).days)
    page = page_of(boutique.helena, timezone_id=TOKYO)
    open_board(page, day)
    expect(card(page, appointment)).to_contain_text("10:30 – 12:00")

    drag(page, appointment, half_hours=4)
    expect(toast(page)).to_contain_text("at 12:30")
    expect(card(page, appointment)).to_contain_text("12:30 – 14:00")
    appointment.refresh_from_db()
    assert appointment.starts_at == datetime.combine(day, time(12, 30), shop.zone)

    click_free(page, "Jo", "15:00")
    form = page.get_by_role("dialog", name="New appointment")
    expect(form.get_by_label("Date", exact=True)).to_have_value(f"{day}")
    expect(form.get_by_label("Time")).to_have_value("15:00")
    form.get_by_label("Bride", exact=True).fill("Bea")
    form.get_by_role("option", name="Bea Sommer").click()
    form.get_by_role("button", name="Book").click()
    expect(toast(page)).to_contain_text("Bea Sommer comes on")
    made = boutique.bea.appointments.get()
    assert made.starts_at == datetime.combine(day, time(15), shop.zone)
    expect(card(page, made)).to_contain_text("15:00")


@SHOPS
def test_the_line_of_now_and_today_follow_the_shop_and_not_tokyo(
    boutique: Boutique,
    booked: Any,
    shop_in: Callable[[str], Location],
    page_of: Opens,
    zone: str,
) -> None:
    shop = shop_in(zone)
    OpeningHours.objects.filter(location=shop).delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(location=shop, weekday=n, opens=time(0), closes=time(23, 59)) for n in range(7)
    )
    page = page_of(boutique.helena, timezone_id=TOKYO)
    open_board(page)
    line = page.evaluate(
        """() => {
            const body = document.querySelector(".ec-body").getBoundingClientRect();
            const now = document.querySelector(".ec-now-indicator").getBoundingClientRect();
            return (now.top - body.top) / body.height * 24 * 60;
        }"""
    )
    now = timezone.now().astimezone(shop.zone)
    assert abs(line - (now.hour * 60 + now.minute)) < 3
    assert page.locator("#board-date").input_value() == f"{now.date()}"

    appointment = booked("10:00")
    appointment.starts_at = timezone.now()
    appointment.ends_at = appointment.starts_at + timedelta(minutes=90)
    appointment.save()
    page.goto(reverse("admin:core_today") + "?location=berlin")
    anna = page.get_by_role("article", name="Anna Winter")
    expect(anna.locator(".today-time")).to_contain_text(f"{appointment.local_start:%H:%M}")
    clocks = [timezone.now().astimezone(shop.zone) - timedelta(minutes=n) for n in (0, 1)]
    said = "|".join(f"now {clock:%H:%M}" for clock in clocks)
    expect(page.locator(".today-clock")).to_have_text(re.compile(said))
