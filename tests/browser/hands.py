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
