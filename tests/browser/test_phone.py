"""On a phone no page of ours scrolls sideways: what is wide scrolls inside itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import Page

from core.models import Appointment, Claim, Customer, ShopSettings, Stylist
from tests.admin.crowd import Crowd, crowd
from tests.admin.test_pages import NOT_ADDED_BY_HAND
from tests.browser.conftest import PHONE

__all__ = ["crowd"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

OURS = (
    "admin:index",
    "admin:core_today",
    "admin:core_appointment_board",
    "admin:core_rearrangement_add",
    "admin:core_product_import",
    "admin:core_product_export",
)
NAMES = ("changelist", "change", "add", "history")


def ours() -> list[str]:
    """The pages that are like no others, each with somebody on it."""
    appointment, stylist = Appointment.objects.last(), Stylist.objects.first()
    assert appointment
    assert stylist
    away = f"?who=stylist-{stylist.pk}&first_on={appointment.local_start.date()}"
    return [
        *map(reverse, OURS),
        reverse("admin:core_customer_changelist") + "duplicates/",
        reverse("admin:core_closedday_changelist") + "public-holidays/",
        reverse("admin:core_rearrangement_plan") + away,
    ]


def of_every_kind(name: str) -> list[str]:
    """The list, a new row, a row or its history, of everything that is registered."""
    found = []
    for model in admin.site._registry:
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"
        if name in {"changelist", "add"}:
            is_there = model is not ShopSettings and not (
                name == "add" and model._meta.model_name in NOT_ADDED_BY_HAND
            )
            found += [reverse(page)] if is_there else []
            continue
        rows = model._default_manager.order_by("-pk")
        row = (rows.filter(kind="block") if model is Claim else rows).first()
        assert row, page
        found.append(reverse(page, args=[row.pk]))
    return found


@pytest.mark.parametrize("name", ["", *NAMES])
def test_no_page_scrolls_sideways(
    letters: Any,
    shop: Any,
    crowd: Crowd,
    helena: User,
    page_of: Callable[..., Page],
    name: str,
) -> None:
    crowd(2)
    Customer.objects.update(name="Maximiliane-Theodora von und zu Hohenfels-Wittgenstein")
    page = page_of(helena, **PHONE)
    wide = {}
    for address in of_every_kind(name) if name else ours():
        answer = page.goto(address)
        assert answer
        assert answer.status == 200, address
        width = page.evaluate(
            "document.fonts.ready.then(() => document.documentElement.scrollWidth)"
        )
        if width > 390:
            wide[address] = width
    assert wide == {}
