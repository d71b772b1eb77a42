"""Linked appointments and brides who stay longer, by hand and by keyboard on the board."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from core.models import Appointment, AppointmentGroup
from tests.browser.conftest import Board
from tests.browser.hands import card, drag, pull, toast
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def fittings(booked: Any) -> list[Appointment]:
    """Anna's two fittings, a week apart."""
    group = AppointmentGroup.objects.create(name="Anna's fittings", kind="fittings")
    return [booked("10:30", days=7 * n, group=group) for n in range(2)]


def starts(fittings: list[Appointment]) -> list[Any]:
    for row in fittings:
        row.refresh_from_db()
    return [row.starts_at for row in fittings]


def test_dragging_a_linked_one_asks_whether_all_move(
    fittings: list[Appointment], boutique: Boutique, board: Board, at: Any
) -> None:
    page = board()
    asked = page.get_by_role("dialog", name="Move the linked ones too?")
    drag(page, fittings[0], half_hours=2)
    asked.get_by_role("button", name="Leave it").click()
    expect(card(page, fittings[0])).to_contain_text("10:30")
    assert starts(fittings) == [at("10:30"), at("10:30", days=7)]
    drag(page, fittings[0], half_hours=2)
    with page.expect_response("**/board/events/**"):  # only then the board knows the new version
        asked.get_by_role("button", name="Move her alone").click()
    expect(toast(page)).to_contain_text("Anna Winter comes on")
    assert starts(fittings) == [at("11:30"), at("10:30", days=7)]
    drag(page, fittings[0], half_hours=2)
    asked.get_by_role("button", name="Move all 2 linked together").click()
    expect(toast(page)).to_contain_text("1 linked with her moved by as much.")
    assert starts(fittings) == [at("12:30"), at("11:30", days=7)]


def test_a_drag_that_one_of_them_cannot_follow_jumps_back_and_names_her(
    fittings: list[Appointment], boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("14:00", days=7, customer=boutique.bea)
    page = board()
    drag(page, fittings[0], half_hours=6)
    page.get_by_role("button", name="Move all 2 linked together").click()
    day = fittings[1].local_start
    expect(toast(page)).to_contain_text(f"Anna Winter on {day:%A} {day.day} {day:%B} at 10:30")
    expect(card(page, fittings[0])).to_contain_text("10:30")
    assert starts(fittings) == [at("10:30"), at("10:30", days=7)]


def test_the_move_dialog_moves_all_by_keyboard(
    fittings: list[Appointment], board: Board, at: Any
) -> None:
    page = board()
    card(page, fittings[0]).press("Enter")
    page.get_by_role("button", name="Move…").press("Enter")
    form = page.get_by_role("dialog", name="Move the appointment")
    form.get_by_role("radio", name="Move all 2 linked together").press("Space")
    form.get_by_label("Time").fill("12:30")
    form.get_by_role("button", name="Move", exact=True).press("Enter")
    expect(toast(page)).to_contain_text("1 linked with her moved by as much.")
    assert starts(fittings) == [at("12:30"), at("12:30", days=7)]


def test_who_is_here_is_pulled_longer_or_by_keyboard_and_cannot_be_dragged(
    booked: Any, board: Board, at: Any, tom: User
) -> None:
    anna = booked("10:30", status="arrived")
    page = board()
    drag(page, anna, half_hours=4)
    pull(page, anna, half_hours=1)
    expect(toast(page)).to_contain_text("Anna Winter stays until 12:30.")
    anna.refresh_from_db()
    assert (anna.starts_at, anna.ends_at) == (at("10:30"), at("12:30"))
    page.keyboard.press("Escape")
    card(page, anna).press("Enter")
    page.get_by_role("button", name="Longer or shorter…").press("Enter")
    form = page.get_by_role("dialog", name="How long she stays")
    expect(form.get_by_label("Time")).to_be_disabled()
    form.get_by_label("Length in minutes").fill("150")
    form.get_by_role("button", name="Save").press("Enter")
    expect(toast(page)).to_contain_text("Anna Winter stays until 13:00.")
    anna.refresh_from_db()
    assert anna.ends_at == at("13:00")
