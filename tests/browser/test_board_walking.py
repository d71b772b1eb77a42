"""The board's free times by keyboard: arrow keys walk them, Enter books, and all of it is said."""

from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from core.models import Appointment
from tests.browser.conftest import PHONE, Board
from tests.browser.hands import toast
from tests.cast import Boutique, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def half_hours(boutique: Boutique) -> None:
    boutique.berlin.slot_minutes = 30
    boutique.berlin.save()


def stop(page: Page) -> Locator:
    return page.get_by_role("application", name="Free times of the board")


def said(page: Page) -> Locator:
    """What somebody hears who cannot see the board."""
    return page.locator("#board-said[aria-live=polite]")


def spoken(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_arrow_keys_find_a_free_time_and_enter_books_it(
    boutique: Boutique, half_hours: None, booked: Any, board: Board, at: Any, tuesday: date
) -> None:
    booked("10:30")  # with Mira until 12:00, and a quarter of an hour to tidy up
    page = board()
    page.get_by_role("button", name="Why not?").focus()
    press(page, "Tab")
    expect(stop(page)).to_be_focused()
    expect(said(page)).to_have_text(f"Jo, {spoken(tuesday)} 10:00, free until 19:00")
    press(page, "ArrowRight")
    expect(said(page)).to_have_text(f"Mira, {spoken(tuesday)} 10:00, free until 10:30")
    press(page, "ArrowDown")
    expect(said(page)).to_have_text(f"Mira, {spoken(tuesday)} 12:30, free until 19:00")
    expect(page.locator(".board-ring")).to_have_text("12:30")
    expect(page.locator(".board-ring")).to_be_in_viewport()

    press(page, "Enter")
    form = page.get_by_role("dialog", name="New appointment")
    expect(form.get_by_label("Time")).to_have_value("12:30")
    expect(form.get_by_label("Date", exact=True)).to_have_value(f"{tuesday}")
    expect(form.get_by_label("Stylist").locator("option:checked")).to_have_text("Mira")
    form.get_by_label("Bride", exact=True).focus()
    page.keyboard.type("bea")
    expect(form.get_by_role("option", name="Bea Sommer")).to_be_visible()
    press(page, "Enter", "Enter")
    expect(toast(page)).to_contain_text("Bea Sommer comes on")
    made = boutique.bea.appointments.get()
    assert (made.starts_at, made.stylist) == (at("12:30"), boutique.mira)
    expect(stop(page)).to_be_focused()
    expect(said(page)).to_have_text(f"Mira, {spoken(tuesday)} 14:30, free until 19:00")


def test_the_columns_of_rooms_lead_to_a_room(
    boutique: Boutique, half_hours: None, booked: Any, board: Board, tuesday: date
) -> None:
    booked("10:00")
    page = board(view="rooms")
    stop(page).focus()
    press(page, "End", "ArrowRight")
    expect(said(page)).to_have_text(f"Salon, {spoken(tuesday)} 18:30, free until 19:00")
    press(page, "Home")
    expect(said(page)).to_have_text(f"Salon, {spoken(tuesday)} 12:00, free until 19:00")
    press(page, "ArrowUp")
    expect(said(page)).to_have_text("Nothing is free earlier that day.")
    press(page, "Space")
    form = page.get_by_role("dialog", name="New appointment")
    expect(form.get_by_label("Fitting room").locator("option:checked")).to_have_text("Salon")
    press(page, "Escape")
    expect(stop(page)).to_be_focused()
    assert Appointment.objects.count() == 1


def test_the_week_names_who_is_free_and_pages_turn(
    boutique: Boutique, half_hours: None, booked: Any, board: Board, tuesday: date
) -> None:
    booked("10:00")
    page = board(view="week")
    stop(page).focus()  # Mondays are closed
    expect(said(page)).to_have_text(f"{spoken(tuesday)} 10:00, free: Jo")
    press(page, "ArrowRight")
    next_day = tuesday + timedelta(days=1)
    expect(said(page)).to_have_text(f"{spoken(next_day)} 10:00, free: Jo, Mira")
    press(page, "PageDown")
    next_week = tuesday + timedelta(days=8)
    expect(said(page)).to_have_text(f"{spoken(next_week)} 10:00, free: Jo, Mira")


def test_a_filter_makes_nothing_free(
    boutique: Boutique, half_hours: None, booked: Any, board: Board, tuesday: date
) -> None:
    appointment = booked("10:00")
    page = board()
    page.get_by_role("combobox", name="Type").select_option("Accessories")
    expect(page.locator(f'[data-event="{appointment.pk}"]')).to_have_count(0)
    stop(page).focus()
    press(page, "ArrowRight")
    expect(said(page)).to_have_text(f"Mira, {spoken(tuesday)} 12:00, free until 19:00")


def test_who_stands_on_a_time_hears_when_somebody_takes_it(
    boutique: Boutique, half_hours: None, booked: Any, board: Board, tuesday: date
) -> None:
    booked("10:00")
    page = board()
    stop(page).focus()
    expect(said(page)).to_have_text(f"Jo, {spoken(tuesday)} 10:00, free until 19:00")
    booked("10:00", customer=boutique.bea, stylist=boutique.jo, room=boutique.alcove)
    expect(said(page)).to_have_text(
        f"Jo, {spoken(tuesday)} 12:00, free until 19:00", timeout=15_000
    )
    expect(stop(page)).to_be_focused()


def test_a_full_day_says_so(
    boutique: Boutique, half_hours: None, booked: Any, board: Board, tuesday: date
) -> None:
    booked("10:00")
    page = board()
    page.locator("#board-date").fill(f"{tuesday - timedelta(days=1)}")  # a Monday
    stop(page).focus()
    expect(said(page)).to_contain_text("No free time here.")
    press(page, "Enter")
    expect(page.get_by_role("dialog", name="New appointment")).to_have_count(0)
    press(page, "PageDown")
    expect(said(page)).to_have_text(f"Jo, {spoken(tuesday)} 10:00, free until 19:00")


def test_there_is_no_stop_where_nothing_can_be_booked(booked: Any, board: Board) -> None:
    booked("10:00")
    expect(stop(board(view="list", **PHONE))).to_have_count(0)
    expect(stop(board(sign_in("lea", "view_appointment")))).to_have_count(0)
