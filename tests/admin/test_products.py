"""The product's page: words for tags, one main picture, actions by POST, history in words."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.models import Product, StockLevel, StockMovement, Variant
from tests.admin.forms import sent_back

LIST = "admin:core_product_changelist"


def form_of(product: Product, **other: Any) -> dict[str, Any]:
    """What the form sends: the style and its variants as they are."""
    given = {
        "name": product.name,
        "slug": product.slug,
        "status": product.status,
        "tags": ", ".join(product.tags),
    }
    rows = list(product.variants.all())
    fields = ("sku", "size", "color", "other", "barcode", "price", "cost")
    given |= {"variants-TOTAL_FORMS": len(rows), "variants-INITIAL_FORMS": len(rows)}
    for n, row in enumerate(rows):
        given |= {f"variants-{n}-id": row.pk, f"variants-{n}-product": product.pk}
        values = {field: getattr(row, field) for field in fields}
        given |= {f"variants-{n}-{field}": v for field, v in values.items() if v is not None}
    return given | other


def save(owner: Client, product: Product, **other: Any) -> Any:
    page = reverse("admin:core_product_change", args=[product.pk])
    return owner.post(page, form_of(product, **other))


def test_a_style_in_every_size_and_colour_is_saved(owner: Client, aurora: Product) -> None:
    Variant.objects.bulk_create(
        Variant(product=aurora, sku=f"AUR-{n}", size=str(n), color="Blush", price=100)
        for n in range(120)
    )
    page = reverse("admin:core_product_change", args=[aurora.pk])
    given = sent_back(owner, page)
    assert len(given) > 1000
    answer = owner.post(page, given | {"name": "Aurora, the second"})
    assert answer.status_code == 302
    aurora.refresh_from_db()
    assert (aurora.name, aurora.variants.count()) == ("Aurora, the second", 123)


def test_tags_are_written_with_commas(owner: Client, aurora: Product) -> None:
    answer = save(owner, aurora, tags="boho, open back , boho,")
    assert answer.status_code == 302, answer.context["errors"]
    aurora.refresh_from_db()
    assert aurora.tags == ["boho", "open back"]


def test_a_new_product_gets_its_web_name(owner: Client, db: None) -> None:
    answer = owner.post(
        reverse("admin:core_product_add"),
        {
            "name": "Élodie Rose",
            "status": "draft",
            "variants-TOTAL_FORMS": 0,
            "variants-INITIAL_FORMS": 0,
        },
    )
    product = Product.objects.get()
    assert product.slug == "elodie-rose"
    # Pictures, sizes and colours come next, on its page.
    assert answer.headers["Location"] == reverse("admin:core_product_change", args=[product.pk])


def test_the_history_tells_old_and_new_in_words(owner: Client, aurora: Product) -> None:
    save(owner, aurora, name="Aurora II", status="archived")
    page = owner.get(reverse("admin:core_product_history", args=[aurora.pk])).content.decode()
    assert "<del>Aurora</del>" in page
    assert "<ins>Aurora II</ins>" in page
    assert "<ins>Archived</ins>" in page
    assert "Helena" in page
    assert "through the admin" in page


def test_a_new_price_is_part_of_the_gowns_story(owner: Client, aurora: Product) -> None:
    variant = aurora.variants.first()
    assert variant is not None
    variant.save()
    variant.history.update(history_type="+")  # its story begins
    variant.price = Decimal("1234.50")
    variant.save()
    variant.save()  # and once more, for nothing
    page = owner.get(reverse("admin:core_product_history", args=[aurora.pk])).content.decode()
    assert f"changed {variant.sku}" in page
    assert "<ins>1,234.50</ins>" in page
    assert f"saved {variant.sku}" not in page


@pytest.mark.parametrize(("action", "status"), [("put_on_sale", "active"), ("archive", "archived")])
def test_statuses_are_turned_by_post_only(
    owner: Client, aurora: Product, action: str, status: str
) -> None:
    Product.objects.update(status="draft")
    chosen = {"action": action, "_selected_action": [aurora.pk]}
    owner.get(reverse(LIST), chosen)
    aurora.refresh_from_db()
    assert aurora.status == "draft"
    owner.post(reverse(LIST), chosen)
    aurora.refresh_from_db()
    assert aurora.status == status
    assert aurora.history.first().history_user.username == "helena"


def test_a_style_that_cannot_go_on_sale_says_so_and_the_others_go_on(
    owner: Client, aurora: Product
) -> None:
    spoilt = Product.objects.create(name="Vega\x07", slug="vega", status="draft")
    Product.objects.filter(pk=aurora.pk).update(status="draft")
    chosen = {"action": "put_on_sale", "_selected_action": [spoilt.pk, aurora.pk]}
    page = owner.post(reverse(LIST), chosen, follow=True).content.decode()
    assert "Take the control characters out of this text." in page
    assert "1 style is now on sale." in page
    assert list(Product.objects.filter(status="active")) == [aurora]


def test_the_list_shows_price_span_and_pieces(owner: Client, aurora: Product, berlin: Any) -> None:
    cheap, dear, _ = aurora.variants.all()
    aurora.variants.filter(pk=dear.pk).update(price="2100.50")
    for variant in (cheap, dear):
        StockLevel.objects.create(variant=variant, location=berlin, on_hand=2)
    page = owner.get(reverse(LIST)).content.decode()
    assert "€1,890 – €2,100.50" in page
    assert '<span class="nx-pieces">4</span>' in page
    assert "Aurora" in owner.get(reverse(LIST), {"q": "AUR-IV"}).content.decode()
    assert not owner.get(reverse(LIST), {"stock": "out"}).context["cl"].result_list
    assert owner.get(reverse(LIST), {"picture": "without"}).context["cl"].result_list


def test_the_ledger_has_no_way_to_write(owner: Client, aurora: Product, berlin: Any) -> None:
    line = StockMovement.objects.create(
        variant=aurora.variants.first(), location=berlin, quantity=3, reason="received"
    )
    assert owner.get(reverse("admin:core_stockmovement_add")).status_code == 403
    change = reverse("admin:core_stockmovement_change", args=[line.pk])
    assert owner.post(change, {"quantity": 99}).status_code == 403
    delete = reverse("admin:core_stockmovement_delete", args=[line.pk])
    assert owner.post(delete, {"post": "yes"}).status_code == 403
    assert StockMovement.objects.get().quantity == 3


def test_a_level_takes_a_reorder_level_and_no_number(
    owner: Client, aurora: Product, berlin: Any
) -> None:
    level = StockLevel.objects.create(variant=aurora.variants.first(), location=berlin, on_hand=2)
    page = reverse("admin:core_stocklevel_change", args=[level.pk])
    owner.post(page, {"reorder_level": 3, "on_hand": 99})
    level.refresh_from_db()
    assert (level.reorder_level, level.on_hand) == (3, 2)


def test_what_has_a_past_is_not_deleted(owner: Client, aurora: Product, berlin: Any) -> None:
    StockMovement.objects.create(
        variant=aurora.variants.first(), location=berlin, quantity=3, reason="received"
    )
    page = reverse("admin:core_product_delete", args=[aurora.pk])
    told = owner.get(page).content.decode()
    assert "Aurora has a past" in told
    assert "1 line in the stock ledger" in told
    assert "Are you sure" not in told
    owner.post(page, {"post": "yes"})
    assert Product.objects.filter(pk=aurora.pk).exists()
