"""The end of a gown, and its second beginning: deleted, archived, duplicated."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from core.errors import NotPossible
from core.models import (
    Location,
    Product,
    ProductImage,
    Sample,
    StockLevel,
    StockMovement,
    TryOn,
    Variant,
)
from core.services import catalog, stock
from tests import photos


def with_picture(product: Product) -> ProductImage:
    data = photos.photo()
    return catalog.add_picture(product, file=io.BytesIO(data), name="a.jpg", size=len(data))


def test_a_gown_nobody_needs_goes_with_all_it_has(
    aurora: Product, berlin: Location, helena: User, django_capture_on_commit_callbacks: Any
) -> None:
    image = with_picture(aurora)
    StockLevel.objects.create(variant=aurora.variants.all()[0], location=berlin)
    key = aurora.pk
    with django_capture_on_commit_callbacks(execute=True):
        catalog.delete_product(aurora, by=helena)
    assert not Product.objects.exists()
    assert not Variant.objects.exists()
    assert not StockLevel.objects.exists()
    assert not default_storage.exists(image.file.name)
    last = Product.history.filter(id=key).latest()
    assert (last.history_type, last.history_user) == ("-", helena)


def test_a_gown_with_a_past_stays_and_says_why(
    aurora: Product, sample: Sample, berlin: Location, booked: Any
) -> None:
    TryOn.objects.create(appointment=booked(), product=aurora)
    stock.receive(aurora.variants.all()[0], location=berlin, quantity=3)
    with pytest.raises(NotPossible) as refused:
        catalog.delete_product(aurora)
    assert refused.value.message == (
        "Aurora cannot be deleted: there is 1 appointment with it on the list, 1 sample gown, "
        "1 line in the stock ledger and 1 shelf with pieces on it. Archive it instead."
    )
    assert aurora.variants.count() == 3
    assert StockMovement.objects.count() == 1


def test_a_variant_goes_or_is_taken_off_sale(
    aurora: Product, berlin: Location, helena: User
) -> None:
    kept, gone, _ = aurora.variants.all()
    stock.receive(kept, location=berlin, quantity=1)
    catalog.delete_variant(gone, by=helena)
    with pytest.raises(NotPossible, match="Take it off sale instead"):
        catalog.delete_variant(kept)
    catalog.take_off_sale(kept, by=helena)
    assert not Variant.objects.get(pk=kept.pk).is_active
    with pytest.raises(NotPossible, match="off sale already"):
        catalog.take_off_sale(kept)
    assert aurora.variants.count() == 2


def test_a_copy_is_a_draft_with_everything_but_stock_codes_and_past(
    aurora: Product, berlin: Location, helena: User
) -> None:
    aurora.tags = ["boho"]
    aurora.save()
    image = with_picture(aurora)
    ProductImage.objects.create(product=aurora, url="https://example.org/b.jpg", position=1)
    stock.receive(aurora.variants.all()[0], location=berlin, quantity=3)

    copy = catalog.duplicate(aurora, by=helena)

    assert (copy.name, copy.slug, copy.status) == ("Aurora (copy)", "aurora-copy", "draft")
    same = ("designer", "category", "collection", "silhouette", "fabric", "tags")
    assert [getattr(copy, name) for name in same] == [getattr(aurora, name) for name in same]
    told = copy.variants.values_list("sku", "size", "color", "price", "cost", "barcode")
    assert [(*row[:3], float(row[3]), float(row[4]), row[5]) for row in told] == [
        (f"AUR-IV-{size}-2", size, "Ivory", 1890, 810, "") for size in ("36", "38", "40")
    ]
    assert not StockLevel.objects.filter(variant__product=copy).exists()
    main, second = copy.images.all()
    assert main.is_main
    assert main.file.name != image.file.name
    with main.file.open() as mine, image.file.open() as theirs:
        assert mine.read() == theirs.read()
    assert second.url == "https://example.org/b.jpg"
    assert copy.history.get().history_user == helena
    assert catalog.duplicate(aurora).name == "Aurora (copy 2)"


def test_a_copy_lives_on_when_the_first_one_goes(
    aurora: Product, django_capture_on_commit_callbacks: Any
) -> None:
    with_picture(aurora)
    copy = catalog.duplicate(aurora)
    with django_capture_on_commit_callbacks(execute=True):
        catalog.delete_product(aurora)
    assert default_storage.exists(copy.images.get().file.name)
