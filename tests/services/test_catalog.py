"""The catalogue's acts, one product at a time."""

import pytest
from django.core.exceptions import ValidationError

from core.errors import NotPossible
from core.models import Product, ProductImage, Variant
from core.services import catalog


def test_a_product_gets_a_web_name_of_its_own(aurora):
    second = catalog.save_product(Product(name=" Aurora "))

    assert (second.name, second.slug) == ("Aurora", "aurora-2")
    assert second.status == Product.Status.DRAFT


def test_saving_keeps_the_web_name_and_tells_who_did_it(aurora, helena):
    aurora.name = "Aurora Borealis"

    catalog.save_product(aurora, by=helena)

    assert aurora.slug == "aurora"
    assert aurora.history.latest().history_user == helena


def test_a_description_keeps_its_formatting_and_loses_what_could_harm():
    text = (
        '<p onclick="x()">Hand-made <b>lace</b><script>alert(1)</script>'
        '<a href="javascript:x()">a</a><img src=x onerror=y></p>'
    )

    clean = catalog.clean_description(text)

    assert "<b>lace</b>" in clean
    for harm in ("script", "onclick", "javascript", "<img", "onerror"):
        assert harm not in clean


@pytest.mark.parametrize("text", ["Size < 10 & up", "Tom & Anna", "a <3 gown", ""])
def test_plain_text_stays_as_it_was_written(text):
    assert catalog.clean_description(text) == text


def test_a_variant_loses_the_spaces_around_its_sku(aurora):
    variant = catalog.save_variant(Variant(product=aurora, sku=" aur-x ", size="99"))

    assert variant.sku == "aur-x"


def test_a_sku_is_given_once_whatever_its_letters(aurora):
    with pytest.raises(ValidationError, match="already has this SKU"):
        catalog.save_variant(Variant(product=aurora, sku="aur-iv-38", size="99"))


def test_one_picture_is_the_main_one(aurora):
    first, second = (
        ProductImage.objects.create(product=aurora, url=f"https://example.org/{n}.jpg")
        for n in (1, 2)
    )

    catalog.set_main_image(first)
    catalog.set_main_image(second)

    assert list(aurora.images.filter(is_main=True)) == [second]


def test_archiving_is_kept_in_the_history_and_happens_once(aurora, helena):
    catalog.archive(aurora, by=helena)

    aurora.refresh_from_db()
    assert aurora.status == Product.Status.ARCHIVED
    assert aurora.history.latest().history_user == helena
    with pytest.raises(NotPossible, match="archived already"):
        catalog.archive(aurora)
