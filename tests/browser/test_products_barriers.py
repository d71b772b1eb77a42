"""The pages of the catalogue through the eyes of axe, on desk and phone, light and dark."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page

from core.models import Location, Product, ProductImage, Sample, StockLevel, TryOn
from core.services import catalog
from core.services.catalog import bulk
from tests.browser.conftest import PHONE, barriers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def edit(aurora: Product, berlin: Location, sample: Sample, booked: Any) -> Any:
    """A gown with a bit of everything its pages can show."""
    dot = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
    for n in range(2):
        ProductImage.objects.create(product=aurora, url=dot, position=n, is_main=n == 0)
    first = aurora.variants.all()[0]
    StockLevel.objects.create(variant=first, location=berlin, on_hand=2, reserved=1)
    TryOn.objects.create(appointment=booked("10:00"), product=aurora, sample=sample)
    catalog.take_off_sale(first)
    price = bulk.PriceWish(how=bulk.How.PERCENT, value=Decimal(5))
    done = bulk.apply(bulk.Choice("product", [aurora.pk]), wish=bulk.Wish(price=price))
    aurora.variants.filter(pk=first.pk).update(price=1)
    bulk.undo(done)
    return done


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_catalogue(
    page_of: Callable[..., Page],
    helena: User,
    aurora: Product,
    edit: Any,
    width: dict[str, Any],
    scheme: str,
) -> None:
    page = page_of(helena, color_scheme=scheme, **width)
    own = {
        name: reverse(f"admin:core_product_{name}", args=[aurora.pk])
        for name in ("change", "sizes", "own_labels", "delete")
    }
    chosen = "?chosen=1&size=36&size=48&color=Ivory&color=Blush"
    for address in (
        own["change"],
        own["sizes"] + chosen,
        own["own_labels"],
        own["delete"],
        reverse("admin:core_variant_change", args=[aurora.variants.all()[0].pk]),
        reverse("admin:core_bulkedit_change", args=[edit.pk]),
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        inside = "#content-main" if page.locator("#content-main").count() else ".nx-page"
        assert barriers(page, inside) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
