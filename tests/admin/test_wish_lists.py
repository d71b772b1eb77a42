"""Wish lists: kept on the page of the bride, seen on the page of the gown."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from core.errors import DomainError
from core.models import Customer, Product, WishedGown
from core.queries import glance
from core.services import catalog, merging
from tests.admin.forms import sent_back
from tests.cast import sign_in

ROWS = "wishes"


@pytest.fixture
def stylist(db: None) -> User:
    lea = sign_in("lea")
    lea.groups.add(Group.objects.get(name="Stylist"))
    return lea


def page_of(row: Any) -> str:
    return reverse(f"admin:core_{row._meta.model_name}_change", args=[row.pk])


def wish_for(browser: Client, bride: Customer, *gowns: Product, note: str = "") -> Any:
    """What a browser sends after "Add another" for each of them."""
    given = sent_back(browser, page_of(bride))
    first = int(given[f"{ROWS}-TOTAL_FORMS"])
    given[f"{ROWS}-TOTAL_FORMS"] = str(first + len(gowns))
    for number, gown in enumerate(gowns, first):
        row = f"{ROWS}-{number}"
        given |= {f"{row}-id": "", f"{row}-customer": bride.pk}
        given |= {f"{row}-product": gown.pk, f"{row}-note": note}
    return browser.post(page_of(bride), given)


def test_a_stylist_notes_what_a_bride_wishes_for(
    client: Client, stylist: User, anna: Customer, aurora: Product
) -> None:
    client.force_login(stylist)
    assert wish_for(client, anna, aurora, note="With sleeves").status_code == 302
    wish = anna.wishes.get()
    assert (wish.product, wish.note, wish.added_by) == (aurora, "With sleeves", stylist)
    page = client.get(page_of(aurora)).content.decode()
    assert "Wish lists" in page
    assert f'<a href="{page_of(anna)}">Anna Winter</a>' in page
    assert "With sleeves" in page
    assert ", Lea" in client.get(page_of(anna)).content.decode()
    record = wish.history.get()
    assert (record.history_type, record.door, record.history_user) == ("+", "admin", stylist)


def test_a_gown_is_wished_for_once(owner: Client, anna: Customer, aurora: Product) -> None:
    wish_for(owner, anna, aurora)
    page = wish_for(owner, anna, aurora).content.decode()
    assert "Aurora is on her wish list already." in page
    wish_for(owner, anna, aurora, aurora)
    assert anna.wishes.count() == 1


def test_a_gown_that_is_wished_for_is_archived_and_not_deleted(
    owner: Client, anna: Customer, bea: Customer, veil: Product, helena: User
) -> None:
    for bride in (anna, bea):
        WishedGown.objects.create(customer=bride, product=veil)
    with pytest.raises(DomainError):
        catalog.delete_product(veil, by=helena)
    page = owner.get(reverse("admin:core_product_delete", args=[veil.pk])).content.decode()
    assert "2 wishes of brides" in page
    catalog.archive(veil, by=helena)
    assert veil.wished_by.count() == 2


def test_two_rows_of_a_bride_bring_their_wishes_together_and_take_them_back(
    anna: Customer, bea: Customer, aurora: Product, veil: Product, helena: User
) -> None:
    hers = WishedGown.objects.create(customer=anna, product=aurora, note="Size 38")
    both = WishedGown.objects.create(customer=bea, product=aurora, note="With sleeves")
    other = WishedGown.objects.create(customer=bea, product=veil)
    assert merging.preview(anna, bea).moved["wishes"] == 2
    record = merging.merge(anna, bea, by=helena)
    assert {wish.pk for wish in anna.wishes.all()} == {hers.pk, both.pk, other.pk}
    assert {wish.note for wish in anna.wishes.all()} == {"Size 38", "With sleeves", ""}
    assert merging.undo(record, by=helena) == []
    assert [wish.pk for wish in anna.wishes.all()] == [hers.pk]
    assert {wish.customer.name for wish in (both, other) if not wish.refresh_from_db()} == {
        "Bea Sommer"
    }


def test_what_a_merge_brought_together_can_still_be_saved(
    owner: Client, anna: Customer, aurora: Product, veil: Product
) -> None:
    for note in ("Size 38", "With sleeves"):
        WishedGown.objects.create(customer=anna, product=aurora, note=note)
    assert wish_for(owner, anna, veil).status_code == 302
    assert anna.wishes.count() == 3


def test_the_nearest_wedding_comes_first(
    anna: Customer, bea: Customer, aurora: Product, django_assert_num_queries: Any
) -> None:
    for bride in (bea, anna):
        WishedGown.objects.create(customer=bride, product=aurora)
    with django_assert_num_queries(1):
        assert [wish.customer.name for wish in glance.wished(aurora)] == [
            "Anna Winter",
            "Bea Sommer",
        ]


def test_who_may_not_see_wishes_is_not_told_of_them(
    client: Client, anna: Customer, aurora: Product
) -> None:
    WishedGown.objects.create(customer=anna, product=aurora, note="With sleeves")
    client.force_login(sign_in("kim", "view_product", "view_customer", "change_customer"))
    assert "With sleeves" not in client.get(page_of(aurora)).content.decode()
    page = client.get(page_of(anna)).content.decode()
    assert "With sleeves" not in page
    client.post(page_of(anna), sent_back(client, page_of(anna)))
    assert anna.wishes.count() == 1
