"""Gowns to try on at an appointment."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.appointments.appointments import Appointment
from core.models.catalog import Product
from core.models.stock import Sample


class TryOn(models.Model):
    """A style the bride wants to try at an appointment, and the sample that is kept for it."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="try_ons")
    product = models.ForeignKey(Product, models.PROTECT, related_name="try_ons")
    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="try_ons", null=True, blank=True
    )

    rating = models.PositiveSmallIntegerField(
        "how she liked it",
        null=True,
        blank=True,
        choices=[(n, "★" * n) for n in range(1, 6)],
    )
    said_yes = models.BooleanField("said yes", default=False)
    note = base.Text("note", max_length=250, blank=True)
    tried_at = models.DateTimeField("tried", null=True, blank=True, editable=False)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["pk"]
        verbose_name = "gown to try on"
        verbose_name_plural = "gowns to try on"
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="tryon_rating_sane",
                violation_error_message="A rating has one to five stars.",
            ),
            models.UniqueConstraint(
                fields=["appointment", "product"],
                name="tryon_once",
                violation_error_message="This gown is on the list already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)
