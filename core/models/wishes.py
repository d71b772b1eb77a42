"""Wish lists: the gowns a bride has her eye on."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.catalog import Product
from core.models.customers import Customer


class WishedGown(models.Model):
    """A gown on a bride's wish list. One may stand there twice after two rows of her were merged."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="wishes")
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="wished_by", verbose_name="gown"
    )
    note = base.Text("note", max_length=250, blank=True)
    added_at = models.DateTimeField("added", auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["pk"]
        verbose_name = "wish"
        verbose_name_plural = "wishes"

    def __str__(self) -> str:
        return f"{self.product}"
