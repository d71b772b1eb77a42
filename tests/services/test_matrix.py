"""Sizes and colours filled in one go: proposed SKUs, all or nothing, each refusal in its cell."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from core.errors import NotPossible, StaleVersion
from core.models import Designer, Product, Variant
from core.queries import skus
from core.services import catalog
from core.services.catalog import CellsRefused, NewCell, PriceCell


def cell(size: str, color: str = "Blush", **other: object) -> NewCell:
    given = {"size": size, "color": color, "sku": f"AUR-BL-{size}", "price": Decimal(1990)}
    return NewCell(**given | other)  # type: ignore[arg-type]


def test_a_new_colour_comes_in_all_its_sizes(aurora: Product, helena: User) -> None:
    before = list(aurora.variants.values())
    filled = catalog.fill(aurora, new=[cell("36"), cell("38")], by=helena)
    assert [str(v) for v in filled.new] == ["AUR-BL-36", "AUR-BL-38"]
    fresh = aurora.variants.filter(color="Blush")
    assert [v.position for v in fresh] == [3, 4]
    assert {v.price for v in fresh} == {Decimal(1990)}
    assert fresh[0].history.get().history_user == helena
    assert list(aurora.variants.exclude(color="Blush").values()) == before, "untouched"


def test_a_price_changes_and_its_history_knows_by_whom(aurora: Product, helena: User) -> None:
    first, second, _ = aurora.variants.all()
    filled = catalog.fill(
        aurora,
        prices=[
            PriceCell(variant_id=first.pk, price=Decimal(2000), seen=Decimal("1890.00")),
            PriceCell(variant_id=second.pk, price=Decimal(1890), seen=Decimal(1890)),
        ],
        by=helena,
    )
    assert filled.changed == [first]
    first.refresh_from_db()
    assert first.price == Decimal(2000)
    assert first.history.first().history_user == helena
    assert not second.history.exists(), "what stays is not saved"


@pytest.mark.parametrize(
    ("wished", "why"),
    [
        (cell("36", "Ivory", sku="OTHER-36"), "Ivory, size 36: the product has this variant"),
        (cell("48", sku="veil-1"), "Blush, size 48: the SKU veil-1 belongs to Morning veil Ivory"),
        (cell("48", sku="AUR-BL-46"), "Blush, size 48: the SKU AUR-BL-46 stands in Blush, size 46"),
        (cell("48", sku=" "), "Blush, size 48: SKU: This field cannot be blank"),
        (cell("48", price=Decimal(-1)), "Blush, size 48: price:"),
        (cell("48", price=Decimal("1e30")), "Blush, size 48: price:"),
        (cell("48", color="x" * 61), "size 48: colour:"),
    ],
)
def test_one_wrong_cell_keeps_all_of_them_out(
    aurora: Product, veil: Product, wished: NewCell, why: str
) -> None:
    price = PriceCell(variant_id=aurora.variants.all()[0].pk, price=Decimal(1), seen=Decimal(1890))
    before = list(Variant.objects.values())
    with pytest.raises(CellsRefused) as refused:
        catalog.fill(aurora, new=[cell("46"), wished], prices=[price])
    assert why in refused.value.message
    assert list(refused.value.facts["cells"]) == [(wished.size, wished.color)]
    assert list(Variant.objects.values()) == before


def test_a_price_somebody_changed_meanwhile_is_shown_and_kept(aurora: Product) -> None:
    variant = aurora.variants.all()[0]
    Variant.objects.filter(pk=variant.pk).update(price=Decimal(2100))
    stale = PriceCell(variant_id=variant.pk, price=Decimal(2000), seen=Decimal(1890))
    with pytest.raises(CellsRefused, match=r"Ivory, size 36: somebody set the price to 2100"):
        catalog.fill(aurora, new=[cell("46")], prices=[stale])
    variant.refresh_from_db()
    assert variant.price == Decimal(2100)
    assert aurora.variants.count() == 3


def test_a_variant_of_another_gown_is_out_of_reach(aurora: Product, veil: Product) -> None:
    other = veil.variants.get()
    with pytest.raises(StaleVersion):
        catalog.fill(
            aurora, prices=[PriceCell(variant_id=other.pk, price=Decimal(1), seen=Decimal(240))]
        )
    other.refresh_from_db()
    assert other.price == Decimal(240)


def test_more_than_three_hundred_cells_are_too_many(aurora: Product) -> None:
    with pytest.raises(NotPossible, match="at most 300 cells"):
        catalog.fill(aurora, new=[cell(str(n)) for n in range(301)])
    assert aurora.variants.count() == 3


@pytest.mark.parametrize(
    ("place", "sku"),
    [
        (("42", "Ivory"), "AUR-IV-42"),
        (("42", "Blush"), "AUR-BL-42"),
        (("S/M", "Blush"), "AUR-BL-SM"),
        (("36.5", "Ivory"), "AUR-IV-36.5"),
        (("42", "Größe weiß"), "AUR-GR-42"),
    ],
)
def test_skus_are_proposed_like_those_that_are_there(
    aurora: Product, place: tuple[str, str], sku: str
) -> None:
    assert skus.propose(aurora, [place]) == {place: sku}


def test_a_first_sku_says_designer_style_colour_and_size(designer: Designer) -> None:
    product = Product.objects.create(name="Élodie Rose", slug="e", designer=designer)
    found = skus.propose(product, [("38", "Ivory"), ("38", "Blush"), ("38", "Blue"), ("", "")])
    assert list(found.values()) == [
        "AN-ELODIE-IVO-38",
        "AN-ELODIE-BLU-38",
        "AN-ELODIE-BLUE-38",
        "AN-ELODIE",
    ]


def test_a_name_no_scanner_can_write_gets_a_number(db: None) -> None:
    product = Product.objects.create(name="東京", slug="tokyo")
    assert skus.propose(product, [("38", "Ivory")]) == {("38", "Ivory"): f"P{product.pk}-IVO-38"}


def test_a_proposed_sku_is_always_free(aurora: Product, veil: Product) -> None:
    Variant.objects.create(product=veil, sku="aur-bl-42", size="1")
    Variant.objects.create(product=veil, sku="AUR-BL-42-2", size="2")
    assert skus.propose(aurora, [("42", "Blush")]) == {("42", "Blush"): "AUR-BL-42-3"}
    alike = skus.propose(aurora, [("4 2", "Blush"), ("42", "Blush")])
    assert len(set(alike.values())) == 2
