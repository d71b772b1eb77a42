"""The grid of sizes and colours in the admin, and what stands around a product's form."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Location, Product, StockLevel, TryOn, Variant
from tests.cast import sign_in


def sizes(product: Product) -> str:
    return reverse("admin:core_product_sizes", args=[product.pk])


def chosen(sizes: tuple[str, ...], colors: tuple[str, ...], **cells: str) -> dict[str, Any]:
    given = {name.replace("_", "-"): value for name, value in cells.items()}
    return {"chosen": "1", "size": sizes, "color": colors} | given


def test_the_grid_shows_what_is_there_and_proposes_the_rest(owner: Client, aurora: Product) -> None:
    page = owner.get(sizes(aurora), chosen(("36", "42"), ("Ivory", "Blush"))).content.decode()
    assert 'value="AUR-IV-42"' in page
    assert 'value="AUR-BL-36"' in page
    assert page.count('value="1890.00"') >= 4, "new cells are priced like the others"
    assert page.count("px-there") == 1


def test_a_run_and_other_sizes_are_added(owner: Client, aurora: Product) -> None:
    asked = chosen(("36",), ("Ivory",)) | {"run": "letters", "more_sizes": "33, 33.5"}
    rows = owner.get(sizes(aurora), asked).context["rows"]
    assert [row["size"] for row in rows] == ["33", "33.5", "36", "XS", "S", "M", "L", "XL", "XXL"]


def test_the_grid_is_saved_in_one_act(owner: Client, aurora: Product) -> None:
    first = aurora.variants.get(size="36")
    answer = owner.post(
        sizes(aurora),
        chosen(
            ("36", "42"), ("Ivory", "Blush"),
            v_0_0=str(first.pk), p_0_0="1950", w_0_0="1890.00",
            c_0_1="1", s_0_1="AUR-BL-36", p_0_1="1990",
            c_1_0="1", s_1_0="AUR-IV-42", p_1_0="",
            s_1_1="AUR-BL-42", p_1_1="1990",
        ),
        follow=True,
    )  # fmt: skip
    assert "2 added, 1 with a new price" in answer.content.decode()
    told = aurora.variants.values_list("sku", "price")
    assert dict(told) == {
        "AUR-IV-36": Decimal(1950),
        "AUR-IV-38": Decimal(1890),
        "AUR-IV-40": Decimal(1890),
        "AUR-BL-36": Decimal(1990),
        "AUR-IV-42": None,
    }


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ({"s_0_0": "AUR-IV-38", "p_0_0": "1"}, "The SKU AUR-IV-38 belongs to Aurora Ivory 38."),
        ({"s_0_0": "NEW", "p_0_0": "a lot"}, "Enter a number."),
        ({"s_0_0": "NEW", "p_0_0": "1e30"}, "Ensure that there are no more than"),
    ],
)
def test_a_refusal_stands_in_its_cell_and_what_was_typed_stays(
    owner: Client, aurora: Product, cell: dict[str, str], why: str
) -> None:
    given = chosen(
        ("46", "48"), ("Ivory",), c_0_0="1", c_1_0="1", s_1_0="MINE-48", p_1_0="77", **cell
    )
    page = owner.post(sizes(aurora), given).content.decode()
    assert why in page
    assert page.count("px-wrong") == 1
    assert 'value="MINE-48"' in page
    assert 'value="77"' in page
    assert aurora.variants.count() == 3


def test_too_many_cells_are_said_before_they_are_drawn(owner: Client, aurora: Product) -> None:
    asked = chosen(tuple(map(str, range(20))), tuple(f"C{n}" for n in range(20)))
    page = owner.get(sizes(aurora), asked)
    assert "20 sizes in 20 colours are more than 300 cells" in page.content.decode()
    assert page.context["rows"] == []


def test_three_hundred_cells_fit_into_one_form(owner: Client, aurora: Product) -> None:
    """Django takes a thousand fields; the grid must stay below."""
    tall, wide = tuple(str(n) for n in range(100, 120)), tuple(f"C{n}" for n in range(15))
    cells = {
        f"{kind}_{row}_{column}": value.format(row, column)
        for row in range(20)
        for column in range(15)
        for kind, value in (("c", "1"), ("s", "MANY-{}-{}"), ("p", "9"))
    }
    assert owner.post(sizes(aurora), chosen(tall, wide, **cells)).status_code == 302
    assert aurora.variants.count() == 303


@pytest.mark.parametrize(
    ("allowed", "status"),
    [
        ((), 403),
        (("view_product", "change_product"), 403),
        (("view_product", "change_product", "change_variant"), 403),
        (("view_product", "add_variant", "change_variant"), 403),
        (("view_product", "change_product", "add_variant", "change_variant"), 302),
    ],
)
def test_the_grid_needs_its_permissions(
    client: Client, aurora: Product, allowed: tuple[str, ...], status: int
) -> None:
    client.force_login(sign_in("lea", *allowed))
    given = chosen(("99",), ("Ivory",), c_0_0="1", s_0_0="NEW-99", p_0_0="5")
    assert client.post(sizes(aurora), given).status_code == status
    assert aurora.variants.count() == (4 if status == 302 else 3)


# Around the form --------------------------------------------------------------------


def test_the_page_tells_stock_use_and_prices_without_a_query_a_row(
    owner: Client, aurora: Product, berlin: Location, booked: Any
) -> None:
    page = reverse("admin:core_product_change", args=[aurora.pk])
    TryOn.objects.create(appointment=booked("10:00"), product=aurora)
    StockLevel.objects.create(variant=aurora.variants.all()[0], location=berlin, on_hand=2)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            answer = owner.get(page)
        assert answer.status_code == 200
        return len(seen)

    owner.get(page)
    one = count()
    TryOn.objects.create(appointment=booked("12:00"), product=aurora)
    for n in range(20):
        variant = Variant.objects.create(product=aurora, sku=f"N-{n}", size=f"N{n}", price=n + 1)
        StockLevel.objects.create(variant=variant, location=berlin, on_hand=1)
    assert count() == one
    text = owner.get(page).content.decode()
    for told in ("On the shelf", "Anna Winter", "First light 2026", "Prices over time"):
        assert told in text


def test_what_others_do_is_shown_to_those_who_may_see_it(
    client: Client, aurora: Product, booked: Any, sample: Any
) -> None:
    TryOn.objects.create(appointment=booked("10:00"), product=aurora)
    client.force_login(sign_in("lea", "view_product"))
    text = client.get(reverse("admin:core_product_change", args=[aurora.pk])).content.decode()
    for hidden in ("Anna Winter", "Prices over time</h2>\n    <ol", "AUR-IV-36", "Duplicate"):
        assert hidden not in text


def test_a_copy_opens_as_a_draft(owner: Client, aurora: Product) -> None:
    address = reverse("admin:core_product_copy", args=[aurora.pk])
    assert owner.get(address).status_code == 405
    page = owner.post(address, follow=True).content.decode()
    assert "This is the copy of Aurora" in page
    assert Product.objects.get(name="Aurora (copy)").status == "draft"


@pytest.mark.parametrize(("may", "status"), [((), 403), (("add_product", "add_variant"), 302)])
def test_a_copy_needs_the_permission_to_add(
    client: Client, aurora: Product, may: tuple[str, ...], status: int
) -> None:
    client.force_login(sign_in("lea", "view_product", "change_product", *may))
    address = reverse("admin:core_product_copy", args=[aurora.pk])
    assert client.post(address).status_code == status
    assert Product.objects.count() == (2 if status == 302 else 1)


def test_what_has_a_past_is_put_aside_with_one_button(
    owner: Client, aurora: Product, sample: Any
) -> None:
    page = owner.get(reverse("admin:core_product_delete", args=[aurora.pk])).content.decode()
    aside = reverse("admin:core_product_put_aside", args=[aurora.pk])
    assert aside in page
    assert "1 sample gown" in page
    assert owner.get(aside).status_code == 405
    owner.post(aside)
    aurora.refresh_from_db()
    assert aurora.status == "archived"
    variant = sample.variant
    owner.post(reverse("admin:core_variant_put_aside", args=[variant.pk]))
    variant.refresh_from_db()
    assert not variant.is_active


def test_deleting_says_what_would_go_and_does_it(
    owner: Client, aurora: Product, berlin: Location
) -> None:
    StockLevel.objects.create(variant=aurora.variants.all()[0], location=berlin)
    address = reverse("admin:core_product_delete", args=[aurora.pk])
    page = owner.get(address).content.decode()
    assert "AUR-IV-36" in page
    owner.post(address, {"post": "yes"})
    assert not Product.objects.exists()
    assert not StockLevel.objects.exists()


def test_many_are_deleted_together_only_when_all_may_go(
    owner: Client, aurora: Product, veil: Product, sample: Any
) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [aurora.pk, veil.pk], "post": "yes"}
    page = owner.post(reverse("admin:core_product_changelist"), chosen, follow=True)
    assert "Aurora: 1 sample gown" in page.content.decode()
    assert Product.objects.count() == 2
    chosen["_selected_action"] = [veil.pk]
    owner.post(reverse("admin:core_product_changelist"), chosen)
    assert list(Product.objects.all()) == [aurora]
