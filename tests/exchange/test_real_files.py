"""Files nobody here wrote: what each of them comes to is written down. Skipped where they are not."""

import pytest

from core.exchange import products
from core.exchange.reading import Unreadable
from core.models import Product, ProductImage, StockMovement, Variant
from core.queries import stock as ledger
from tests.exchange.files import REAL, reasons, states, take

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REAL.is_dir(), reason="the files of others are not here"),
]

TAKEN = {
    # products, variants, pictures, pieces on the shelf
    "shopify_colour_size_mit.csv": (5, 83, 16, 550),
    "shopify_commerceplate_mit.csv": (17, 60, 35, 2425),
    "shopify_packt_mit.csv": (20, 21, 21, 65),
    "shopify_three_options_mit.csv": (22, 66, 25, 556),
    "woocommerce_importer_test.csv": (3, 4, 8, 21),
    "woocommerce_sample_products.csv": (13, 20, 21, 0),
}
REFUSED = {
    "bagisto_products-with-errors.csv": "This looks like a file from Bagisto",
    "bagisto_products.csv": "This looks like a file from Bagisto",
    "medusa_exported-products-comma.csv": "This looks like a file from Medusa",
    "medusa_exported-products-semicolon.csv": "This looks like a file from Medusa",
    "medusa_invalid-column.csv": "This looks like a file from Medusa",
    "medusa_invalid-prices.csv": "This looks like a file from Medusa",
    "medusa_unrelated-column.csv": "This looks like a file from Medusa",
    "medusa_v1-template.csv": "This looks like a file from Medusa",
    "spree_products.csv": "This looks like a file from Spree",
}


def file(name):
    return (REAL / "products" / name).read_bytes()


@pytest.mark.parametrize("name", TAKEN)
def test_another_shop_s_export_goes_in_whole_and_only_once(name, berlin):
    plan = products.plan(file(name))
    assert reasons(plan) == []
    take(file(name))

    pieces = sum(StockMovement.objects.values_list("quantity", flat=True))
    counts = [model.objects.count() for model in (Product, Variant, ProductImage)]
    assert (*counts, pieces) == TAKEN[name]
    assert ledger.differences() == []

    again = products.plan(file(name))
    assert not again.can_apply
    assert states(again) == {"product": (0, 0, counts[0]), "variant": (0, 0, counts[1])}


@pytest.mark.parametrize("name", REFUSED)
def test_another_shop_s_file_gets_a_clear_word(name, berlin):
    with pytest.raises(Unreadable, match=REFUSED[name]) as refusal:
        products.plan(file(name))

    assert "Understood are our own CSV" in refusal.value.message


def test_every_file_of_the_folder_has_its_verdict():
    assert {path.name for path in (REAL / "products").iterdir()} == TAKEN.keys() | REFUSED.keys()


def test_no_nasty_file_writes_anything_or_breaks_anything(berlin):
    for path in sorted((REAL / "nasty").rglob("*.?sv")):
        for shape in ("auto", "native", "shopify"):
            with pytest.raises(Unreadable) as refusal:
                products.plan(path.read_bytes(), shape=shape)
            assert refusal.value.message.endswith((".", "?")), path

    assert not Product.objects.exists()
