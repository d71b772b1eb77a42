"""Booking from the board: four steps, a new bride, gowns, refusals and their reasons."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from core.models import Appointment, Claim, Customer
from tests.browser.conftest import PHONE, Board, barriers
from tests.browser.hands import card, click_free, toast
from tests.cast import Boutique, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK: dict[str, Any] = {}
WIDTHS = pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="New appointment")


def opened(page: Page, clock: str) -> Locator:
    """The dialog as the button opens it, at a time."""
    page.get_by_role("button", name="New appointment").click()
    dialog(page).get_by_label("Time").fill(clock)
    return dialog(page)


def why(page: Page) -> Locator:
    return dialog(page).locator("[data-why]")


def test_four_steps_lead_from_the_board_to_booked(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("10:30")
    page = board()
    form = dialog(page)

    def choose_the_bride() -> None:
        form.get_by_label("Bride", exact=True).fill("som")
        form.get_by_role("option", name="Bea Sommer").click()

    steps = [
        lambda: click_free(page, "Jo", "13:00"),
        lambda: form.get_by_label("Appointment").select_option("Accessories"),
        choose_the_bride,
        lambda: form.get_by_role("button", name="Book").click(),
    ]
    for step in steps:
        step()
    expect(toast(page)).to_contain_text("Bea Sommer comes on")
    made = Appointment.objects.get(customer=boutique.bea)
    assert (made.starts_at, made.stylist, made.type) == (
        at("13:00"),
        boutique.jo,
        boutique.accessories,
    )
    assert made.history.first().history_user.username == "tom"
    expect(card(page, made)).to_contain_text("Bea Sommer")
    assert len(steps) <= 4


def test_four_steps_book_a_bride_nobody_knows_yet(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("10:30")
    page = board()
    form = dialog(page)

    def name_the_bride() -> None:
        form.get_by_label("Bride", exact=True).fill("Clara Neu")
        form.get_by_role("option", name="New bride: Clara Neu").click()

    steps = [
        lambda: click_free(page, "Jo", "13:00"),
        lambda: form.get_by_label("Appointment").select_option("Accessories"),
        name_the_bride,
        lambda: form.get_by_role("button", name="Book").click(),
    ]
    for step in steps:
        step()
    expect(toast(page)).to_contain_text("Clara Neu comes on")
    made = Appointment.objects.get(customer__name="Clara Neu")
    assert (made.starts_at, made.stylist, made.type) == (
        at("13:00"),
        boutique.jo,
        boutique.accessories,
    )
    assert len(steps) == 4


def test_the_keyboard_alone_books_a_bride_nobody_knows_yet(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("10:30")
    page = board()
    page.get_by_role("application", name="Free times").focus()
    page.keyboard.press("Enter")  # Jo at ten
    form = dialog(page)
    expect(form.get_by_label("Appointment")).to_be_focused()
    page.keyboard.type("Acc")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "bride":
            break
    page.keyboard.type("Clara Neu")
    expect(form.get_by_role("option", name="New bride: Clara Neu")).to_be_visible()
    page.keyboard.press("Enter")
    expect(form.get_by_label("Mail")).to_be_focused()
    page.keyboard.type("clara@example.org")
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Clara Neu comes on")
    made = Appointment.objects.get(customer__email="clara@example.org")
    assert (made.starts_at, made.stylist, made.type) == (
        at("10:00"),
        boutique.jo,
        boutique.accessories,
    )


@WIDTHS
def test_a_new_bride_is_entered_in_the_same_dialog(
    booked: Any, board: Board, at: Any, width: dict[str, Any]
) -> None:
    booked("10:30")
    page = board(view="", **width)
    form = opened(page, "14:00")
    form.get_by_label("Bride", exact=True).fill("Clara Neu")
    form.get_by_role("option", name="New bride: Clara Neu").click()
    expect(form.get_by_label("Her name")).to_have_value("Clara Neu")
    form.get_by_label("Mail").fill("clara@example.org")
    form.get_by_label("Wedding date").fill("2027-06-12")
    form.get_by_role("button", name="Book").click()
    expect(toast(page)).to_contain_text("Clara Neu comes on")
    clara = Customer.objects.get(name="Clara Neu")
    assert (clara.email, str(clara.wedding_on)) == ("clara@example.org", "2027-06-12")
    assert clara.appointments.get().starts_at == at("14:00")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_the_keyboard_alone_books(boutique: Boutique, booked: Any, board: Board, at: Any) -> None:
    booked("10:30")
    page = board()
    page.get_by_role("button", name="New appointment").focus()
    page.keyboard.press("Enter")
    form = dialog(page)
    expect(form.get_by_label("Appointment")).to_be_focused()
    form.get_by_label("Time").focus()
    page.keyboard.type("0400PM")
    form.get_by_label("Bride", exact=True).focus()
    page.keyboard.type("bea")
    expect(form.get_by_role("option", name="Bea Sommer")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(form.get_by_label("Bride", exact=True)).to_have_value("Bea Sommer")
    expect(form).to_be_visible()
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Bea Sommer comes on")
    assert boutique.bea.appointments.get().starts_at == at("16:00")


def test_escape_closes_the_list_and_keeps_what_was_entered(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    booked("10:30")
    page = board()
    form = opened(page, "14:00")
    form.get_by_label("Notes").fill("Her mother comes too")
    form.get_by_label("Bride", exact=True).fill("be")
    brides = form.get_by_role("listbox", name="Brides")
    expect(brides).to_be_visible()
    page.keyboard.press("Escape")
    expect(brides).to_be_hidden()
    expect(form.get_by_label("Notes")).to_have_value("Her mother comes too")


def test_a_taken_time_says_why_while_it_is_typed_and_writes_nothing(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    booked("14:00")
    booked("14:00", customer=boutique.bea, stylist=boutique.jo, room=boutique.alcove)
    page = board()
    form = opened(page, "12:00")
    expect(why(page)).to_contain_text("Free until 13:30.")
    form.get_by_label("Time").fill("14:30")
    expect(why(page)).to_contain_text("Every stylist is taken at that time.")
    expect(why(page)).to_contain_text("Mira: Anna Winter (Bridal consultation), 14:00 to 15:30")
    form.get_by_label("Time").fill("08:00")
    expect(why(page)).to_contain_text("The boutique is open 10:00 to 19:00 that day")
    why(page).get_by_role("button").first.click()
    expect(why(page)).to_contain_text("Free until")
    assert Appointment.objects.count() == 2


def test_a_refusal_stays_in_the_dialog_and_another_time_is_one_click(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("14:00")
    page = board()
    form = opened(page, "14:00")
    form.get_by_label("Stylist").select_option("Mira")
    form.get_by_label("Bride", exact=True).fill("Bea")
    form.get_by_role("option", name="Bea Sommer").click()
    form.get_by_role("button", name="Book").click()
    refusal = form.get_by_role("alert")
    expect(refusal).to_contain_text("Mira is taken at that time.")
    assert not boutique.bea.appointments.exists()
    refusal.get_by_role("button").first.click()
    expect(toast(page)).to_contain_text("Bea Sommer comes on")
    made = boutique.bea.appointments.get()
    assert made.stylist == boutique.mira
    assert made.starts_at != at("14:00")


def test_without_a_bride_nothing_is_booked(booked: Any, board: Board) -> None:
    booked("10:30")
    page = board()
    form = opened(page, "14:00")
    form.get_by_role("button", name="Book").click()
    expect(form.get_by_role("alert")).to_contain_text("Choose the bride from the list")
    expect(form.get_by_label("Bride", exact=True)).to_be_focused()
    assert Appointment.objects.count() == 1


def test_a_mail_that_is_none_is_refused_at_its_field(booked: Any, board: Board) -> None:
    booked("10:30")
    page = board()
    form = opened(page, "14:00")
    form.get_by_label("Bride", exact=True).fill("clara@neu")
    form.get_by_role("option", name="New bride").click()
    form.get_by_label("Her name").fill("Clara Neu")
    form.get_by_role("button", name="Book").click()
    expect(form.get_by_role("alert")).to_contain_text("valid email")
    expect(form.get_by_label("Mail")).to_have_attribute("aria-invalid", "true")
    assert not Customer.objects.filter(name="Clara Neu").exists()


def test_a_gown_says_whether_its_sample_is_free_then(
    boutique: Boutique, booked: Any, board: Board
) -> None:
    booked("14:00", samples=[boutique.sample])
    page = board()
    form = opened(page, "10:00")
    field = form.get_by_label("Gowns to try, up to 5")
    field.fill("veil")
    expect(form.get_by_role("option", name="Morning veil")).to_contain_text("no sample here")
    field.fill("auro")
    form.get_by_role("option", name="Aurora").click()
    chips = form.get_by_role("list", name="Gowns chosen")
    expect(chips).to_contain_text("sample free")
    form.get_by_label("Time").fill("14:00")
    expect(chips).to_contain_text("promised then")
    expect(why(page)).to_contain_text("Aurora, ivory, 38 is taken: Anna Winter")
    form.get_by_label("Time").fill("10:00")
    expect(chips).to_contain_text("sample free")
    form.get_by_label("Bride", exact=True).fill("Bea")
    form.get_by_role("option", name="Bea Sommer").click()
    form.get_by_role("button", name="Book").click()
    expect(toast(page)).to_contain_text("Bea Sommer comes on")
    made = boutique.bea.appointments.get()
    assert made.try_ons.get().sample == boutique.sample


def test_who_may_overbook_gives_a_reason_and_everybody_sees_red(
    boutique: Boutique, booked: Any, board: Board, helena: User
) -> None:
    booked("14:00")
    page = board(helena)
    form = opened(page, "14:00")
    form.get_by_label("Stylist").select_option("Mira")
    form.get_by_label("Fitting room").select_option("Salon")
    form.get_by_label("Bride", exact=True).fill("Bea")
    form.get_by_role("option", name="Bea Sommer").click()
    form.get_by_label("Overbook on purpose, because").fill("Her only free day")
    form.get_by_role("button", name="Book").click()
    expect(toast(page)).to_contain_text("Bea Sommer comes on")
    made = boutique.bea.appointments.get()
    assert made.overbooked_reason == "Her only free day"
    assert all(claim.is_overbooked for claim in made.claims.all())
    expect(page.locator("#board-over")).to_have_text("1 overbooked")
    expect(card(page, made)).to_have_css("border-top-color", "rgb(217, 45, 32)")


def test_who_may_not_overbook_is_not_asked(booked: Any, board: Board) -> None:
    booked("14:00")
    page = board()
    opened(page, "14:00")
    expect(why(page)).to_contain_text("Mira is taken")
    expect(dialog(page).get_by_label("Overbook on purpose, because")).to_have_count(0)


def test_who_may_only_look_still_learns_why_not(booked: Any, board: Board) -> None:
    booked("14:00")
    page = board(sign_in("lea", "view_appointment"))
    page.get_by_role("button", name="Why not?").click()
    asked = page.get_by_role("dialog", name="When is there time?")
    asked.get_by_label("Stylist").select_option("Mira")
    asked.get_by_label("Time").fill("14:00")
    expect(asked).to_contain_text("Mira is taken: Anna Winter (Bridal consultation)")
    expect(asked.get_by_role("button", name="Book this time")).to_have_count(0)
    assert Claim.objects.count() == 2


def test_a_browser_far_away_books_by_the_clock_of_the_shop(
    boutique: Boutique, booked: Any, board: Board, at: Any
) -> None:
    booked("10:30")
    page = board(timezone_id="America/Los_Angeles")
    click_free(page, "Jo", "13:00")
    form = dialog(page)
    expect(form.get_by_label("Time")).to_have_value("13:00")
    form.get_by_label("Bride", exact=True).fill("Bea")
    form.get_by_role("option", name="Bea Sommer").click()
    form.get_by_role("button", name="Book").click()
    expect(toast(page)).to_contain_text("at 13:00, with Jo")
    assert boutique.bea.appointments.get().starts_at == at("13:00")


@WIDTHS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_from_booking(
    booked: Any, board: Board, helena: User, width: dict[str, Any], scheme: str
) -> None:
    booked("14:00")
    page = board(helena, view="", color_scheme=scheme, **width)
    form = opened(page, "14:00")
    form.get_by_label("Stylist").select_option("Mira")
    expect(why(page)).to_contain_text("Mira is taken")
    form.get_by_label("Gowns to try, up to 5").fill("a")
    form.get_by_label("Bride", exact=True).fill("Clara Neu")
    expect(form.get_by_role("listbox", name="Brides")).to_be_visible()
    assert barriers(page, "#board-book") == []
    page.keyboard.press("Enter")
    form.get_by_role("button", name="Book").click()
    expect(form.get_by_role("alert")).to_be_visible()
    assert barriers(page, "#board-book") == []
