"""Today, the page of a bride and two versions of one appointment, in a real browser."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect

from core.models import Appointment, Customer, Product, Sample
from core.services import appointments
from tests.browser.conftest import barriers
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opens = Callable[..., Page]
both_widths = pytest.mark.parametrize("width", [1440, 390])


@pytest.fixture
def opens(browser: Browser, live_server: Any, client: Client) -> Iterator[Opens]:
    """`opens(user, address, width=390, dark=True)`: the page of somebody who is signed in."""
    contexts = []

    def opened(user: User, address: str, width: int = 390, *, dark: bool = False) -> Page:
        client.force_login(user)
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
def anna_now(booked: Callable[..., Appointment], sample: Sample) -> Appointment:
    """Anna is due right now, with one gown."""
    return due(booked("10:00", samples=[sample]))


def due(appointment: Appointment, minutes: int = 0) -> Appointment:
    begins = timezone.now() + timedelta(minutes=minutes)
    appointment.starts_at, appointment.ends_at = begins, begins + timedelta(minutes=90)
    appointment.save()
    return appointment


def card(page: Page, bride: str) -> Locator:
    return page.get_by_role("article", name=bride)


def toast(page: Page) -> Locator:
    return page.locator(".board-toast")


@both_widths
def test_one_tap_and_she_has_arrived_without_losing_the_place(
    anna_now: Appointment, booked: Any, mira_login: User, opens: Opens, width: int
) -> None:
    for n in range(4):
        bride = Customer.objects.create(name=f"Bride {n}")
        due(booked("12:00", days=n, customer=bride), minutes=1 + n)
    page = opens(mira_login, reverse("admin:core_today"), width)
    last = card(page, "Bride 3")
    last.get_by_role("button", name="Arrived").scroll_into_view_if_needed()
    before = page.evaluate("[scrollY, document.querySelector('#main')?.scrollTop]")
    last.get_by_role("button", name="Arrived").click()
    expect(toast(page)).to_contain_text("Bride 3: arrived.")
    expect(last.get_by_role("button", name="Start")).to_be_visible()
    assert page.evaluate("[scrollY, document.querySelector('#main')?.scrollTop]") == before
    last.get_by_role("button", name="Not here yet").click()
    expect(toast(page)).to_contain_text("Bride 3: confirmed.")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Appointment.objects.get(customer__name="Bride 3").status == "confirmed"


@both_widths
@pytest.mark.parametrize(
    ("button", "status"),
    [
        ("Arrived", "arrived"),
        ("Start", "in-progress"),
        ("Done", "completed"),
        ("No-show", "no-show"),
    ],
)
def test_each_step_of_her_visit_is_one_tap(
    anna_now: Appointment, mira_login: User, opens: Opens, width: int, button: str, status: str
) -> None:
    page = opens(mira_login, reverse("admin:core_today"), width)
    card(page, "Anna Winter").get_by_role("button", name=button, exact=True).click()
    expect(toast(page)).to_contain_text("Anna Winter: ")
    anna_now.refresh_from_db()
    assert anna_now.status == status


@both_widths
def test_stars_a_yes_and_a_note_save_themselves(
    anna_now: Appointment, mira_login: User, opens: Opens, width: int
) -> None:
    page = opens(mira_login, reverse("admin:core_today"), width)
    anna = card(page, "Anna Winter")
    anna.locator("label", has_text="4 stars").click()
    expect(toast(page)).to_contain_text("Aurora: 4 of 5 stars.")
    anna.get_by_role("checkbox", name="Said yes").check()
    expect(toast(page)).to_contain_text("Aurora: she said yes!")
    anna.get_by_label("Note on Aurora").fill("Train too long")
    page.keyboard.press("Enter")
    expect(anna.locator(".today-paper")).to_contain_text("Train too long")
    tried = anna_now.try_ons.get()
    assert (tried.rating, tried.said_yes, tried.note) == (4, True, "Train too long")
    anna.locator("label", has_text="4 stars").click()  # a second tap takes it back
    expect(anna.locator(".today-paper")).not_to_contain_text("★")
    tried.refresh_from_db()
    assert (tried.rating, tried.said_yes) == (None, True)


def test_the_keyboard_rates_a_gown(anna_now: Appointment, mira_login: User, opens: Opens) -> None:
    page = opens(mira_login, reverse("admin:core_today"))
    group = page.get_by_role("group", name="How she liked Aurora")
    group.get_by_role("radio", name="3 stars").press("Space")
    expect(toast(page)).to_contain_text("3 of 5 stars")
    expect(group.get_by_role("radio", name="3 stars")).to_be_focused()


def test_a_gown_scanned_on_the_spot_joins_the_list(
    anna_now: Appointment, veil: Product, mira_login: User, opens: Opens
) -> None:
    page = opens(mira_login, reverse("admin:core_today"))
    card(page, "Anna Winter").get_by_role("button", name="Another gown she tried").click()
    dialog = page.get_by_role("dialog", name="Which gown did she try?")
    dialog.get_by_role("searchbox").fill("VEIL-1")
    page.keyboard.press("Enter")
    assert barriers(page) == []
    dialog.get_by_role("button", name="Morning veil").click()
    expect(toast(page)).to_contain_text("Morning veil is on the list.")
    expect(card(page, "Anna Winter")).to_contain_text("Tried on the spot")
    assert anna_now.try_ons.filter(product=veil).exists()


def test_what_others_do_appears_by_itself_and_what_she_writes_stays(
    anna_now: Appointment, boutique: Boutique, booked: Any, mira_login: User, opens: Opens
) -> None:
    page = opens(mira_login, reverse("admin:core_today"))
    note = card(page, "Anna Winter").get_by_label("Note on Aurora")
    note.press_sequentially("Half a wor")
    due(booked("12:00", customer=boutique.bea), minutes=5)
    expect(card(page, "Bea Sommer")).to_be_visible(timeout=15_000)
    expect(note).to_have_value("Half a wor")
    page.evaluate("document.activeElement.blur()")
    expect(toast(page)).to_contain_text("Aurora: noted.")


def test_a_tap_that_comes_too_late_is_told_and_the_sheet_shows_how_it_stands(
    anna_now: Appointment, helena: User, mira_login: User, opens: Opens
) -> None:
    page = opens(mira_login, reverse("admin:core_today"))
    appointments.advance(anna_now, to="no-show", by=helena)
    card(page, "Anna Winter").get_by_role("button", name="Arrived").click()
    expect(toast(page)).to_contain_text("Somebody else has changed")
    expect(card(page, "Anna Winter").get_by_role("button", name="Came after all")).to_be_visible()


def test_a_printed_day_is_one_page_of_black_on_white(
    anna_now: Appointment, booked: Any, mira_login: User, opens: Opens
) -> None:
    for n in range(7):
        bride = Customer.objects.create(name=f"Bride {n}", notes="Likes lace")
        due(booked("12:00", days=n, customer=bride, notes="Brings her mother"), minutes=n)
    page = opens(mira_login, reverse("admin:core_today"), 1440, dark=True)
    page.emulate_media(media="print")
    expect(page.locator("#nav-sidebar")).to_be_hidden()
    expect(page.get_by_role("button", name="Arrived").first).to_be_hidden()
    ground = "getComputedStyle(document.querySelector('.today-card')).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    paper = page.pdf(format="A4")
    assert paper.count(b"/Type /Page\n") == 1


def test_each_shop_prints_on_a_sheet_of_its_own(
    boutique: Boutique, anna_now: Appointment, booked: Any, opens: Opens
) -> None:
    Appointment.objects.update(overbooked_reason="Her only day")
    lisbon = {"location": boutique.lisbon, "stylist": boutique.ines, "room": boutique.terrace}
    due(booked("12:00", customer=boutique.bea, **lisbon))
    page = opens(boutique.helena, reverse("admin:core_today"), 1440, dark=True)
    page.emulate_media(media="print")
    expect(page.locator(".today-days small")).to_be_hidden()  # on paper "today" is soon wrong
    expect(page.locator(".today-alert")).to_have_css("color", "rgb(0, 0, 0)")
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 2


@both_widths
def test_doubles_are_made_one_and_two_again(boutique: Boutique, opens: Opens, width: int) -> None:
    Customer.objects.create(name="Ana Winter", email="winter@example.org", phone="030 5550101")
    page = opens(boutique.helena, reverse("admin:core_customer_changelist"), width)
    page.goto(reverse("admin:core_customer_find_duplicates"))
    page.get_by_role("link", name="Look at both").click()
    page.get_by_role("radio", name="winter@example.org").check()
    page.get_by_role("button", name="Make them one").click()
    expect(page.get_by_text("Ana Winter is now one with Anna Winter.")).to_be_visible()
    boutique.anna.refresh_from_db()
    assert boutique.anna.email == "winter@example.org"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Ana Winter and Anna Winter are two again.")).to_be_visible()
    assert Customer.objects.filter(name="Ana Winter").exists()


@both_widths
def test_the_second_of_two_sees_both_versions_and_chooses(
    boutique: Boutique, booked: Any, tom: User, opens: Opens, width: int
) -> None:
    appointment = booked("10:00", notes="Old")
    page = opens(tom, reverse("admin:core_appointment_change", args=[appointment.pk]), width)
    page.get_by_label("Notes").fill("Mine")
    page.get_by_label("People").fill("3")
    appointments.amend(appointment, notes="Theirs", by=boutique.helena)
    page.get_by_role("button", name="Save", exact=True).click()
    both = page.get_by_role("region", name="Two people, one appointment")
    expect(both).to_contain_text("Theirs")
    expect(page.get_by_label("Notes", exact=True)).to_have_value("Mine")
    both.get_by_role("radio", name="Keep mine").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("region", name="Two people, one appointment")).to_have_count(0)
    appointment.refresh_from_db()
    assert (appointment.notes, appointment.party_size) == ("Mine", 3)


def test_the_second_who_rates_a_gown_sees_the_first_and_decides(
    anna_now: Appointment, mira_login: User, tom: User, opens: Opens
) -> None:
    appointments.advance(anna_now, to="arrived", by=tom)
    page = opens(mira_login, reverse("admin:core_today"))
    tried = anna_now.try_ons.get()
    appointments.record_try_on(tried, rating=5, by=tom)
    page.locator(f"label[for=today-star-{tried.pk}-2]").click()
    toast = page.locator("#board-toasts")
    expect(toast).to_contain_text("Somebody else has written down Aurora meanwhile: ★★★★★.")
    expect(page.locator(f"#today-star-{tried.pk}-5")).to_be_checked()
    tried.refresh_from_db()
    assert tried.rating == 5
    toast.get_by_role("button", name="Save mine instead: ★★").click()
    expect(toast).to_contain_text("Aurora: 2 of 5 stars.")
    tried.refresh_from_db()
    assert tried.rating == 2


def test_two_quick_taps_are_one_verdict(
    anna_now: Appointment, mira_login: User, tom: User, opens: Opens
) -> None:
    appointments.advance(anna_now, to="arrived", by=tom)
    page = opens(mira_login, reverse("admin:core_today"))
    tried = anna_now.try_ons.get()
    page.evaluate(
        """(key) => {
            document.getElementById(`today-star-${key}-4`).click();
            document.getElementById(`today-said-${key}`).click();
        }""",
        tried.pk,
    )
    expect(page.locator("#board-toasts")).to_contain_text("Aurora: she said yes!")
    tried.refresh_from_db()
    assert (tried.rating, tried.said_yes) == (4, True)
