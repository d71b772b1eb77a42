"""The board in a real browser: dragging, the keyboard, other time zones, a phone."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from core.models import Appointment
from tests.browser.conftest import Board
from tests.browser.hands import card, drag, toast
from tests.cast import Boutique, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_dragging_moves_the_appointment_and_keeps_it_there(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    appointment = booked("10:30")
    page = board()
    drag(page, appointment, half_hours=7, to="Jo")
    expect(toast(page)).to_contain_text("at 14:00, with Jo in Salon.")
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.stylist) == (at("14:00"), boutique.jo)
    expect(card(page, appointment)).to_contain_text("14:00")
    page.reload()
    expect(card(page, appointment)).to_contain_text("14:00")


def test_dragging_between_rooms_keeps_the_stylist(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    appointment = booked("10:30")
    page = board(view="rooms")
    drag(page, appointment, to="Alcove")
    expect(toast(page)).to_contain_text("with Mira in Alcove.")
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.room) == (at("10:30"), boutique.alcove)


def test_a_refused_move_jumps_back_says_why_and_offers_other_times(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("14:00", customer=boutique.bea)
    appointment = booked("10:30")
    page = board()
    before = card(page, appointment).bounding_box()
    drag(page, appointment, half_hours=6)
    expect(toast(page)).to_contain_text(
        "Anna Winter was not moved. Mira is taken: Bea Sommer (Bridal consultation), 14:00 to 15:30, "
        "and 15 minutes to tidy up."
    )
    expect(toast(page).locator("li")).to_have_count(0)
    assert card(page, appointment).bounding_box() == before
    appointment.refresh_from_db()
    assert appointment.starts_at == at("10:30")
    toast(page).locator(".board-alternatives button").first.click()
    expect(toast(page)).to_contain_text("Anna Winter comes on")
    appointment.refresh_from_db()
    assert appointment.version == 2


def test_what_somebody_else_moved_is_shown_as_it_stands(booked: Any, board: Board, at: Any) -> None:
    appointment = booked("10:30")
    page = board()
    Appointment.objects.filter(pk=appointment.pk).update(
        version=2, starts_at=at("16:00"), ends_at=at("17:30")
    )
    drag(page, appointment, half_hours=4)
    expect(toast(page)).to_contain_text("Somebody else has changed Anna Winter's appointment")
    expect(card(page, appointment)).to_contain_text("16:00")


def test_the_keyboard_alone_moves_an_appointment(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    appointment = booked("10:30")
    page = board()
    card(page, appointment).focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Anna Winter")
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Move…").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Move the appointment")
    expect(dialog.get_by_label("Date")).to_be_focused()
    dialog.get_by_label("Time").focus()
    page.keyboard.type("0430PM")
    dialog.get_by_label("Stylist").focus()
    page.keyboard.type("Jo")
    dialog.get_by_label("Time").focus()
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("at 16:30, with Jo")
    expect(dialog).to_be_hidden()
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.stylist) == (at("16:30"), boutique.jo)


def test_the_move_dialog_says_why_not_and_offers_other_times(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("14:00", customer=boutique.bea)
    appointment = booked("10:30")
    page = board()
    card(page, appointment).click()
    page.get_by_role("button", name="Move…").click()
    dialog = page.get_by_role("dialog", name="Move the appointment")
    dialog.get_by_label("Time").fill("14:00")
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Mira is taken at that time.")
    dialog.locator(".board-alternatives button").first.click()
    expect(toast(page)).to_contain_text("Anna Winter comes on")
    appointment.refresh_from_db()
    assert appointment.version == 2


def test_the_bride_arrives_with_one_click(booked: Any, page_of: Any, tom: User) -> None:
    appointment = booked("10:30")
    appointment.starts_at = timezone.now()
    appointment.ends_at = appointment.starts_at + appointment.type.duration
    appointment.save()
    page = page_of(tom)
    page.goto(reverse("admin:core_appointment_board") + "?location=berlin&view=list")
    card(page, appointment).click()
    page.get_by_role("button", name="Arrived").click()
    expect(toast(page)).to_contain_text("Anna Winter: arrived.")
    expect(card(page, appointment).locator(".board-mark")).to_contain_text("Arrived")
    appointment.refresh_from_db()
    assert appointment.status == Appointment.Status.ARRIVED


def test_a_cancelled_appointment_leaves_the_board(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    booked("16:00", customer=boutique.bea)
    appointment = booked("10:30")
    page = board()
    card(page, appointment).click()
    page.get_by_role("button", name="Cancel…").click()
    page.get_by_label("Reason, if you know it").fill("She is ill")
    page.get_by_role("button", name="Cancel the appointment").click()
    expect(card(page, appointment)).to_have_count(0)
    appointment.refresh_from_db()
    assert appointment.cancel_reason == "She is ill"


def test_a_browser_far_away_still_saves_the_clock_of_the_shop(
    booked: Any, board: Board, at: Any
) -> None:
    appointment = booked("10:30")
    page = board(timezone_id="America/Los_Angeles")
    expect(card(page, appointment)).to_contain_text("10:30")
    drag(page, appointment, half_hours=4)
    expect(toast(page)).to_contain_text("at 12:30")
    appointment.refresh_from_db()
    assert appointment.starts_at == at("12:30")


def test_a_phone_shows_the_list(booked: Any, board: Board, tuesday: date) -> None:
    appointment = booked("10:30")
    page = board(view="", viewport={"width": 390, "height": 844}, has_touch=True)
    expect(page.locator(".ec-list")).to_be_visible()
    expect(page.get_by_role("button", name="List", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(card(page, appointment)).to_contain_text("Mira, Salon")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_address_remembers_view_and_filters(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    hers = booked("10:30")
    other = booked("10:30", customer=boutique.bea, stylist=boutique.jo, room=boutique.alcove)
    page = board()
    page.get_by_role("combobox", name="Stylist").select_option("Jo")
    expect(card(page, hers)).to_have_count(0)
    page.get_by_role("button", name="Week").click()
    page.reload()
    expect(card(page, other)).to_be_visible()
    expect(card(page, hers)).to_have_count(0)
    page.get_by_role("button", name="Clear filters").click()
    expect(card(page, hers)).to_be_visible()


def test_who_may_only_look_cannot_drag(booked: Any, board: Board, at: Any) -> None:
    appointment = booked("10:30")
    page = board(sign_in("lea", "view_appointment"))
    drag(page, appointment, half_hours=4)
    expect(card(page, appointment)).to_contain_text("10:30")
    expect(page.get_by_role("button", name="New appointment")).to_have_count(0)
    appointment.refresh_from_db()
    assert appointment.starts_at == at("10:30")
