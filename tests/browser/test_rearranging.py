"""Mira is sick: from the dashboard to the letters, done and undone, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from core.models import Appointment, ClosedDay, Rearrangement, ReminderRule
from tests.browser.conftest import barriers
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opens = Callable[..., Page]
widths = pytest.mark.parametrize(
    ("width", "dark"), [(1440, False), (1440, True), (390, False), (390, True)]
)


@pytest.fixture
def opens(browser: Browser, live_server: Any, client: Client, helena: User) -> Iterator[Opens]:
    """`opens(address, width=390, dark=True)`: Helena's page."""
    contexts = []

    def opened(address: str, width: int = 1440, *, dark: bool = False) -> Page:
        client.force_login(helena)
        fresh = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        contexts.append(fresh)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        fresh.add_cookies([cookie])
        page = fresh.new_page()
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def day(boutique: Boutique, booked: Callable[..., Appointment]) -> list[Appointment]:
    ReminderRule.objects.all().delete()  # the rules of a new shop last for one test of this kind
    ReminderRule.objects.create(
        name="Moved", event="moved", subject="Your new time", body="{{ stylist }} looks forward."
    )
    return [booked("10:00"), booked("14:00", customer=boutique.bea)]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@widths
def test_mira_is_sick(
    day: list[Appointment],
    boutique: Boutique,
    opens: Opens,
    tuesday: date,
    width: int,
    dark: bool,
) -> None:
    _anna, bea = day
    page = opens("/admin/", width, dark=dark)
    page.get_by_role("link", name="Somebody is sick").click()
    expect(page.get_by_label("Who or what")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("Who or what").select_option(label="Mira")
    page.get_by_label("From", exact=False).first.fill(f"{tuesday}")
    page.get_by_label("Reason").fill("Sick")
    page.get_by_role("button", name="Show who is affected").click()

    row = page.locator(f'[data-row="{bea.pk}"]')
    expect(row).to_contain_text("Free: with Jo")
    row.get_by_label("Time").fill("10:30")
    expect(row).to_contain_text("Why not?")
    expect(row).to_contain_text("Jo is taken: Anna Winter (Bridal consultation)")
    expect(page.locator("#ra-summary")).to_have_text("1 of 2 cannot be done like this.")
    assert barriers(page) == []
    assert fits(page)
    row.locator("[data-options] button").first.click()
    expect(row).to_contain_text("Free: with Jo")
    expect(row.get_by_label("Time")).to_have_value("12:00")

    page.get_by_role("button", name="See what they will be told").click()
    letter = page.frame_locator("iframe").first
    expect(letter.locator("body")).to_contain_text("Jo looks forward.")
    assert barriers(page) == []
    assert fits(page)
    page.get_by_role("button", name="Back to the list").click()
    expect(page.locator(f'[data-row="{bea.pk}"]').get_by_label("Time")).to_have_value("12:00")
    page.get_by_role("button", name="See what they will be told").click()
    page.get_by_role("button", name="Do all of it").click()

    expect(page.get_by_text("Done: Mira is away")).to_be_visible()
    bea.refresh_from_db()
    assert (bea.stylist, f"{bea.local_start:%H:%M}") == (boutique.jo, "12:00")
    page.get_by_role("button", name="Undo all").click()
    assert barriers(page) == []
    page.get_by_role("dialog").get_by_role("button", name="Undo all").click()
    expect(page.get_by_text("Undone: 2 appointments back as before.")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)
    bea.refresh_from_db()
    assert (bea.stylist, f"{bea.local_start:%H:%M}") == (boutique.mira, "14:00")


def test_the_list_is_worked_through_without_a_mouse(
    day: list[Appointment], boutique: Boutique, opens: Opens, tuesday: date
) -> None:
    asked = f"?who=stylist-{boutique.mira.pk}&first_on={tuesday}"
    page = opens(reverse("admin:core_rearrangement_plan") + asked)
    row = page.locator(f'[data-row="{day[1].pk}"]')
    row.get_by_label("What happens").focus()
    page.keyboard.press("ArrowDown")  # call her
    expect(row).to_contain_text("She keeps her time and hears nothing.")
    expect(row.get_by_label("Time")).to_be_hidden()
    page.keyboard.press("End")
    expect(row).to_contain_text("Her time becomes free, and she is told.")
    page.keyboard.press("Tab")
    page.keyboard.type("Nobody left")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("cancelled").first).to_be_visible()
    page.get_by_role("button", name="Do all of it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Done: Mira is away")).to_be_visible()
    day[1].refresh_from_db()
    assert (day[1].status, day[1].cancel_reason) == ("cancelled", "Nobody left")
    assert Rearrangement.objects.count() == 1


@widths
def test_holidays_are_ticked_and_closed(
    boutique: Boutique, opens: Opens, tuesday: date, width: int, dark: bool
) -> None:
    page = opens(reverse("admin:core_closedday_changelist"), width, dark=dark)
    if width < 768:
        page.get_by_text("more_horiz").click()
    page.get_by_role("link", name="Fill from public holidays").click()
    page.get_by_label("Country").select_option(label="Portugal")  # the page follows at once
    page.wait_for_url("**country=PT**")
    page.get_by_label("Year").fill("2031")
    page.get_by_role("button", name="Show the holidays").click()
    expect(page.get_by_label("Thu 25 Dec 2031", exact=True)).to_be_checked()
    assert barriers(page) == []
    assert fits(page)
    page.get_by_label("Thu 25 Dec 2031", exact=True).uncheck()
    page.get_by_role("button", name="Close the ticked days").click()
    expect(page.get_by_text("closed already").first).to_be_visible()
    assert not ClosedDay.objects.filter(closed_on=date(2031, 12, 25)).exists()
    assert ClosedDay.objects.filter(closed_on=date(2031, 12, 8)).exists()
