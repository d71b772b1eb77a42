"""Cards beside rows: what the search and the lists know of them. Triggers write them (core/cards)."""

from typing import Any

from django.db import models

from core.models import base
from core.models.catalog import Product, Variant
from core.models.customers import Customer
from core.models.stock import Sample


def beside(model: type[models.Model], related_name: str = "+") -> Any:
    """The row a card belongs to. Database and triggers see to deletion, so Django need not ask."""
    return models.OneToOneField(
        model,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name=related_name,
        editable=False,
    )


class ProductCard(models.Model):
    product = beside(Product, "card")
    name = models.TextField(editable=False)
    text = models.TextField(editable=False)
    price_from = base.Money("price from", null=True, editable=False)
    price_to = base.Money("price to", null=True, editable=False)
    has_picture = models.BooleanField(default=False, editable=False)

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["name", "product"], name="productcard_name"),
            models.Index(fields=["price_from", "product"], name="productcard_price"),
            models.Index(
                fields=["product"],
                condition=models.Q(has_picture=False),
                name="productcard_no_picture",
            ),
        ]

    def __str__(self) -> str:
        return self.text.strip()


class VariantCard(models.Model):
    variant = beside(Variant, "card")
    name = models.TextField(editable=False)
    product_id: Any = models.BigIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    codes = models.TextField(editable=False)
    text = models.TextField(editable=False)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name", "variant"], name="variantcard_name")]

    def __str__(self) -> str:
        return self.text.strip()


class CustomerCard(models.Model):
    customer = beside(Customer)
    name = models.TextField(editable=False)
    text = models.TextField(editable=False)
    phone = models.TextField(editable=False)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["name", "customer"], name="customercard_name")]

    def __str__(self) -> str:
        return self.text.strip()


class SampleCard(models.Model):
    sample = beside(Sample)
    codes = models.TextField(editable=False)
    text = models.TextField(editable=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.text.strip()
