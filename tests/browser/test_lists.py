"""Finding things by hand: a view of her own from the list to the sidebar, and the palette's Enter."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.models import Product, SavedView
from tests.browser.conftest import PHONE, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PageOf = Callable[..., Page]


def test_she_keeps_a_view_and_finds_it_in_the_sidebar(
    page_of: PageOf, helena: User, aurora: Product, veil: Product
) -> None:
    Product.objects.filter(pk=veil.pk).update(status="draft")
    page = page_of(helena)
    page.goto(reverse("admin:core_product_changelist") + "?status__exact=draft")
    page.get_by_role("button", name="Save this view").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_label("Name").fill("Not on sale yet")
    assert barriers(page, "#save-view") == []
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept as “Not on sale yet”")).to_be_visible()
    page.goto(reverse("admin:core_customer_changelist"))
    page.locator("#nav-sidebar").get_by_role("link", name="Not on sale yet").click()
    expect(page.locator("#result_list")).to_contain_text("Morning veil")
    expect(page.locator("#result_list")).not_to_contain_text("Aurora")
    page.locator("#nav-sidebar").get_by_role("link", name="Arrange views").click()
    name = page.get_by_label("Name of Not on sale yet")
    name.fill("Drafts")
    name.press("Enter")
    expect(page.get_by_text("The view is called “Drafts” now.")).to_be_visible()
    assert barriers(page, "#main") == []
    page.get_by_role("button", name="Delete Drafts").click()
    expect(page.get_by_text("No views yet")).to_be_visible()
    assert not SavedView.objects.exists()


def test_a_scanned_code_and_enter_open_the_thing(
    page_of: PageOf, helena: User, aurora: Product, sample: Any
) -> None:
    page = page_of(helena)
    page.goto(reverse("admin:index"))
    page.get_by_role("button", name="Find a gown").click()
    field = page.locator("#search-input-command")
    field.press_sequentially("aurora")
    expect(page.locator("#command-results-list")).to_contain_text("Sample S-0001 · Berlin")
    field.fill("S-0001")
    field.press("Enter")  # a scanner does not wait for the search
    page.wait_for_url(f"**{reverse('admin:core_sample_change', args=[sample.pk])}")


def test_a_list_pages_on_a_phone(page_of: PageOf, helena: User, db: None) -> None:
    Product.objects.bulk_create(Product(name=f"Gown {n:03}", slug=f"g{n}") for n in range(120))
    page = page_of(helena, **PHONE)
    page.goto(reverse("admin:core_product_changelist"))
    pages = page.get_by_role("navigation", name="Pages of this list")
    expect(pages).to_contain_text("120 products")
    pages.get_by_role("link", name="Next").click()
    expect(page.locator("#result_list")).to_contain_text("Gown 050")
    page.get_by_role("link", name="Last page").click()
    expect(page.locator("#result_list")).to_contain_text("Gown 119")
    page.get_by_role("link", name="Previous").click()
    expect(page.locator("#result_list")).to_contain_text("Gown 069")
    assert barriers(page, ".nx-pages") == []


def test_a_card_on_a_phone_names_its_values_and_nothing_else(
    page_of: PageOf, helena: User, aurora: Product
) -> None:
    page = page_of(helena, **PHONE)
    page.goto(reverse("admin:core_collection_changelist"))
    names = page.locator("#result_list tr.data-row").first.locator("[data-label]")
    shown = names.evaluate_all("cells => cells.map(cell => cell.dataset.label)")
    assert "Season" in shown
    assert not [name for name in shown if any(sign.isdigit() for sign in name)]
