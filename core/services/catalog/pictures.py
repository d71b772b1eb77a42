"""The pictures of a product: add, order, describe, choose the main one, remove."""

from collections.abc import Sequence
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from easy_thumbnails.exceptions import InvalidImageFormatError

from core.errors import NotPossible, StaleVersion
from core.models import Product, ProductImage
from core.services.catalog import developing

MOST_PICTURES = 40


def add_picture(product: Product, *, file: IO[bytes], name: str, size: int) -> ProductImage:
    """Keep a picture that somebody uploaded, re-encoded; the first one becomes the main one.

    Raises NotPossible, naming the file, when it is no JPEG, PNG or WebP we can take.
    """
    ready = developing.develop(file, name=name, size=size)
    image = ProductImage(product=product)
    with transaction.atomic():
        _hang_last(image)
        # The name given here is dropped; see `own_name`.
        image.file.save("picture.webp", ready, save=False)
        try:
            _save(image)
        except BaseException:
            image.file.delete(save=False)
            raise
    make_thumbnails(image)
    return image


def add_picture_address(product: Product, *, url: str) -> ProductImage:
    """Show a picture from its address at the designer's. Raises ValidationError."""
    image = ProductImage(product=product, url=url.strip())
    with transaction.atomic():
        _hang_last(image)
        _save(image)
    return image


def _hang_last(image: ProductImage) -> None:
    """Lock the product, count, and put the picture behind the others."""
    product = _lock(image.product_id)
    there = product.images.aggregate(last=Max("position"))
    if product.images.count() >= MOST_PICTURES:
        raise NotPossible(
            f"{product} has {MOST_PICTURES} pictures already. Delete one before you add another."
        )
    image.position = 0 if there["last"] is None else there["last"] + 1
    image.is_main = not product.images.filter(is_main=True).exists()


def _save(image: ProductImage) -> None:
    image.full_clean()
    image.save()


def _lock(product_id: int) -> Product:
    return Product.objects.select_for_update(no_key=True).get(pk=product_id)


def make_thumbnails(image: ProductImage) -> None:
    """Make the small copies, so that showing a list never has to."""
    for name in settings.THUMBNAIL_ALIASES[""]:
        image.file[name]


def make_missing_thumbnails() -> tuple[int, list[str]]:
    """For pictures from before there were small copies: how many got theirs, and which cannot."""
    made, missing = 0, []
    for image in ProductImage.objects.exclude(file="").order_by("pk").iterator():
        options = settings.THUMBNAIL_ALIASES[""].values()
        if all(image.file.get_existing_thumbnail(option) for option in options):
            continue
        try:
            make_thumbnails(image)
        except (InvalidImageFormatError, OSError):
            missing.append(image.file.name)
        else:
            made += 1
    return made, missing


def set_main_image(image: ProductImage) -> ProductImage:
    """Show this picture first; the one before steps back."""
    with transaction.atomic():
        _lock(image.product_id)
        ProductImage.objects.filter(product=image.product_id, is_main=True).update(is_main=False)
        image.is_main = True
        image.save(update_fields=["is_main"])
    return image


def order_pictures(product: Product, *, pictures: Sequence[int]) -> Product:
    """Put the pictures in this order; all of them must be named, and the first is the main one.

    Raises StaleVersion when one came or went meanwhile.
    """
    with transaction.atomic():
        _lock(product.pk)
        there = {image.pk: image for image in product.images.all()}
        if sorted(there) != sorted(pictures):
            raise StaleVersion("Somebody added or deleted a picture meanwhile. Look at them again.")
        for position, pk in enumerate(pictures):
            there[pk].position = position
        ProductImage.objects.bulk_update(there.values(), ["position"])
        if pictures and not there[pictures[0]].is_main:
            set_main_image(there[pictures[0]])
    return product


def describe_picture(image: ProductImage, *, alt: str) -> ProductImage:
    """Say what the picture shows, for those who cannot see it. Raises ValidationError."""
    image.alt = " ".join(alt.split())
    others = [field.name for field in image._meta.fields if field.name != "alt"]
    image.clean_fields(exclude=others)
    image.save(update_fields=["alt"])
    return image


def remove_picture(image: ProductImage) -> None:
    """Take a picture away with its files; when it was the main one, the next takes its place."""
    with transaction.atomic():
        product = _lock(image.product_id)
        discard_files([image])
        image.delete()
        heir = product.images.order_by("position", "pk").first()
        if heir and not product.images.filter(is_main=True).exists():
            heir.is_main = True
            heir.save(update_fields=["is_main"])


def discard_files(images: Sequence[ProductImage]) -> None:
    """Delete the files of these pictures once the rows are gone for good.

    A file that another row still shows stays.
    """
    names = [image.file.name for image in images if image.file]

    def discard() -> None:
        kept = set(ProductImage.objects.filter(file__in=names).values_list("file", flat=True))
        for image in images:
            if image.file and image.file.name not in kept:
                image.file.delete(save=False)

    transaction.on_commit(discard)
