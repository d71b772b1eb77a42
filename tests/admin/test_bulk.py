"""Changing many together in the admin: the door with its preview, its conflict and its undo."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from core.models import BulkEdit, Product, Variant
from tests.admin.crowd import Crowd
from tests.cast import sign_in

LIST = "admin:core_product_changelist"


def hidden(page: Any) -> dict[str, str]:
    """What the page's form would send along."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def choose(browser: Client, *rows: Any, kind: str = "product", **more: Any) -> Any:
    given = {"action": "change_together", "_selected_action": [row.pk for row in rows]}
    return browser.post(reverse(f"admin:core_{kind}_changelist"), given | more)


def together(browser: Client, given: dict[str, Any], kind: str = "product", **more: Any) -> Any:
    return browser.post(reverse(f"admin:core_{kind}_bulk"), given | more)


RAISE = {"price_how": "percent+", "price_value": "5", "price_rounding": "90"}


def test_from_ticking_to_the_undo_in_the_message(
    owner: Client, aurora: Product, veil: Product
) -> None:
    start = choose(owner, aurora, veil)
    assert "2 products chosen" in start.content.decode()
    preview = together(owner, hidden(start) | RAISE, do="preview")
    text = preview.content.decode()
    assert "<b>4 rows</b> would change" in text
    assert "<del>€1,890</del>" in text
    assert "<ins>€1,984.90</ins>" in text
    assert not BulkEdit.objects.exists()

    done = together(owner, hidden(preview), do="apply")
    assert done.headers["Location"] == reverse(LIST)
    text = owner.get(reverse(LIST)).content.decode()
    edit = BulkEdit.objects.get()
    undo = reverse("admin:core_bulkedit_undo", args=[edit.pk])
    assert "Changed 4 rows: Price + 5 %, rounded to .90." in text
    assert f'action="{undo}"' in text
    assert veil.variants.get().price == Decimal("251.90")

    assert owner.get(undo).status_code == 405
    page = owner.post(undo, follow=True).content.decode()
    assert "Undone: 4 rows are as before." in page
    assert veil.variants.get().price == Decimal(240)
    page = owner.post(undo, follow=True).content.decode()
    assert "undone already" in page


def test_the_undo_in_the_message_carries_a_valid_token(helena: Any, aurora: Product) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(helena)
    token = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', strict.get(reverse(LIST)).content.decode()
    )
    assert token
    sent = {"csrfmiddlewaretoken": token[1]}
    start = choose(strict, aurora, **sent)
    preview = together(strict, hidden(start) | RAISE | sent, do="preview")
    together(strict, hidden(preview) | sent, do="apply")
    message = re.search(
        r'<form[^>]*class="px-done">.*?</form>', strict.get(reverse(LIST)).content.decode()
    )
    assert message
    own = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', message[0])
    assert own
    undo = reverse("admin:core_bulkedit_undo", args=[BulkEdit.objects.get().pk])
    assert strict.post(undo).status_code == 403
    assert strict.post(undo, {"csrfmiddlewaretoken": own[1]}).status_code == 302
    assert BulkEdit.objects.get().undone_at


def test_all_that_match_the_filter_are_chosen_across_pages(owner: Client, crowd: Crowd) -> None:
    crowd(60)
    Product.objects.filter(name__endswith="7").update(status="active")
    found = Product.objects.filter(status="active").count()
    address = f"{reverse(LIST)}?status__exact=active"
    first = Product.objects.filter(status="active").first()
    given = {"action": "change_together", "select_across": "1", "_selected_action": [first.pk]}
    start = owner.post(address, given)
    assert f"{found} products chosen" in start.content.decode()
    preview = together(owner, hidden(start), do="preview", status="archived")
    done = together(owner, hidden(preview), do="apply")
    assert done.headers["Location"] == address, "back to the list as it was filtered"
    assert Product.objects.filter(status="archived").count() == found


def test_rows_edited_since_are_marked_and_nothing_is_written(
    owner: Client, aurora: Product, veil: Product
) -> None:
    preview = together(owner, hidden(choose(owner, aurora, veil)) | RAISE, do="preview")
    Variant.objects.filter(sku="VEIL-1").update(price=Decimal(300))
    again = together(owner, hidden(preview), do="apply")
    text = again.content.decode()
    assert "1 row was edited since you looked" in text
    assert text.count("edited since you looked</span>") == 1
    assert "<del>€300</del>" in text
    assert not BulkEdit.objects.exists()
    assert aurora.variants.filter(price=Decimal(1890)).count() == 3
    together(owner, hidden(again), do="apply")
    assert veil.variants.get().price == Decimal("314.90")


