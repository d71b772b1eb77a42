"""The diary, the brides and the shop: addresses, hands, and rows that are worth a look."""

from collections.abc import Callable
from itertools import count

from playwright.sync_api import Page

Hands = Callable[[Page], None]
HOURS = count(9)  # the same words twice would be no change

BEFORE_SIGNING_IN = {"landing": "/", "login": "/admin/login/"}
SCREENS = {
    "dashboard": "/admin/",
    "today": "/admin/today/",
    "today-day": "/admin/today/?day={day}",
    "today-gowns": "/admin/today/?day={past}",
    "today-find": "/admin/today/?day={past}",
    "board": "/admin/board/",
    "board-rooms": "/admin/board/?date={day}&view=rooms",
    "board-week": "/admin/board/?date={day}&view=week",
    "board-list": "/admin/board/?date={day}&view=list",
    "board-slot": "/admin/board/?date={day}&view=stylists",
    "board-panel": "/admin/board/?date={day}&view=stylists",
    "board-move": "/admin/board/?date={day}&view=stylists",
    "board-cancel": "/admin/board/?date={day}&view=stylists",
    "board-new": "/admin/board/?date={day}&view=stylists",
    "board-why": "/admin/board/?date={day}&view=stylists",
    "board-block": "/admin/board/?date={day}&view=stylists",
    "import": "/admin/core/product/import/",
    "customers": "/admin/core/customer/",
    "customer": "/admin/core/customer/{customer}/change/",
    "duplicates": "/admin/core/customer/duplicates/",
    "merge": "/admin/core/customer/{customer}/merge/{double}/",
    "appointments": "/admin/core/appointment/",
    "appointment": "/admin/core/appointment/{appointment}/change/",
    "versions": "/admin/core/appointment/{appointment}/change/",
    "book": "/admin/core/appointment/add/",
    "sick": "/admin/core/rearrangement/add/",
    "sick-plan": "/admin/core/rearrangement/plan/?who=stylist-{stylist}&first_on={day}",
    "sick-told": "/admin/core/rearrangement/plan/?who=stylist-{stylist}&first_on={day}",
    "holidays": "/admin/core/closedday/public-holidays/",
    "closed-days": "/admin/core/closedday/",
    "outbox": "/admin/core/message/",
    "rules": "/admin/core/reminderrule/",
    "types": "/admin/core/appointmenttype/",
    "stylists": "/admin/core/stylist/",
    "location": "/admin/core/location/{location}/change/",
    "api": "/api/v1/docs",
}

# Keys and dates of rows that are worth a look, for the addresses above.
PREPARE = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from core.models import Appointment, Customer, Location, Product
user = get_user_model().objects.create_superuser("owner", password="{password}", first_name="Helena")
coming = Appointment.objects.filter(
    starts_at__gt=timezone.now() + timedelta(hours=20), status="confirmed", location=Location.objects.first()
)
seen = Appointment.objects.filter(starts_at__lt=timezone.now(), status="completed", try_ons__isnull=False)
bride = Customer.objects.filter(appointments__starts_at__gt=timezone.now(), appointments__in=coming).first()
double = Customer.objects.create(
    name=bride.name, email="second@example.org", phone=bride.phone, notes="Found us on Instagram"
)
print("product", Product.objects.filter(images__isnull=False).order_by("name").first().pk)
print("customer", bride.pk)
print("double", double.pk)
print("appointment", coming.first().pk)
print("stylist", coming.first().stylist_id)
print("location", Location.objects.first().pk)
print("day", coming.first().local_start.date())
print("past", seen.latest("starts_at").local_start.date())
"""


def press(name: str, *, exact: bool = False) -> Hands:
    return lambda page: page.get_by_role("button", name=name, exact=exact).first.click()


def first_card(page: Page) -> None:
    page.locator(".board-event:not([data-status=completed])").first.click()
    page.wait_for_selector("#board-panel[open]")


def move(page: Page) -> None:
    first_card(page)
    press("Move…")(page)


def cancel(page: Page) -> None:
    first_card(page)
    press("Cancel…")(page)


def new(page: Page) -> None:
    press("New appointment")(page)
    page.locator("#board-book [name=time]").fill("14:00")
    page.locator("#board-bride").fill("Clara Neu")
    page.get_by_role("option", name="New bride").click()
    page.locator("#board-gown").fill("a")


def why(page: Page) -> None:
    press("Why not?")(page)
    page.locator("#board-ask [name=time]").fill("08:00")


def slot(page: Page) -> None:
    page.locator("#board-walk").focus()
    page.keyboard.press("ArrowRight")


def gowns(page: Page) -> None:
    page.locator(".today-gown").first.scroll_into_view_if_needed()


def find(page: Page) -> None:
    press("Another gown she tried")(page)
    page.get_by_role("searchbox").fill("a")


def told(page: Page) -> None:
    press("See what they will be told")(page)


def both_versions(page: Page) -> None:
    """Somebody else saves the same appointment while it is open here."""
    hour = next(HOURS)
    page.get_by_label("Notes", exact=True).fill(f"Brings her mother, comes at {hour}:00")
    page.get_by_label("People").fill("3")
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Notes", exact=True).fill(f"Comes by train, at {hour}:15")
    with other.expect_navigation():
        press("Save", exact=True)(other)
    other.close()
    press("Save", exact=True)(page)


HANDS: dict[str, Hands] = {
    "today-gowns": gowns,
    "today-find": find,
    "board-slot": slot,
    "board-panel": first_card,
    "board-move": move,
    "board-cancel": cancel,
    "board-new": new,
    "board-why": why,
    "board-block": press("Block time"),
    "versions": both_versions,
    "sick-told": told,
}
