"""The variants of a product: what is on the price tag."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Trim
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.catalog.products import Product
from core.models.own import OwnFields


class Variant(OwnFields, base.Stamped):
    """What is on the price tag: one size in one colour, with its SKU."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="variants")
    sku = base.Text("SKU", max_length=80)
    barcode = base.Text("barcode", max_length=64, blank=True)
    size = base.Text("size", max_length=40, blank=True)
    color = base.Text("colour", max_length=60, blank=True)
    other = base.Text(
        "further choice",
        max_length=160,
        blank=True,
        help_text="Anything but size and colour, for example Material: silk.",
    )
    price = base.Money("price", null=True, blank=True)
    cost = base.Money("cost", null=True, blank=True, help_text="What we pay the designer.")
    position = models.PositiveSmallIntegerField("order", default=0)
    is_active = models.BooleanField("on sale", default=True)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["product", "position", "pk"]
        indexes = [
            models.Index(fields=["product", "position", "id"], name="variant_of_product"),
            models.Index(fields=["sku"], name="variant_by_sku"),
            models.Index(fields=["price", "id"], name="variant_by_price"),
            models.Index(fields=["size", "product"], name="variant_by_size"),
            models.Index(fields=["color", "product"], name="variant_by_color"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("sku"),
                name="variant_sku_unique",
                violation_error_message="Another variant already has this SKU.",
            ),
            models.CheckConstraint(
                condition=~Q(sku="") & Q(sku=Trim("sku")),
                name="variant_sku_trimmed",
                violation_error_message="A SKU is not empty and has no spaces around it.",
            ),
            models.UniqueConstraint(
                fields=["barcode"],
                condition=~Q(barcode=""),
                name="variant_barcode_unique",
                violation_error_message="Another variant already has this barcode.",
            ),
            models.UniqueConstraint(
                fields=["product", "size", "color", "other"],
                name="variant_options_unique",
                violation_error_message="This product already has a variant of that size and colour.",
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=0),
                name="variant_price_not_negative",
                violation_error_message="A price is never below zero.",
            ),
            models.CheckConstraint(
                condition=Q(cost__isnull=True) | Q(cost__gte=0),
                name="variant_cost_not_negative",
                violation_error_message="A cost is never below zero.",
            ),
        ]

    def __str__(self) -> str:
        return self.sku

    @property
    def options(self) -> str:
        return " / ".join(part for part in (self.color, self.size, self.other) if part)
