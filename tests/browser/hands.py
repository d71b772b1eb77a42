"""What hands do on the board: find an appointment's card, drag it, read the answer."""

from playwright.sync_api import Locator, Page

from core.models import Appointment

HALF_HOUR = 30  # pixels, as in board.js


def card(page: Page, appointment: Appointment) -> Locator:
    return page.locator(f'[data-event="{appointment.pk}"]:not(.ec-ghost, .ec-preview)')


def drag(page: Page, appointment: Appointment, *, half_hours: int = 0, to: str = "") -> None:
    """Take the card by its head and drop it so many half hours later, in the column named."""
    box = card(page, appointment).bounding_box()
    assert box
    x, y = box["x"] + 30, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 4, y + 8, steps=3)
    if to:
        column = page.get_by_role("columnheader", name=to).bounding_box()
        assert column
        x = column["x"] + column["width"] / 2
    page.mouse.move(x, y + half_hours * HALF_HOUR, steps=12)
    page.mouse.up()


def toast(page: Page) -> Locator:
    return page.locator(".board-toast")


def pull(page: Page, appointment: Appointment, *, half_hours: int) -> None:
    """Take the lower edge of the card and let it go so many half hours later."""
    card(page, appointment).hover()
    box = card(page, appointment).bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] - 3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 6, steps=3)
    page.mouse.move(x, y + half_hours * HALF_HOUR, steps=12)
    page.mouse.up()


def click_free(page: Page, who: str, clock: str) -> None:
    """Click into somebody's column at the full hour."""
    column = page.get_by_role("columnheader", name=who).bounding_box()
    hour = page.locator(".ec-slot", has_text=clock).bounding_box()
    assert column
    assert hour
    page.mouse.click(column["x"] + 40, hour["y"] + hour["height"] / 2 + 4)