def test_without_a_preview_nothing_is_applied(owner: Client, aurora: Product) -> None:
    start = hidden(choose(owner, aurora))
    for seen in ({}, {"seen": "forged"}):
        answer = together(owner, start | RAISE | seen, do="apply")
        assert "edited since you looked" in answer.content.decode()
    forged = together(owner, {"chosen": "forged"} | RAISE, do="apply", follow=True)
    assert forged.status_code == 302
    assert not BulkEdit.objects.exists()


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "Choose at least one thing to change."),
        ({"price_how": "percent+"}, "Say by how much"),
        ({"price_value": "5"}, "Say what to do with this price."),
        ({"price_how": "percent-", "price_value": "101"}, "More than 100 % cannot be taken off."),
        ({"reorder_level": "3"}, "Say at which location."),
        ({"status": "sold"}, "not one of the available choices"),
    ],
)
def test_what_is_said_wrongly_is_asked_again(
    owner: Client, aurora: Product, given: dict[str, str], why: str
) -> None:
    page = together(owner, hidden(choose(owner, aurora)) | given, do="preview")
    assert why in page.content.decode()
    assert not BulkEdit.objects.exists()


def test_a_row_that_cannot_is_shown_and_keeps_the_button_away(
    owner: Client, aurora: Product, veil: Product
) -> None:
    wish = {"price_how": "amount-", "price_value": "300"}
    text = together(
        owner, hidden(choose(owner, aurora, veil)) | wish, do="preview"
    ).content.decode()
    assert "The price would fall below zero." in text
    assert 'value="apply"' not in text


def test_variants_have_their_own_door(owner: Client, aurora: Product) -> None:
    some = list(aurora.variants.all()[:2])
    start = choose(owner, *some, kind="variant")
    assert "2 variants chosen" in start.content.decode()
    assert 'name="status"' not in start.content.decode()
    preview = together(owner, hidden(start), "variant", do="preview", is_active="no")
    together(owner, hidden(preview), "variant", do="apply")
    assert aurora.variants.filter(is_active=False).count() == 2
    # What was chosen among variants is no key to products.
    assert (
        together(owner, hidden(start), "product", do="preview", status="draft").status_code == 403
    )


@pytest.mark.parametrize(
    ("role", "may"), [("Owner", True), ("Manager", True), ("Front desk", False), ("Stylist", False)]
)
def test_who_keeps_the_prices_may_change_many(
    client: Client, owner: Client, helena: Any, aurora: Product, role: str, may: bool
) -> None:
    start = hidden(choose(owner, aurora))
    preview = hidden(together(owner, start | RAISE, do="preview"))
    user = sign_in("lea")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    assert ("Change together" in client.get(reverse(LIST)).content.decode()) == may
    assert together(client, start | RAISE, do="preview").status_code == (200 if may else 403)
    assert together(client, preview, do="apply").status_code == (302 if may else 403)
    assert BulkEdit.objects.count() == int(may)
    edit = BulkEdit.objects.first() or BulkEdit.objects.create(summary="x")
    undo = reverse("admin:core_bulkedit_undo", args=[edit.pk])
    assert client.post(undo).status_code == (302 if may else 403)
    assert client.get(reverse("admin:core_bulkedit_changelist")).status_code == (
        200 if may else 403
    )


def test_the_page_of_an_edit_lists_first_what_undoing_left(
    owner: Client, aurora: Product, veil: Product
) -> None:
    preview = together(owner, hidden(choose(owner, aurora, veil)) | RAISE, do="preview")
    together(owner, hidden(preview), do="apply")
    Variant.objects.filter(sku="VEIL-1").update(price=Decimal(1))
    edit = BulkEdit.objects.get()
    page = owner.post(reverse("admin:core_bulkedit_undo", args=[edit.pk]), follow=True)
    text = page.content.decode()
    assert "Left as they are, because somebody edited them since: Morning veil" in text
    assert [row["it"].undone for row in page.context["rows"]] == ["edited", "back", "back", "back"]
    assert "Edited since, so left as it is" in text
