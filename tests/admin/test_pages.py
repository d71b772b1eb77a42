"""Every page of the admin answers, and no list asks the database once a row."""

import html
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.crowd import Crowd
from tests.cast import sign_in

MODELS = sorted(
    (model for model in admin.site._registry if model._meta.model_name != "shopsettings"),
    key=lambda model: model._meta.label,
)
NAMES = [model._meta.model_name for model in MODELS]
NOT_ADDED_BY_HAND = {
    "bulkedit",
    "message",
    "reservation",
    "stockmovement",
    "stocklevel",
    "stocksheet",
}

QUERIES = {
    "group": 10,
    "user": 12,
    "appointment": 15,
    "appointmenttype": 10,
    "bulkedit": 10,
    "category": 10,
    "claim": 10,
    "closedday": 13,
    "collection": 11,
    "customer": 11,
    "designer": 10,
    "fielddefinition": 10,
    "location": 10,
    "message": 11,
    "product": 14,
    "rearrangement": 12,
    "reminderrule": 10,
    "reservation": 11,
    "room": 11,
    "sample": 13,
    "stocklevel": 13,
    "stockmovement": 13,
    "stocksheet": 11,
    "stylist": 13,
    "variant": 13,
}
"""A list with its sidebar: session, user, clock, badges, counts, filters, the rows."""


def page(model: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(seen)


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_the_owner_finds_every_page(owner: Client, crowd: Crowd, model: Any) -> None:
    crowd(1)
    row = admin.site._registry[model].model._default_manager.order_by("pk").last()
    if model._meta.model_name == "claim":
        row = model.objects.filter(kind="block").last()
    lists = owner.get(page(model, "changelist"))
    change = owner.get(page(model, "change", row.pk))
    history = owner.get(page(model, "history", row.pk))
    add = owner.get(page(model, "add"))
    assert [lists.status_code, change.status_code, history.status_code] == [200, 200, 200]
    expected = 403 if model._meta.model_name in NOT_ADDED_BY_HAND else 200
    assert add.status_code == expected
    for answer in (lists, change):
        assert b"None" not in answer.content.replace(b"display: none", b"").split(b"<main", 1)[-1]


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_a_list_of_thirty_costs_no_more_than_a_list_of_one(
    owner: Client, crowd: Crowd, model: Any
) -> None:
    address = page(model, "changelist")
    crowd(1)
    owner.get(address)  # content types are remembered from here on
    one = queries_of(owner, address)
    crowd(29)
    assert queries_of(owner, address) == one == QUERIES[model._meta.model_name]


@pytest.mark.parametrize("name", ["product", "appointment", "customer", "variant"])
def test_a_search_costs_no_more_with_thirty_hits(owner: Client, crowd: Crowd, name: str) -> None:
    address = reverse(f"admin:core_{name}_changelist") + "?q=1"
    crowd(1)
    owner.get(address)
    one = queries_of(owner, address)
    crowd(29)
    assert queries_of(owner, address) == one


def test_an_empty_list_says_what_to_do_next(owner: Client) -> None:
    answer = owner.get(reverse("admin:core_product_changelist"))
    assert "No gowns here yet" in answer.content.decode()
    assert "Import your catalogue" in answer.content.decode()


def test_a_search_without_a_hit_offers_to_show_everything(owner: Client, crowd: Crowd) -> None:
    crowd(1)
    answer = owner.get(reverse("admin:core_product_changelist") + "?q=zebra")
    assert "Nothing matches" in answer.content.decode()
    assert "No gowns here yet" not in answer.content.decode()


def test_the_settings_open_their_only_form(owner: Client) -> None:
    answer = owner.get(reverse("admin:core_shopsettings_changelist"))
    assert answer.headers["Location"] == reverse("admin:core_shopsettings_change", args=[1])
    assert owner.get(answer.headers["Location"]).status_code == 200


def test_the_palette_finds_a_gown_and_a_bride(owner: Client, crowd: Crowd) -> None:
    crowd(1)
    assert "Bride 1" in palette(owner, "bride")
    assert "Gown 1" in palette(owner, "gown")


def test_the_palette_stays_short_and_shows_what_one_may_see(client: Client, crowd: Crowd) -> None:
    crowd(10)
    client.force_login(sign_in("lea", "view_product"))
    assert palette(client, "gown").count("/core/product/") == 6
    assert "Bride" not in palette(client, "bride")


def palette(client: Client, term: str) -> str:
    answer = client.get(reverse("admin:search"), {"s": term, "extended": 1})
    return str(answer.content.decode())


@pytest.mark.parametrize("name", ["message", "stockmovement"])
def test_a_page_to_read_says_its_state_in_words(owner: Client, crowd: Crowd, name: str) -> None:
    """The pill of a list, put on a page, would come out as ('sold', 'Sold')."""
    crowd(1)
    row = apps.get_model("core", name).objects.first()
    text = owner.get(page(type(row), "change", row.pk)).content.decode()
    state = row.get_state_display() if name == "message" else row.get_reason_display()
    assert state in text
    assert f"'{state}'" not in html.unescape(text)
