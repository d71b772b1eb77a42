"""The board stays true by itself: what others do shows up, and disturbs nobody at work."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.browser.conftest import Board
from tests.browser.hands import card, drag, toast
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEN_SECONDS = 10_500  # and half of one for the answer to arrive
EVENTS = "**/board/events/**"


def next_look(page: Page) -> Any:
    """Until the board has asked the server by itself."""
    return page.expect_response(EVENTS, timeout=TEN_SECONDS)


def test_what_one_moves_the_other_sees_within_ten_seconds(
    boutique: Boutique, booked: Any, board: Board, helena: User
) -> None:
    appointment = booked("10:30")
    hers, toms = board(helena), board()
    expect(card(hers, appointment)).to_contain_text("10:30")
    drag(toms, appointment, half_hours=7, to="Jo")
    expect(toast(toms)).to_contain_text("at 14:00, with Jo in Salon.")
    expect(card(hers, appointment)).to_contain_text("14:00", timeout=TEN_SECONDS)
    assert hers.evaluate("performance.getEntriesByType('navigation').length") == 1
    hers.close()


def test_what_others_book_leaves_an_open_dialog_alone(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    booked("10:30")
    page = board()
    page.get_by_role("button", name="New appointment").click()
    form = page.get_by_role("dialog", name="New appointment")
    form.get_by_label("Time").fill("16:00")
    form.get_by_label("Notes").press_sequentially("Half a wor")
    other = booked("14:00", customer=boutique.bea)
    expect(card(page, other)).to_be_attached(timeout=TEN_SECONDS)
    expect(form.get_by_label("Notes")).to_be_focused()
    expect(form.get_by_label("Notes")).to_have_value("Half a wor")
    expect(form.get_by_label("Time")).to_have_value("16:00")


def test_what_others_do_leaves_the_focus_where_it_is(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    appointment = booked("10:30")
    page = board()
    card(page, appointment).focus()
    other = booked("14:00", customer=boutique.bea)
    expect(card(page, other)).to_be_visible(timeout=TEN_SECONDS)
    expect(card(page, appointment)).to_be_focused()


def test_what_others_do_does_not_take_the_card_out_of_the_hand(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    appointment = booked("10:30")
    page = board()
    box = card(page, appointment).bounding_box()
    assert box
    x, y = box["x"] + 30, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60, steps=6)
    other = booked("16:00", customer=boutique.bea)
    with next_look(page):
        page.mouse.move(x, y + 90, steps=3)
    page.wait_for_timeout(300)
    expect(page.locator(".ec-preview")).to_contain_text("12:00")
    expect(card(page, other)).to_have_count(0)
    page.mouse.move(x, y + 120, steps=3)
    page.mouse.up()
    expect(toast(page)).to_contain_text("at 12:30")
    expect(card(page, other)).to_be_visible()
    appointment.refresh_from_db()
    assert appointment.starts_at == at("12:30")
