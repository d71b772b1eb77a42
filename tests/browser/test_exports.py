"""Taking a list home: choose columns, read the file back; a long one with its progress."""

import csv
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.exchange.export import making, tables
from core.models import Customer, Export
from tests.browser.conftest import PHONE, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PageOf = Callable[..., Page]


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def brides(number: int) -> None:
    Customer.objects.bulk_create(Customer(name=f"Bride {n:05}") for n in range(number))


def test_she_takes_a_filtered_list_with_the_columns_she_wants(
    page_of: PageOf, helena: User, anna: Customer, bea: Customer, tmp_path: Path
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:core_customer_changelist") + "?q=anna")
    page.get_by_role("link", name="Export", exact=True).click()
    expect(page.get_by_text("Search: anna")).to_be_visible()
    assert barriers(page, ".ex-page") == []
    page.get_by_role("button", name="Untick all").click()
    page.get_by_label("Name", exact=True).check()
    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("CSV for Excel").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "brides.csv")
    with (tmp_path / "brides.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows == [{"Name": "Anna Winter", "Phone": "'+49 30 5550101"}]
    page.goto(reverse("admin:core_export_new", args=["customer"]))
    expect(page.get_by_label("Phone", exact=True)).to_be_checked()
    expect(page.get_by_label("Mail", exact=True)).not_to_be_checked()
    page.goto(reverse("admin:core_exports"))
    expect(page.locator(".ex-row")).to_contain_text("Search: anna")
    assert barriers(page, ".ex-page") == []


def test_a_long_list_is_seen_growing_and_fetched(
    page_of: PageOf, helena: User, shop: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    brides(60)
    monkeypatch.setattr(making, "MOST_AT_ONCE", 20)
    monkeypatch.setattr(making, "BEATS", 0.0)
    monkeypatch.setattr(tables, "CHUNK", 10)
    may_go_on = threading.Event()
    page = page_of(helena, **PHONE)
    page.goto(reverse("admin:core_export_new", args=["customer"]))
    page.get_by_role("button", name="Export").click()
    row = page.locator(".ex-row")
    expect(row).to_contain_text("Waiting for the worker")
    worker = threading.Thread(target=work, args=(may_go_on,))
    worker.start()
    expect(row).to_contain_text("of 60 rows", timeout=15_000)
    assert 0 < float(row.locator("progress").get_attribute("value") or 0) < 100
    may_go_on.set()
    expect(row.get_by_role("link", name="Download")).to_be_visible(timeout=15_000)
    worker.join()
    with page.expect_download() as download:
        row.get_by_role("link", name="Download").click()
    download.value.save_as(tmp_path / "all.csv")
    assert len((tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()) == 61
    assert Export.objects.get().rows == 60


def work(may_go_on: threading.Event) -> None:
    """The worker, which pauses after the third chunk until it may go on."""
    asked = 0

    def goes_on() -> bool:
        nonlocal asked
        asked += 1
        if asked == 5:
            may_go_on.wait(20)
        return True

    try:
        making.work(goes_on)
    finally:
        connection.close()
