"""Who sits at the browser, the board in front of them, and the eyes of those who cannot see it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
Board = Callable[..., Page]


def barriers(page: Page, inside: str = "#main, dialog[open]") -> list[str]:
    """What axe calls serious or critical on our own part of the page, each with its place.

    Letters in frames are the mail's own business; what still moves would be judged half faded.
    """
    expect(page.locator("#main")).to_be_visible()
    page.wait_for_load_state()
    page.add_style_tag(
        content="*, ::before, ::after { transition: none !important; animation: none !important }"
    )
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "inside => axe.run(inside, {iframes: false, resultTypes: ['violations']})", inside
    )
    return [
        f"{fault['id']}: {node['html'][:120]} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


@pytest.fixture
def page_of(browser: Browser, live_server: Any, db: None) -> Iterator[Callable[..., Page]]:
    """`page_of(tom, timezone_id=...)`: the page of somebody who is signed in, a device for each."""
    contexts = []

    def opened(user: User, **context: Any) -> Page:
        client = Client()
        client.force_login(user)
        usual = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}
        fresh = browser.new_context(base_url=live_server.url, **usual | context)
        contexts.append(fresh)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        fresh.add_cookies([cookie])
        return fresh.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def board(page_of: Callable[..., Page], tom: User, tuesday: date) -> Board:
    """Opens that Tuesday's board in Berlin, for Tom unless it is for somebody else."""

    def opened(user: User = tom, view: str = "stylists", **context: Any) -> Page:
        page = page_of(user, **context)
        asked = f"?location=berlin&date={tuesday}" + (f"&view={view}" if view else "")
        page.goto(reverse("admin:core_appointment_board") + asked)
        page.wait_for_selector(".board-event")
        page.wait_for_load_state("networkidle")  # then the next look at the server is seconds away
        return page

    return opened
