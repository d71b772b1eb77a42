"""An import in a browser: file, columns, plan, a bar that moves, the receipt, and back again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from core.models import Location, Product, Variant
from tests import processes
from tests.browser.conftest import PHONE, barriers
from tests.exchange.files import table

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PageOf = Callable[..., Page]
GOWNS = 2500


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setenv("VAR_DIR", str(tmp_path))


def spring(folder: Path, count: int = GOWNS) -> Path:
    path = folder / "spring.csv"
    path.write_bytes(
        table(
            *(
                {"Web name": f"g-{n}", "Product": f"Gown {n}", "Description": "Silk. " * 16,
                 "SKU": f"G-{n}", "Price": f"{n}.50"}
                for n in range(count)
            )
        )
    )  # fmt: skip
    return path


def test_five_steps_with_a_bar_that_moves(
    page_of: PageOf, helena: User, berlin: Location, tmp_path: Path
) -> None:
    page = page_of(helena)
    page.goto("/admin/imports/")
    assert barriers(page) == []
    page.set_input_files("input[type=file]", spring(tmp_path))
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.locator("#im-doing", has_text="Reading the file")).to_be_visible()
    worker = processes.start("-m", "tests.importer", "240")
    try:
        apply = page.get_by_role("button", name="Apply all of it")
        expect(apply).to_be_visible(timeout=90_000)
        expect(page.get_by_role("link", name="New 5,000")).to_be_visible()
        assert barriers(page) == []

        apply.dblclick()
        expect(page.locator("#im-doing", has_text="Writing to the shop")).to_be_visible()
        seen = set()
        while page.locator("progress").count():
            seen.add(page.evaluate("document.querySelector('progress')?.value ?? null"))
            page.wait_for_timeout(200)
        expect(page.get_by_text("The file is in the shop.")).to_be_visible(timeout=90_000)
        assert len(seen - {None}) > 1, seen
        assert (Product.objects.count(), Variant.objects.count()) == (GOWNS, GOWNS)
        assert Product.history.count() == GOWNS

        page.get_by_text("Undo this import").click()
        page.get_by_role("button", name="Undo all of it").click()
        expect(page.get_by_text("This import was taken back.")).to_be_visible(timeout=90_000)
        assert not Product.objects.exists()
    finally:
        worker.kill()
        worker.communicate()


def test_a_bad_file_is_refused_on_the_spot(
    page_of: PageOf, helena: User, berlin: Location, tmp_path: Path
) -> None:
    page = page_of(helena, **PHONE)
    path = tmp_path / "gowns.csv"
    path.write_bytes(b'SKU,Product\n"AUR,x\n')
    page.goto("/admin/imports/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Show what it would do").click()

    expect(page.get_by_role("alert").filter(has_text="never closed")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_columns_are_said_on_a_phone(
    page_of: PageOf, helena: User, aurora: Product, berlin: Location, tmp_path: Path
) -> None:
    page = page_of(helena, **PHONE)
    path = tmp_path / "supplier.csv"
    path.write_bytes(table({"Ref": "AUR-IV-38", "Tariff 27": "2100.00", "Remark": "x"}))
    page.goto("/admin/imports/")
    page.set_input_files("input[type=file]", path)
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_label("What “Ref” means").select_option("SKU")
    page.get_by_label("What “Tariff 27” means").select_option("Price")
    assert barriers(page) == []
    page.get_by_role("button", name="Show what it would do").click()

    expect(page.get_by_text("Nothing is written yet.")).to_be_visible()
    expect(page.get_by_text("2100.00")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
