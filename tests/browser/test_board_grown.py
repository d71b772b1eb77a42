"""The board's other hands: pulling an edge, blocking time, colours, notes of days, linked brides."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from core.models import (
    Appointment,
    AppointmentGroup,
    Claim,
    ClosedDay,
    WorkingException,
)
from core.services import appointments
from tests.browser.conftest import PHONE, Board, barriers
from tests.browser.hands import card, pull, toast
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Status = Appointment.Status
DESK: dict[str, Any] = {}
WIDTHS = pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])


# Its length -------------------------------------------------------------------


def test_pulling_the_lower_edge_makes_it_longer(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    appointment = booked("10:30")
    page = board()
    pull(page, appointment, half_hours=2)
    expect(toast(page)).to_contain_text("Anna Winter stays until 13:00.")
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.ends_at) == (at("10:30"), at("13:00"))
    assert {claim.ends_at for claim in appointment.claims.all()} == {at("13:15")}
    expect(card(page, appointment)).to_contain_text("13:00")


def test_a_refused_pull_jumps_back_and_names_who_is_in_the_way(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("12:30", customer=boutique.bea)
    appointment = booked("10:30")
    page = board()
    before = card(page, appointment).bounding_box()
    pull(page, appointment, half_hours=2)
    expect(toast(page)).to_contain_text(
        "Anna Winter's appointment keeps its length. Mira is taken: Bea Sommer (Bridal consultation), "
        "12:30 to 14:00, and 15 minutes to tidy up."
    )
    assert card(page, appointment).bounding_box() == before
    appointment.refresh_from_db()
    assert appointment.ends_at == at("12:00")


def test_the_move_dialog_changes_the_length_by_keyboard(booked: Any, board: Board, at: Any) -> None:
    appointment = booked("10:30")
    page = board()
    card(page, appointment).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move…").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Move the appointment")
    dialog.get_by_label("Length in minutes").fill("120")
    expect(dialog.locator("[data-why]")).to_contain_text("Free until 12:30.")
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Anna Winter stays until 12:30.")
    appointment.refresh_from_db()
    assert appointment.ends_at == at("12:30")


# Blocked, held, closed --------------------------------------------------------


@WIDTHS
def test_time_is_blocked_and_given_back_on_the_board(
    boutique: Boutique, booked: Any, board: Board, helena: User, at: Any, width: dict[str, Any]
) -> None:
    booked("10:30")
    page = board(helena, view="", **width)
    page.get_by_role("button", name="Block time").click()
    dialog = page.get_by_role("dialog", name="Block time")
    dialog.get_by_label("Who or what").select_option("Jo")
    dialog.get_by_label("at", exact=True).first.fill("13:00")
    dialog.get_by_label("at", exact=True).last.fill("15:00")
    dialog.get_by_label("Why").fill("First aid course")
    assert barriers(page, "#board-block") == []
    dialog.get_by_role("button", name="Block", exact=True).click()
    expect(toast(page)).to_contain_text("Jo is blocked from")
    claim = Claim.objects.get(kind=Claim.Kind.BLOCK)
    assert (claim.resource.name, claim.starts_at, claim.ends_at) == ("Jo", at("13:00"), at("15:00"))
    toast(page).get_by_role("button").click()
    page.locator(".board-claim", has_text="First aid course").click()
    shown = page.get_by_role("dialog", name="First aid course")
    assert barriers(page, "#board-claim") == []
    shown.get_by_role("button", name="Give the time back").click()
    expect(page.locator(".board-claim")).to_have_count(0)
    assert not Claim.objects.filter(kind=Claim.Kind.BLOCK).exists()


def test_what_is_promised_cannot_be_blocked_and_names_whom_to_move(
    boutique: Boutique, booked: Any, board: Board, helena: User
) -> None:
    booked("14:00")
    page = board(helena)
    page.get_by_role("button", name="Block time").click()
    dialog = page.get_by_role("dialog", name="Block time")
    dialog.get_by_label("Who or what").select_option("Salon")
    dialog.get_by_label("at", exact=True).first.fill("13:00")
    dialog.get_by_label("at", exact=True).last.fill("15:00")
    dialog.get_by_role("button", name="Block", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("Salon is promised to Anna Winter")
    assert not Claim.objects.filter(kind=Claim.Kind.BLOCK).exists()


def test_a_visitors_hold_says_what_it_is_and_cannot_be_taken(
    boutique: Boutique, booked: Any, board: Board, helena: User, at: Any
) -> None:
    booked("10:30")
    Claim.objects.create(
        resource=boutique.jo,
        kind=Claim.Kind.HOLD,
        starts_at=at("13:00"),
        ends_at=at("14:00"),
        expires_at=at("12:00"),
    )
    page = board(helena)
    page.locator(".board-hold", has_text="Held for a visitor").first.click()
    shown = page.get_by_role("dialog", name="Held for a visitor")
    expect(shown).to_contain_text("Jo")
    expect(shown.get_by_role("button", name="Give the time back")).to_have_count(0)


@WIDTHS
def test_a_day_that_is_not_like_others_says_why(
    boutique: Boutique, booked: Any, board: Board, tuesday: date, at: Any, width: dict[str, Any]
) -> None:
    booked("10:30")
    WorkingException.objects.create(stylist=boutique.jo, applies_on=tuesday, note="Training")
    ClosedDay.objects.create(closed_on=tuesday + timedelta(days=1), reason="Inventory")
    Claim.objects.create(
        resource=boutique.sample,
        kind=Claim.Kind.BLOCK,
        starts_at=at("09:00"),
        ends_at=at("00:00", days=3),
        note="Trunk show",
    )
    page = board(view="list", **width)
    notes = page.get_by_role("list", name="What is different on these days")
    expect(notes).to_contain_text("Jo is off: Training")
    expect(notes).to_contain_text("Closed: Inventory")
    expect(notes).to_contain_text("Aurora, ivory, 38 away until the end of")
    expect(notes).to_contain_text("Trunk show")
    page.get_by_role("button", name="Stylists").click()
    expect(page.locator(".board-note-text", has_text="Jo is off: Training")).to_be_visible()


# Colours, red, status, links --------------------------------------------------


def test_colours_follow_the_status_and_the_address_remembers(booked: Any, board: Board) -> None:
    appointment = booked("10:30", status=Status.ARRIVED)
    page = board()
    before = card(page, appointment).evaluate("it => getComputedStyle(it).borderLeftColor")
    page.get_by_role("button", name="By status").click()
    expect(card(page, appointment)).to_have_css("border-left-color", "rgb(9, 146, 80)")
    assert before != "rgb(9, 146, 80)"
    assert "colors=status" in page.url
    page.reload()
    expect(card(page, appointment)).to_have_css("border-left-color", "rgb(9, 146, 80)")
    legend = page.get_by_role("list", name="What the colours mean")
    expect(legend.get_by_text("In progress")).to_be_visible()
    expect(legend.get_by_text("Bridal consultation")).to_be_hidden()


def test_what_a_bride_asked_for_is_confirmed_from_the_panel(booked: Any, board: Board) -> None:
    appointment = booked("10:30", status=Status.REQUESTED)
    page = board()
    card(page, appointment).click()
    page.get_by_role("button", name="Confirm").click()
    expect(toast(page)).to_contain_text("Anna Winter: confirmed.")
    appointment.refresh_from_db()
    assert appointment.status == Status.CONFIRMED


def test_the_panel_leads_to_whom_she_is_linked_with(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    party = AppointmentGroup.objects.create(name="Winter party")
    other = booked("14:00", customer=boutique.bea, group=party)
    appointment = booked("10:30", group=party)
    page = board()
    card(page, appointment).click()
    panel = page.locator("#board-panel")
    expect(panel).to_contain_text("Linked with: Winter party")
    panel.get_by_role("button", name="Show Bea Sommer").click()
    expect(page.get_by_role("dialog", name="Bea Sommer")).to_be_visible()
    assert other.group == appointment.group


def test_two_people_at_one_appointment_see_both_versions(
    boutique: Boutique, booked: Any, board: Board, helena: User
) -> None:
    appointment = booked("10:30")
    appointment.save()  # a row of history for the version on screen
    page = board()
    card(page, appointment).click()
    page.get_by_role("button", name="Move…").click()
    appointments.amend(appointment, notes="Brings her sister", by=helena)
    dialog = page.get_by_role("dialog", name="Move the appointment")
    dialog.get_by_label("Time").fill("16:00")
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("now Brings her sister")
    appointment.refresh_from_db()
    assert appointment.local_start.hour == 10
