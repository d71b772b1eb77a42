"""Every view and dialog of the diary through the eyes of axe, on desk and phone, light and dark."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import Appointment, Claim, Customer, TryOn, WorkingException
from core.services import appointments
from tests.browser.conftest import PHONE, Board, barriers
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Status = Appointment.Status
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
LIGHTS = pytest.mark.parametrize("scheme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
Opens = Callable[..., Page]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture
def full_day(boutique: Boutique, booked: Any, tuesday: date, at: Any) -> None:
    """A Tuesday with a bit of everything that the board can show."""
    for n, status in enumerate((Status.REQUESTED, Status.ARRIVED, Status.IN_PROGRESS)):
        booked(f"{10 + 2 * n}:00", status=status)
    booked("16:00", customer=boutique.bea, overbooked_reason="Her only day")
    WorkingException.objects.create(
        stylist=boutique.jo, applies_on=tuesday + timedelta(days=1), note="Training"
    )
    times = {"starts_at": at("12:00"), "ends_at": at("15:00")}
    Claim.objects.create(resource=boutique.alcove, kind=Claim.Kind.BLOCK, note="Painters", **times)
    Claim.objects.create(
        resource=boutique.jo, kind=Claim.Kind.HOLD, expires_at=at("11:00"), **times
    )


@WIDTHS
@LIGHTS
def test_every_view_of_the_board(
    full_day: None, board: Board, helena: User, width: dict[str, Any], scheme: str
) -> None:
    page = board(helena, view="", color_scheme=scheme, **width)
    for view in ("Stylists", "Rooms", "Week", "List"):
        page.get_by_role("button", name=view, exact=True).click()
        page.wait_for_selector(".board-event")
        if view != "List":
            page.locator("#board-walk").focus()
            expect(page.locator(".board-ring")).to_be_visible()
        for colors in ("By status", "By type"):
            page.get_by_role("button", name=colors).click()
            page.wait_for_timeout(150)  # the colours are drawn anew
            assert barriers(page, "#board") == [], (view, colors)
        assert fits(page)


def open_panel(page: Page) -> None:
    page.locator(".board-event").first.click()
    expect(page.locator("#board-panel")).to_be_visible()


@WIDTHS
@LIGHTS
def test_every_dialog_of_the_board(
    full_day: None, board: Board, helena: User, width: dict[str, Any], scheme: str
) -> None:
    page = board(helena, view="list", color_scheme=scheme, **width)

    def looked_at(name: str) -> None:
        dialog = page.locator(f"#board-{name}")
        expect(dialog).to_be_visible()
        assert barriers(page, f"#board-{name}") == [], name
        assert fits(page), name

    page.get_by_role("button", name="Why not?").click()
    asked = page.locator("#board-ask")
    asked.get_by_label("Stylist").select_option("Mira")
    for time, verdict in (("08:00", "Not possible"), ("18:00", "Free until")):
        asked.get_by_label("Time").fill(time)
        asked.get_by_label("Appointment").select_option("Accessories")
        expect(asked).to_contain_text(verdict)
        looked_at("ask")
    asked.get_by_role("button", name="Book this time").click()
    looked_at("book")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Block time").click()
    looked_at("block")
    page.locator("#board-block").get_by_role("button", name="Block", exact=True).click()
    expect(page.locator("#board-block").get_by_role("alert")).to_be_visible()
    looked_at("block")
    page.keyboard.press("Escape")

    for kind in ("block", "hold"):
        page.locator(f".board-claim.board-{kind}").first.click()
        looked_at("claim")
        page.keyboard.press("Escape")

    open_panel(page)
    looked_at("panel")
    page.get_by_role("button", name="Move…").click()
    page.locator("#board-move").get_by_label("Time").fill("08:00")
    expect(page.locator("#board-move")).to_contain_text("Not possible")
    looked_at("move")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Cancel…").click()
    looked_at("cancel")


@WIDTHS
@LIGHTS
def test_today_and_the_pages_of_a_bride(
    boutique: Boutique,
    booked: Any,
    page_of: Opens,
    tom: User,
    width: dict[str, Any],
    scheme: str,
) -> None:
    appointment = booked("10:00", samples=[boutique.sample], notes="Old")
    appointment.starts_at = timezone.now()
    appointment.ends_at = appointment.starts_at + timedelta(minutes=90)
    appointment.save()
    TryOn.objects.update(rating=4, said_yes=True, note="Lovely", tried_at=timezone.now())
    twin = Customer.objects.create(name="Anna Winter", email="winter@example.org")
    page = page_of(boutique.helena, color_scheme=scheme, **width)

    page.goto(reverse("admin:core_today"))
    expect(page.get_by_role("checkbox", name="Said yes")).to_be_checked()
    assert barriers(page) == []
    page.get_by_role("button", name="Another gown she tried").click()
    page.get_by_role("searchbox").fill("veil")
    expect(page.get_by_role("button", name="Morning veil")).to_be_in_viewport()
    assert barriers(page) == []
    for address in (
        reverse("admin:core_customer_change", args=[boutique.anna.pk]),
        reverse("admin:core_customer_find_duplicates"),
        reverse("admin:core_customer_merge", args=[boutique.anna.pk, twin.pk]),
    ):
        page.goto(address)
        assert barriers(page) == [], address
        assert fits(page), address

    page.goto(reverse("admin:core_appointment_change", args=[appointment.pk]))
    page.get_by_label("Notes").fill("Mine")
    appointments.amend(appointment, notes="Theirs", by=tom)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("region", name="Two people, one appointment")).to_be_visible()
    assert barriers(page) == []
    assert fits(page)
