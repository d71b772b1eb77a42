"""What the board shows at first sight: the hours of the day, the bar above, and when there is time."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from core.models import Claim, WorkingHours
from tests.browser.conftest import PHONE, Board, barriers
from tests.browser.hands import HALF_HOUR, card
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK: dict[str, Any] = {}
WIDTHS = pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])


def clocks(page: Page) -> list[str]:
    """The hours written beside the grid, first to last."""
    return [text for text in page.locator(".ec-sidebar .ec-slot").all_inner_texts() if text.strip()]


def inside(page: Page, what: Locator) -> bool:
    """Whether it lies in the part of the grid that is in sight."""
    grid, box = page.locator("#board-calendar").bounding_box(), what.bounding_box()
    assert grid
    assert box
    return grid["y"] <= box["y"] and box["y"] + box["height"] <= grid["y"] + grid["height"]


# The hours --------------------------------------------------------------------


@WIDTHS
def test_the_day_after_a_sick_call_still_opens_at_opening_time(
    boutique: Boutique, booked: Any, board: Board, at: Any, width: dict[str, Any]
) -> None:
    first = booked("10:30")
    midnight = {"starts_at": at("00:00"), "ends_at": at("00:00", days=2)}
    Claim.objects.create(resource=boutique.jo, kind="block", note="Sick", **midnight)
    page = board(**width)
    assert (clocks(page)[0], clocks(page)[-1]) == ("10:00", "19:00")
    assert inside(page, card(page, first))
    block = page.locator(".board-claim", has_text="Sick")
    expect(block.locator("time")).to_have_text("All day")
    box = block.bounding_box()
    assert box
    assert box["height"] == 22 * HALF_HOUR  # nine to eight, and nothing of the night


def test_an_appointment_outside_opening_hours_widens_the_day_by_an_hour_around_it(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    early = booked("07:30", overbooked_reason="She flies at noon")
    page = board()
    assert (clocks(page)[0], clocks(page)[-1]) == ("07:00", "19:00")
    assert inside(page, card(page, early))


# The bar ----------------------------------------------------------------------


@pytest.mark.parametrize("view", ["stylists", "week"])
def test_the_owners_bar_is_one_line_and_its_main_button_keeps_its_place(
    boutique: Boutique, booked: Any, board: Board, helena: User, tuesday: date, view: str
) -> None:
    booked("10:30", overbooked_reason="She flies tomorrow")
    page = board(helena, view=view)
    main = page.get_by_role("button", name="New appointment")
    expect(page.get_by_text("1 overbooked")).to_be_visible()
    place, bar = main.bounding_box(), page.locator(".board-bar").bounding_box()
    assert place
    assert bar
    assert bar["height"] == place["height"]
    tools = page.locator(".board-second").bounding_box()
    assert tools
    assert tools["height"] < 45
    longest = date(2028, 9, 27)  # a Wednesday in September of another year
    page.locator("#board-date").fill(f"{longest}")
    expect(page.get_by_role("heading", name="2028")).to_be_visible()
    assert main.bounding_box() == place


def test_on_a_phone_the_main_button_is_as_wide_as_the_page(
    booked: Any, board: Board, helena: User
) -> None:
    booked("10:30", overbooked_reason="She flies tomorrow")
    page = board(helena, view="", **PHONE)
    box = page.get_by_role("button", name="New appointment").bounding_box()
    title = page.locator("#board-title").bounding_box()
    assert box
    assert title
    assert box["width"] > 340
    assert title["height"] < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# When is there time? ------------------------------------------------------------


def asked(page: Page) -> Locator:
    page.get_by_role("button", name="Why not?").click()
    return page.get_by_role("dialog", name="When is there time?")


@WIDTHS
def test_why_not_begins_at_opening_time_and_offers_somebody_else(
    boutique: Boutique, booked: Any, board: Board, width: dict[str, Any]
) -> None:
    booked("10:30")
    WorkingHours.objects.filter(stylist=boutique.mira).update(ends="16:00")
    page = board(view="", **width)
    dialog = asked(page)
    why = dialog.locator("[data-why]")
    expect(dialog.get_by_label("Time")).to_have_value("10:00")
    expect(why).to_contain_text("Free until 11:30.")
    dialog.get_by_label("Stylist").select_option(label="Mira")
    dialog.get_by_label("Time").fill("15:00")
    expect(why.locator("li")).to_have_count(1)
    expect(why.locator("li")).to_have_text(
        "Mira works 10:00 to 16:00 that day. "
        "She would be needed 15:00 to 16:30 (90 minutes, then 15 to tidy up)."
    )
    assert barriers(page, "#board-ask") == []
    expect(why).to_contain_text("Or with her:")
    why.get_by_role("button", name="15:00 with Jo").click()
    expect(dialog.get_by_label("Stylist")).to_have_value(str(boutique.jo.pk))
    expect(why).to_contain_text("Free until 16:30.")
    dialog.get_by_label("Time").fill("")
    expect(why).to_contain_text("Choose a date and a time")
    dialog.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="New appointment").click()
    expect(page.locator("#board-book [data-why]")).to_contain_text("Choose a date and a time")
