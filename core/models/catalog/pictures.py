"""The pictures of a product."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from easy_thumbnails.fields import ThumbnailerImageField

from core.models import base
from core.models.catalog.products import Product

FOLDER = "products"


def own_name(_image: object, _given: str) -> str:
    """Where a picture is kept: nothing of the name it came with, which could say anything."""
    return f"{FOLDER}/{timezone.now():%Y/%m}/{secrets.token_hex(10)}.webp"


class ProductImage(models.Model):
    """A picture of a product: a file of ours, or the address a supplier gave."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    file = ThumbnailerImageField("picture", upload_to=own_name, blank=True)
    url = models.URLField("address of the picture", max_length=600, blank=True)
    alt = base.Text("what it shows", max_length=250, blank=True)
    position = models.PositiveSmallIntegerField("order", default=0)
    is_main = models.BooleanField("main picture", default=False)

    class Meta:
        ordering = ["-is_main", "position", "pk"]
        verbose_name = "picture"
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(is_main=True),
                name="productimage_one_main",
                violation_error_message="Only one picture can be the main one.",
            ),
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(url=""),
                name="productimage_not_empty",
                violation_error_message="Choose a file or give an address.",
            ),
        ]

    def __str__(self) -> str:
        return self.alt or f"Picture {self.position + 1}"
