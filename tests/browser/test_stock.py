"""The stock in a browser: acts in dialogs, a packing list, a stocktake on a phone with a scanner."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from core.models import (
    Location,
    Product,
    Reservation,
    Sample,
    SheetLine,
    StockLevel,
    StockMovement,
    StockSheet,
    Variant,
)
from core.services import stock
from tests.browser.conftest import PHONE, barriers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PageOf = Callable[..., Page]


@pytest.fixture
def gown(aurora: Product, berlin: Location) -> Variant:
    gown = aurora.variants.get(size="38")
    stock.receive(gown, location=berlin, quantity=3)
    return gown


def level(gown: Variant, location: Location) -> StockLevel:
    return StockLevel.objects.get(variant=gown, location=location)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_pieces_are_received_counted_and_brought_over_in_dialogs(
    page_of: PageOf, helena: User, gown: Variant, berlin: Location, lisbon: Location
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:core_stocklevel_change", args=[level(gown, berlin).pk]))
    assert barriers(page) == []
    dialog = page.get_by_role("dialog")

    page.get_by_role("link", name="Receive", exact=True).click()
    expect(dialog.get_by_role("heading")).to_have_text("Receive")
    assert barriers(page, "#nx-stock") == []
    dialog.get_by_label("Pieces").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 pieces received in Berlin.")).to_be_visible()
    assert level(gown, berlin).on_hand == 5

    page.get_by_role("link", name="Count", exact=True).click()
    dialog.get_by_label("Pieces on the shelf").fill("4")
    dialog.get_by_role("button", name="Write down").click()
    expect(page.get_by_text("Berlin: counted 1 piece fewer.")).to_be_visible()

    page.get_by_role("link", name="Transfer").click()
    dialog.get_by_label("To").select_option(label="Lisbon")
    dialog.get_by_label("Pieces").fill("9")
    dialog.get_by_role("button", name="Bring over").click()
    expect(dialog).to_contain_text("Only 4 of AUR-IV-38 left at Berlin.")
    assert barriers(page, "#nx-stock") == []
    dialog.get_by_label("Pieces").fill("3")
    dialog.get_by_role("button", name="Bring over").click()
    expect(page.get_by_text("3 pieces brought from Berlin to Lisbon.")).to_be_visible()
    assert (level(gown, berlin).on_hand, level(gown, lisbon).on_hand) == (1, 3)

    page.get_by_role("link", name="Undo…").first.click()
    dialog.get_by_label("Why").fill("Wrong van")
    dialog.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("Transferred: undone")).to_be_visible()
    assert (level(gown, berlin).on_hand, level(gown, lisbon).on_hand) == (4, 0)
    assert page.url.endswith(f"/{level(gown, berlin).pk}/change/")


def test_a_piece_is_reserved_for_a_bride_and_sold_to_her(
    page_of: PageOf, helena: User, gown: Variant, berlin: Location, anna: Any
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:core_stocklevel_change", args=[level(gown, berlin).pk]))
    page.get_by_role("link", name="Reserve", exact=True).click()
    assert barriers(page, "#main form") == []
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill("Anna")
    page.get_by_role("option", name="Anna Winter").click()
    page.get_by_role("button", name="Reserve").click()
    expect(page.get_by_text("1 piece reserved for Anna Winter until")).to_be_visible()
    assert level(gown, berlin).reserved == 1
    assert barriers(page) == []

    page.get_by_role("link", name="Sell to her: Anna Winter").click()
    page.get_by_role("dialog").get_by_role("button", name="Sell").click()
    expect(page.get_by_text("1 piece sold in Berlin.")).to_be_visible()
    assert Reservation.objects.get().ending == "sold"
    assert (level(gown, berlin).on_hand, level(gown, berlin).reserved) == (2, 0)


@pytest.mark.parametrize("where", [{}, PHONE], ids=["desk", "phone"])
def test_a_packing_list_is_mended_received_and_taken_back(
    page_of: PageOf, helena: User, gown: Variant, berlin: Location, where: dict[str, Any]
) -> None:
    page = page_of(helena, **where)
    page.goto(reverse("admin:core_stocklevel_changelist"))
    page.get_by_role("link", name="Receive a packing list").click()
    codes = page.get_by_label("SKUs or barcodes")
    codes.fill("AUR-IV-36 2\n4000000000038\n4000000000038\nAUR-IV-4 1\n")
    page.get_by_role("button", name="Show what it means").click()
    fault = page.get_by_role("alert").filter(has_text="cannot be taken")
    expect(fault).to_contain_text("Line 4: AUR-IV-4 1")
    assert barriers(page, "#main") == []
    assert fits(page)
    assert page.get_by_role("button", name="Receive").count() == 0

    codes.fill("AUR-IV-36 2\n4000000000038\n4000000000038\nAUR-IV-40 1\n")
    page.get_by_role("button", name="Show what it means").click()
    expect(page.get_by_role("heading", name="5 pieces of 3 variants for Berlin")).to_be_visible()
    page.get_by_role("button", name="Receive 5 pieces").click()
    expect(page.get_by_text("5 pieces received in Berlin.")).to_be_visible()
    assert level(gown, berlin).on_hand == 5
    assert barriers(page, "#main") == []
    assert fits(page)

    page.get_by_role("link", name="Undo…").click()
    page.get_by_role("dialog").get_by_role("button", name="Undo all").click()
    expect(page.get_by_text("Undone: Packing list")).to_be_visible()
    assert level(gown, berlin).on_hand == 3
    assert StockSheet.objects.get().state == "undone"


def test_stock_is_taken_on_a_phone_with_a_scanner(
    page_of: PageOf, helena: User, gown: Variant, berlin: Location, aurora: Product
) -> None:
    page = page_of(helena, **PHONE)
    page.goto(reverse("admin:core_stocksheet_stocktake"))
    assert barriers(page, "#main") == []
    page.get_by_role("button", name="Begin to count").click()
    code = page.get_by_label("Scan a barcode or type a SKU")
    expect(code).to_be_focused()
    for _ in range(2):  # a scanner types the digits and ends with Enter
        page.keyboard.type("4000000000038")
        page.keyboard.press("Enter")
    page.keyboard.type("aur-iv-36\n")
    expect(page.get_by_role("heading", name="3 pieces of 2 variants")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Aurora, Ivory / 36 (AUR-IV-36): 1")
    page.keyboard.type("4711\n")
    expect(page.get_by_role("status")).to_contain_text("4711: Nobody knows this code.")
    assert barriers(page, "#main") == []
    assert fits(page)

    page.reload()
    expect(page.get_by_role("heading", name="3 pieces of 2 variants")).to_be_visible()
    page.get_by_role("button", name="One AUR-IV-36 more").click()
    expect(page.get_by_label("Pieces of AUR-IV-36")).to_have_value("2")
    assert SheetLine.objects.get(variant__sku="AUR-IV-36").quantity == 2
    assert StockMovement.objects.count() == 1

    page.get_by_role("link", name="Show the differences").click()
    expect(page.get_by_role("row", name="AUR-IV-38")).to_contain_text("-1")
    expect(page.get_by_role("row", name="AUR-IV-36")).to_contain_text("+2")
    assert barriers(page, "#main") == []
    assert fits(page)
    page.get_by_role("button", name="Write down 2 differences").click()
    expect(page.get_by_text("Stock taken in Berlin: 2 differences written.")).to_be_visible()
    assert level(gown, berlin).on_hand == 2


def test_what_was_not_scanned_is_gone_only_when_she_says_so(
    page_of: PageOf, helena: User, gown: Variant, berlin: Location, aurora: Product
) -> None:
    stock.receive(aurora.variants.get(size="40"), location=berlin, quantity=1)
    sheet = stock.open_stocktake(berlin)
    stock.scan(sheet, gown, quantity=3)
    page = page_of(helena)
    page.goto(reverse("admin:core_stocksheet_review", args=[sheet.pk]))
    expect(page.get_by_text("Everything agrees with the ledger.")).to_be_visible()

    page.get_by_role("button", name="They are gone").click()
    expect(page.get_by_role("row", name="AUR-IV-40")).to_contain_text("not scanned")
    page.get_by_role("button", name="Write down 1 difference").click()

    expect(page.get_by_text("1 difference written.")).to_be_visible()
    assert StockLevel.objects.get(variant__sku="AUR-IV-40").on_hand == 0


def test_a_sample_is_blocked_found_and_released(
    page_of: PageOf, helena: User, sample: Sample, berlin: Location
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:core_sample_change", args=[sample.pk]))
    page.get_by_role("link", name="Away for a while").click()
    now = timezone.now().astimezone(berlin.zone)
    dialog = page.get_by_role("dialog")
    assert barriers(page, "#nx-stock") == []
    dialog.get_by_label("From").fill(f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}")
    dialog.get_by_label("To").fill(f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}")
    dialog.get_by_label("Why").fill("Trunk show")
    dialog.get_by_role("button", name="Block it").click()
    expect(page.get_by_text("Free from").first).to_be_visible()
    assert barriers(page) == []

    page.get_by_role("link", name="Release for sale").click()
    dialog.get_by_role("button", name="Release", exact=True).click()
    expect(page.get_by_text("is for sale in Berlin now.")).to_be_visible()
    sample.refresh_from_db()
    assert sample.status == Sample.Status.RETIRED
    assert level(sample.variant, berlin).on_hand == 1


def test_a_refusal_can_be_read_in_the_dark(
    page_of: PageOf, helena: User, gown: Variant, berlin: Location
) -> None:
    page = page_of(helena, color_scheme="dark")
    page.goto(reverse("admin:core_stocklevel_change", args=[level(gown, berlin).pk]))
    page.get_by_role("link", name="Sell", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Pieces").fill("9")
    dialog.get_by_role("button", name="Sell").click()
    expect(dialog).to_contain_text("Only 3 of AUR-IV-38 left at Berlin.")
    assert barriers(page, "#nx-stock") == []


def test_who_was_signed_out_is_told_so_and_nothing_is_written(
    page_of: PageOf, helena: User, gown: Variant, berlin: Location
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:core_stocklevel_change", args=[level(gown, berlin).pk]))
    page.get_by_role("link", name="Sell", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Note").fill("For the window")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    dialog.get_by_role("button", name="Sell").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("You were signed out")
    expect(dialog.get_by_label("Note")).to_have_value("For the window")
    assert level(gown, berlin).on_hand == 3
