"""What is said after an act: the same words in the same place on the board and on Today."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import Appointment
from core.services import appointments
from tests.browser.conftest import PHONE, Board
from tests.browser.hands import card

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK: dict[str, Any] = {}
WIDTHS = pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])


def is_on_a_card_at_the_foot(page: Page) -> None:
    toast = page.locator(".board-toast")
    expect(toast).to_be_in_viewport(ratio=1)
    box, window = toast.bounding_box(), page.viewport_size
    assert box
    assert window
    assert window["height"] - 60 < box["y"] + box["height"] < window["height"]
    middle = box["x"] + box["width"] / 2
    assert abs(middle - window["width"] / 2) < 12
    expect(toast).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(toast).not_to_have_css("box-shadow", "none")
    on_top = "([x, y]) => !!document.elementFromPoint(x, y).closest('.board-toast')"
    assert page.evaluate(on_top, [middle, box["y"] + box["height"] / 2])


@WIDTHS
def test_today_reports_and_refuses_at_the_foot_of_the_screen(
    booked: Callable[..., Appointment],
    mira_login: User,
    helena: User,
    page_of: Callable[..., Page],
    width: dict[str, Any],
) -> None:
    anna = booked("10:00")
    anna.starts_at = timezone.now()
    anna.ends_at = anna.starts_at + anna.type.duration
    anna.save()
    page = page_of(mira_login, **width)
    page.goto(reverse("admin:core_today"))
    page.get_by_role("button", name="Arrived").click()
    expect(page.get_by_role("status").filter(has_text="Anna Winter: arrived.")).to_be_visible()
    is_on_a_card_at_the_foot(page)
    anna.refresh_from_db()
    appointments.advance(anna, to="in-progress", by=helena)
    page.get_by_role("button", name="Start").click()
    refusal = page.get_by_role("alert").filter(has_text="Somebody else has changed")
    expect(refusal).to_be_visible()
    expect(page.locator(".board-toast")).to_have_count(1)
    is_on_a_card_at_the_foot(page)
    refusal.get_by_role("button", name="Close this message").click()
    expect(page.locator(".board-toast")).to_have_count(0)


@WIDTHS
def test_the_board_reports_at_the_foot_of_the_screen(
    booked: Callable[..., Appointment], board: Board, width: dict[str, Any]
) -> None:
    anna = booked("10:30", status=Appointment.Status.REQUESTED)
    page = board(view="", **width)
    card(page, anna).click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status").filter(has_text="Anna Winter: confirmed.")).to_be_visible()
    is_on_a_card_at_the_foot(page)
