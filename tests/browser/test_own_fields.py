"""In a real browser: a field of her own is used the moment it is defined, and two people meet."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page, expect

from core.models import Customer, FieldDefinition, Location, Product
from tests.browser.conftest import PHONE, barriers
from tests.cast import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PageOf = Callable[..., Page]
MAIN = "#content-main"


@pytest.fixture
def greta(db: None) -> User:
    return sign_in("greta", is_superuser=True)


def page_for(row: Any) -> str:
    return reverse(f"admin:core_{row._meta.model_name}_change", args=[row.pk])


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def test_a_field_is_defined_and_used_at_once(
    page_of: PageOf, helena: User, greta: User, aurora: Product, veil: Product
) -> None:
    owner, other = page_of(helena), page_of(greta, **PHONE)
    other.goto(page_for(aurora))
    expect(other.get_by_label("Mood")).to_have_count(0)
    owner.goto(reverse("admin:core_fielddefinition_add"))
    owner.get_by_label("Belongs to").select_option("Products")
    owner.get_by_label("Takes").select_option("One of several choices")
    owner.get_by_label("Name", exact=False).first.fill("Mood")
    owner.get_by_label("Choices").fill("Boho\nGlamour")
    for place in ("A column of the list", "A filter of the list", "Found by the search"):
        owner.get_by_label(place).check()
    save(owner)
    expect(owner.get_by_text("It is in the form of every product from now on")).to_be_visible()
    assert barriers(owner, MAIN) == []
    other.reload()
    other.get_by_label("Mood").select_option("Boho")
    save(other)
    aurora.refresh_from_db()
    assert aurora.own == {"mood": "Boho"}
    owner.goto(reverse("admin:core_product_changelist") + "?own_mood=Boho")
    expect(owner.get_by_role("row").filter(has_text="Aurora")).to_contain_text("Boho")
    expect(owner.get_by_role("row").filter(has_text="Morning veil")).to_have_count(0)


def test_a_field_is_taken_away_and_its_values_deleted(
    page_of: PageOf, helena: User, aurora: Product
) -> None:
    field = FieldDefinition.objects.create(kind="product", key="mood", label="Mood", type="text")
    aurora.own = {"mood": "Boho"}
    aurora.save()
    owner = page_of(helena)
    owner.goto(page_for(field))
    expect(owner.get_by_text("Filled in 1 time.")).to_be_visible()
    owner.get_by_role("button", name="Take it away").click()
    expect(owner.get_by_text("1 value is kept")).to_be_visible()
    assert barriers(owner, MAIN) == []
    owner.get_by_role("link", name="Delete for good…").click()
    owner.get_by_role("button", name="Delete the field and 1 value").click()
    expect(owner.get_by_text("Mood is deleted for good")).to_be_visible()
    aurora.refresh_from_db()
    assert aurora.own == {}


def test_two_editors_of_one_bride_see_both_versions(
    page_of: PageOf, helena: User, greta: User, anna: Customer
) -> None:
    owner, other = page_of(helena), page_of(greta, **PHONE)
    for page in (owner, other):
        page.goto(page_for(anna))
    other.get_by_label("Notes", exact=True).fill("Allergic to silk")
    other.get_by_label("Budget").fill("3000")
    save(other)
    owner.get_by_label("Notes", exact=True).fill("Needs a lift")
    owner.get_by_label("Waist (cm)").fill("71")
    save(owner)
    both = owner.get_by_role("region", name="Two people, one customer")
    expect(both).to_be_in_viewport()
    expect(both).to_contain_text("Greta")
    expect(both.get_by_role("group", name="Notes")).to_contain_text("Allergic to silk")
    assert barriers(owner, MAIN) == []
    both.get_by_label("Keep mine").check()
    save(owner)
    anna.refresh_from_db()
    assert (anna.notes, anna.budget, anna.waist_cm) == ("Needs a lift", 3000, 71)
    owner.goto(reverse("admin:core_customer_history", args=[anna.pk]))
    assert barriers(owner, "main, .nx-page") == []
    owner.get_by_role("button", name="Restore this version").last.click()
    expect(owner.get_by_text("Back to the version of").first).to_be_visible()
    anna.refresh_from_db()
    assert anna.notes == ""


def test_two_editors_of_the_hours_lose_no_row(
    page_of: PageOf, helena: User, greta: User, berlin: Location
) -> None:
    owner, other = page_of(helena), page_of(greta)
    for page in (owner, other):
        page.goto(page_for(berlin))
        page.locator("#tabs-items").get_by_role("link", name="Opening hours").click()
    other.locator("label:has([name=opening_hours-0-DELETE])").click()
    other.locator("[name=opening_hours-1-closes]").fill("20:00")
    save(other)
    owner.locator("[name=opening_hours-4-opens]").fill("09:00")
    save(owner)
    both = owner.get_by_role("region", name="Two people, one location")
    expect(both).to_contain_text("Removed")
    save(owner)
    rows = {row.weekday: (row.opens.hour, row.closes.hour) for row in berlin.opening_hours.all()}
    assert rows == {2: (10, 20), 3: (10, 19), 4: (10, 19), 5: (9, 19)}
