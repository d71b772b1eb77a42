"""A product's day in the browser: pictures, sizes and colours, prices of many, labels."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.models import BulkEdit, Product, ProductImage, Variant
from tests import photos
from tests.browser.conftest import PHONE, barriers

pytestmark = pytest.mark.browser
PageOf = Callable[..., Page]


def open_product(page: Page, product: Product) -> Page:
    page.goto(reverse("admin:core_product_change", args=[product.pk]))
    page.wait_for_load_state("networkidle")
    return page


def choose(page: Page, *files: tuple[str, bytes]) -> None:
    page.set_input_files(
        "#px-files",
        [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files],
    )


def order(product: Product) -> list[int]:
    return list(product.images.values_list("pk", flat=True))


def tiles(page: Page) -> list[int]:
    found = page.locator(".px-tile").evaluate_all("all => all.map(t => Number(t.dataset.picture))")
    return list(found)


@pytest.fixture
def hung(aurora: Product) -> list[ProductImage]:
    """Three pictures; the browser draws them without asking another server."""
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    return [
        ProductImage.objects.create(product=aurora, url=dot, position=n, is_main=n == 0)
        for n in range(3)
    ]


def test_pictures_are_chosen_and_the_wrong_one_says_why(
    page_of: PageOf, helena: User, aurora: Product, transactional_db: None
) -> None:
    page = open_product(page_of(helena), aurora)
    choose(
        page, ("front.jpg", photos.photo()), ("page.jpg", b"<html>"), ("back.jpg", photos.photo())
    )
    expect(page.locator(".px-said")).to_have_text("2 pictures added.")
    expect(page.locator(".px-refused")).to_contain_text("page.jpg does not hold the picture")
    expect(page.locator(".px-tile")).to_have_count(2)
    expect(page.locator(".px-tile").first).to_contain_text("Main picture")
    assert aurora.images.count() == 2
    shown = page.locator(".px-tile img").first
    assert shown.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    assert barriers(page, "#pictures") == []


def test_a_picture_is_dropped_onto_the_page(
    page_of: PageOf, helena: User, aurora: Product, transactional_db: None
) -> None:
    page = open_product(page_of(helena), aurora)
    data = json.dumps(list(photos.photo()))
    bag = page.evaluate_handle(
        f"""() => {{
            const bag = new DataTransfer();
            bag.items.add(new File([new Uint8Array({data})], "front.jpg", {{type: "image/jpeg"}}));
            return bag;
        }}"""
    )
    page.dispatch_event("[data-drop]", "drop", {"dataTransfer": bag})
    expect(page.locator(".px-said")).to_have_text("1 picture added.")
    assert aurora.images.get().is_main


def test_pictures_are_ordered_by_keyboard_and_the_hand_stays(
    page_of: PageOf, helena: User, aurora: Product, hung: list[ProductImage], transactional_db: None
) -> None:
    one, two, three = (image.pk for image in hung)
    page = open_product(page_of(helena), aurora)
    page.get_by_role("button", name="Move picture 3 forward").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".px-said")).to_have_text("Moved forward.")
    assert tiles(page) == order(aurora) == [one, three, two]
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-picture="{three}"] .px-main')).to_be_visible()
    assert tiles(page) == order(aurora) == [three, one, two]
    assert list(aurora.images.filter(is_main=True).values_list("pk", flat=True)) == [three]
    # First now: forward is no longer possible, so the hand is on the next button of the picture.
    focused = page.evaluate("document.activeElement.closest('.px-tile')?.dataset.picture")
    assert focused == str(three)


def test_pictures_are_ordered_by_dragging(
    page_of: PageOf, helena: User, aurora: Product, hung: list[ProductImage], transactional_db: None
) -> None:
    one, two, three = (image.pk for image in hung)
    page = open_product(page_of(helena), aurora)
    page.drag_and_drop(
        f'[data-picture="{three}"]',
        f'[data-picture="{one}"]',
        source_position={"x": 80, "y": 60},
        target_position={"x": 20, "y": 60},
    )
    expect(page.locator(".px-said")).to_have_text("Put in order.")
    assert tiles(page) == order(aurora) == [three, one, two]


def test_a_picture_is_described_and_deleted(
    page_of: PageOf, helena: User, aurora: Product, hung: list[ProductImage], transactional_db: None
) -> None:
    page = open_product(page_of(helena), aurora)
    words = page.get_by_label("What it shows").first
    words.fill("Back with lace")
    words.press("Tab")
    expect(page.locator(".px-said")).to_have_text("Written down.")
    hung[0].refresh_from_db()
    assert hung[0].alt == "Back with lace"
    page.get_by_role("button", name="Delete picture 2").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Delete this picture?")
    dialog.get_by_role("button", name="Delete").click()
    expect(page.locator(".px-tile")).to_have_count(2)
    assert not ProductImage.objects.filter(pk=hung[1].pk).exists()


def test_sizes_and_colours_are_filled_in_one_go(
    page_of: PageOf, helena: User, aurora: Product, transactional_db: None
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:core_product_sizes", args=[aurora.pk]))
    page.locator(".px-chip", has_text="Blush").click()
    expect(page.get_by_label("SKU for Blush, size 36")).to_have_value("AUR-BL-36")
    page.get_by_label("SKU for Blush, size 36").fill("MY-OWN-36")
    page.get_by_label("Other sizes, with commas between").fill("42")
    page.keyboard.press("Tab")
    expect(page.get_by_label("SKU for Ivory, size 42")).to_have_value("AUR-IV-42")
    expect(page.get_by_label("SKU for Blush, size 36")).to_have_value("MY-OWN-36")
    page.get_by_label("Price for Blush").fill("1990")
    page.get_by_label("Price of Ivory, size 36").fill("1950")
    expect(page.locator("#px-count")).to_have_text(
        "5 new, 1 with another price. Nothing is saved yet."
    )
    assert barriers(page, "#sizes") == []
    page.get_by_role("button", name="Save all").click()
    expect(page.get_by_text("5 added, 1 with a new price")).to_be_visible()
    told = {sku: float(price) for sku, price in aurora.variants.values_list("sku", "price")}
    assert told == {
        "AUR-IV-36": 1950, "AUR-IV-38": 1890, "AUR-IV-40": 1890, "AUR-IV-42": 1890,
        "MY-OWN-36": 1990, "AUR-BL-38": 1990, "AUR-BL-40": 1990, "AUR-BL-42": 1990,
    }  # fmt: skip


def test_the_grid_fits_a_phone_and_a_refusal_stands_in_its_cell(
    page_of: PageOf, helena: User, aurora: Product, veil: Product, transactional_db: None
) -> None:
    page = page_of(helena, **PHONE)
    page.goto(reverse("admin:core_product_sizes", args=[aurora.pk]))
    page.locator(".px-chip", has_text="Blush").click()
    page.get_by_label("SKU for Blush, size 38").fill("VEIL-1")
    page.get_by_role("button", name="Save all").click()
    wrong = page.locator(".px-wrong")
    expect(wrong).to_contain_text("The SKU VEIL-1 belongs to Morning veil Ivory.")
    expect(wrong).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert aurora.variants.count() == 3


def test_prices_of_many_change_and_come_back_from_the_message(
    page_of: PageOf, helena: User, aurora: Product, veil: Product, transactional_db: None
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:core_product_changelist"))
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("change_together")
    page.get_by_role("button", name="Run").click()
    page.get_by_label("Price", exact=True).select_option("percent+")
    page.get_by_label("By, or to", exact=True).fill("5")
    page.get_by_label("Rounded").select_option("90")
    assert barriers(page, "#content-main, #main") == []
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".px-bulk")).to_contain_text("€1,984.90")
    page.get_by_role("button", name="Change 4 rows").click()
    expect(page.locator(".px-done")).to_contain_text("Changed 4 rows")
    assert sorted({float(v.price) for v in Variant.objects.all()}) == [251.9, 1984.9]
    page.locator(".px-done").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: 4 rows are as before.")).to_be_visible()
    assert sorted({float(v.price) for v in Variant.objects.all()}) == [240, 1890]
    assert BulkEdit.objects.get().undone_by == helena


def test_labels_are_made_and_a_scan_opens_the_gown(
    page_of: PageOf, helena: User, aurora: Product, transactional_db: None, tmp_path: Path
) -> None:
    page = open_product(page_of(helena), aurora)
    page.get_by_role("link", name="Labels").click()
    page.get_by_role("button", name="Label 20", exact=True).click()
    expect(page.get_by_label("Begin at label").first).to_have_value("20")
    assert barriers(page, ".px-labels") == []
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Make the PDF").click()
    file = tmp_path / "labels.pdf"
    waiting.value.save_as(file)
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 2
    codes = [
        code.text
        for sheet in document
        for code in zxingcpp.read_barcodes(sheet.render(scale=300 / 72).to_pil().convert("L"))
    ]
    document.close()
    assert sorted(codes) == ["4000000000036", "4000000000038", "4000000000040"]
    # What the scanner types ends with Enter.
    page.goto(reverse("admin:core_product_changelist"))
    page.locator("#searchbar").fill(codes[0])
    page.keyboard.press("Enter")
    variant = Variant.objects.get(barcode=codes[0])
    page.wait_for_url(re.compile(rf"/variant/{variant.pk}/change/"))
