"""Changing many together: fields of her own and what was paid, with the preview and the way back."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from core.errors import NotPossible
from core.models import BulkEdit, FieldDefinition, OwnValue, Product, Variant
from core.services import own_fields
from core.services.catalog import bulk
from core.services.catalog.bulk import Choice, OwnWish, Wish
from tests.admin.test_bulk import choose, hidden, together
from tests.cast import sign_in


def field(label: str, type_: str = "text", kind: str = "product", **more: Any) -> FieldDefinition:
    return own_fields.save(FieldDefinition(kind=kind, label=label, type=type_, **more))


def own(row: Any) -> dict[str, Any]:
    return dict(type(row).objects.values_list("own", flat=True).get(pk=row.pk))


def test_a_field_of_her_own_is_set_in_many_and_goes_back(
    owner: Client, aurora: Product, veil: Product
) -> None:
    rail = field("Rail", "choice", choices=["North", "South"], is_filter=True)
    Product.objects.filter(pk=veil.pk).update(own={"rail": "South", "other": 1})
    start = choose(owner, aurora, veil)
    assert "Your own fields" in start.content.decode()
    asked = {"how_product_rail": "set", "own_product_rail": "North"}
    preview = together(owner, hidden(start) | asked, do="preview")
    text = preview.content.decode()
    assert "<b>2 rows</b> would change" in text
    assert "<del>South</del>" in text
    assert "<ins>North</ins>" in text
    assert own(veil)["rail"] == "South"

    together(owner, hidden(preview), do="apply")
    assert own(veil) == {"rail": "North", "other": 1}
    assert own(aurora) == {"rail": "North"}
    assert set(OwnValue.objects.values_list("text", flat=True)) == {"North"}
    edit = BulkEdit.objects.get()
    assert edit.summary == "Rail: North"
    assert aurora.history.first().own == {"rail": "North"}

    bulk.undo(edit)
    assert own(veil) == {"rail": "South", "other": 1}
    assert own(aurora) == {}
    assert rail.is_filter


def test_variants_of_the_chosen_styles_have_theirs_too(owner: Client, aurora: Product) -> None:
    field("Made of", kind="variant")
    asked = {"how_variant_made_of": "set", "own_variant_made_of": "Silk"}
    start = choose(owner, aurora)
    assert "Made of (variants)" in start.content.decode()
    together(owner, hidden(together(owner, hidden(start) | asked, do="preview")), do="apply")
    assert [own(row) for row in aurora.variants.all()] == [{"made_of": "Silk"}] * 3


def test_the_two_inputs_of_a_field_have_to_agree(owner: Client, aurora: Product) -> None:
    field("Rail")
    start = hidden(choose(owner, aurora))
    page = together(owner, start | {"how_product_rail": "set"}, do="preview").content.decode()
    assert "Say what Rail is to be" in page
    page = together(owner, start | {"own_product_rail": "North"}, do="preview").content.decode()
    assert "Choose “Set to”" in page
    assert not BulkEdit.objects.exists()


def test_what_has_to_be_there_is_not_emptied(aurora: Product) -> None:
    Product.objects.filter(pk=aurora.pk).update(own={"rail": "North"})
    rail = field("Rail", is_required=True)
    wish = Wish(own=(OwnWish(field=rail, value=None),))
    with pytest.raises(NotPossible, match="Rail cannot be left empty"):
        bulk.apply(Choice("product", [aurora.pk]), wish=wish)
    assert own(aurora) == {"rail": "North"}


def test_a_value_that_is_no_choice_any_more_does_not_come_back(aurora: Product) -> None:
    rail = field("Rail", "choice", choices=["North", "South"])
    Product.objects.filter(pk=aurora.pk).update(own={"rail": "South"})
    wish = Wish(own=(OwnWish(field=rail, value="North"),))
    edit = bulk.apply(Choice("product", [aurora.pk]), wish=wish)
    rail.choices = ["North", "East"]
    own_fields.save(rail, is_sure=True)
    undone = bulk.undo(edit)
    assert (undone.back, undone.left[0].undone) == (0, "gone")
    assert own(aurora) == {"rail": "North"}


def test_what_was_paid_changes_like_a_price(owner: Client, aurora: Product) -> None:
    asked = {"cost_how": "percent-", "cost_value": "10"}
    preview = together(owner, hidden(choose(owner, aurora)) | asked, do="preview")
    assert "<ins>€729</ins>" in preview.content.decode()
    together(owner, hidden(preview), do="apply")
    assert set(aurora.variants.values_list("cost", "price")) == {
        (Decimal("729.00"), Decimal("1890.00"))
    }
    assert BulkEdit.objects.get().summary == "Cost − 10 %"
    bulk.undo(BulkEdit.objects.get())
    assert set(aurora.variants.values_list("cost", flat=True)) == {Decimal("810.00")}


def test_nobody_changes_together_what_she_may_not_change_one_by_one(
    client: Client, aurora: Product
) -> None:
    field("Rail")
    field("Made of", kind="variant")
    allowed = ("view_product", "change_product", "bulk_edit_product", "view_variant")
    client.force_login(sign_in("lea", *allowed))
    start = choose(client, aurora)
    page = start.content.decode()
    for name in ("price_how", "cost_how", "is_active", "reorder_at", "how_variant_made_of"):
        assert f'name="{name}"' not in page
    assert 'name="how_product_rail"' in page
    asked = {"price_how": "set", "price_value": "1", "cost_how": "set", "cost_value": "1"}
    page = together(client, hidden(start) | asked, do="preview").content.decode()
    assert "Choose at least one thing to change." in page
    assert set(Variant.objects.values_list("price", "cost")) == {(Decimal(1890), Decimal(810))}


def test_who_does_not_see_variants_is_not_asked_for_their_cost(
    client: Client, aurora: Product
) -> None:
    allowed = ("view_product", "change_product", "bulk_edit_product", "change_variant")
    lea: User = sign_in("lea", *allowed)
    client.force_login(lea)
    page = choose(client, aurora).content.decode()
    assert 'name="price_how"' in page
    assert 'name="cost_how"' not in page
