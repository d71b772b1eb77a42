"""What every test shares: a clean queue, cache and media folder, and a browser on request."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.cache import cache
from huey import RedisHuey, SqliteHuey
from huey.contrib.djhuey import HUEY
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsers import ARGUMENTS, chromium_path

pytest_plugins = ["tests.cast"]

DESK, PHONE = 1440, 390
OpenPage = Callable[..., Page]


def pytest_configure(config: pytest.Config) -> None:
    """Parallel test processes share one Redis: each gets a part of its own."""
    part = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if house.REDIS_URL:
        house.CACHES["default"]["KEY_PREFIX"] = f"nexus-test-{part}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = {
        "postgres": "" if not house.IS_SQLITE else "this round runs on SQLite",
        "redis": "" if house.REDIS_URL else "this round runs without Redis",
        "browser": "" if chromium_path() else "no Chromium here",
    }
    for item in items:
        for marker, reason in absent.items():
            if reason and item.get_closest_marker(marker):
                # Told in the last lines of the run; with CI=true tests/run.py fails instead.
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session", autouse=True)
def own_queue(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests never feed the queue of a shop that runs from this checkout."""
    if house.REDIS_URL:
        part = os.environ.get("PYTEST_XDIST_WORKER", "main")
        HUEY.storage = RedisHuey(f"nexus-test-{part}", url=house.REDIS_URL).storage
    else:
        path = tmp_path_factory.mktemp("queue") / "queue.sqlite3"
        HUEY.storage = SqliteHuey("nexus", filename=str(path)).storage


@pytest.fixture(autouse=True)
def clean_house(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield
    HUEY.storage.flush_all()
    forget_cached()


def forget_cached() -> None:
    """Not `cache.clear()`, which on Redis empties the whole database for the others too."""
    if house.REDIS_URL:
        client = cache._cache.get_client()
        for key in client.scan_iter(match=f"{house.CACHES['default']['KEY_PREFIX']}:*"):
            client.delete(key)
    else:
        cache.clear()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """`open_page("/admin/", width=PHONE, dark=True)`: a fresh visitor's page on the live server."""
    visits = []

    def visit(path: str = "/", *, width: int = DESK, dark: bool = False) -> Page:
        visitor = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if width == PHONE else 900},
            color_scheme="dark" if dark else "light",
            locale="en-GB",
        )
        visits.append(visitor)
        page = visitor.new_page()
        page.goto(path)
        return page

    yield visit
    for visitor in visits:
        visitor.close()
