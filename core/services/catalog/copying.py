"""A product once more, as the beginning of another one."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from simple_history.utils import bulk_create_with_history

from core import history
from core.models import Product, ProductImage, Variant, base
from core.queries import skus
from core.services.catalog import pictures

OWN = {"id", "slug", "created_at", "updated_at", "status", "name", "product", "sku", "barcode"}
"""What a copy has for itself; everything else is taken over."""


def duplicate(product: Product, *, by: Any = None) -> Product:
    """A draft with the same style, sizes, prices and pictures; new SKUs, no barcodes, no stock."""
    copied: list[ProductImage] = []
    try:
        with transaction.atomic():
            copy = Product(
                **_taken_over(product),
                name=_name(product.name),
                status=Product.Status.DRAFT,
            )
            copy.slug = base.free_slug(Product, copy.name)
            copy.full_clean()
            history.sign(copy, by)
            copy.save()
            _copy_variants(product, copy, by)
            _copy_pictures(product, copy, copied)
    except BaseException:
        for image in copied:
            image.file.delete(save=False)
        raise
    for image in copied:
        pictures.make_thumbnails(image)
    return copy


def _taken_over(row: Any) -> dict[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in OWN
    }


def _name(name: str) -> str:
    """`Aurora (copy)`, `Aurora (copy 2)`: two drafts of one name could not be told apart."""
    number, wished = 1, f"{name[:180]} (copy)"
    while Product.objects.filter(name__iexact=wished).exists():
        number += 1
        wished = f"{name[:180]} (copy {number})"
    return wished


def _copy_variants(product: Product, copy: Product, by: Any) -> None:
    there = list(product.variants.order_by("position", "pk"))
    # Two variants may share size and colour and differ in a further choice.
    names = {variant.pk: (variant.size, str(variant.pk)) for variant in there}
    # All of them are taken, so each gets a number: AUR-IV-38 becomes AUR-IV-38-2.
    wished = skus.free({names[v.pk]: v.sku for v in there})
    made = [
        Variant(**_taken_over(variant), product=copy, sku=wished[names[variant.pk]])
        for variant in there
    ]
    for variant in made:
        variant.clean_fields(exclude=["product"])
    bulk_create_with_history(made, Variant, default_user=by or history.acting_user())


def _copy_pictures(product: Product, copy: Product, copied: list[ProductImage]) -> None:
    for image in product.images.order_by("position", "pk"):
        fresh = ProductImage(
            product=copy,
            url=image.url,
            alt=image.alt,
            position=image.position,
            is_main=image.is_main,
        )
        data = _data(image)
        if data is not None:
            fresh.file.save("picture.webp", data, save=False)
            copied.append(fresh)
        elif not fresh.url:
            continue
        fresh.save()


def _data(image: ProductImage) -> "ContentFile[bytes] | None":
    """What is in the file; None when there is none, or when somebody took it off the disk."""
    if not image.file:
        return None
    try:
        with image.file.storage.open(image.file.name) as file:
            return ContentFile(file.read())
    except FileNotFoundError:
        return None
