"""Holds: a time kept for a visitor of the website while she fills in her name."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.models.appointments import AppointmentType
from core.models.catalog import Product
from core.models.diary import Room, Stylist
from core.models.shop import Location


class Hold(models.Model):
    """Stylist, room and samples kept until `expires_at`; its claims (kind hold) do the keeping.

    A row exists from creating to consuming, freeing or sweeping. Past its expiry it counts as gone.
    """

    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    type = models.ForeignKey(AppointmentType, models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, models.CASCADE, related_name="+")
    stylist = models.ForeignKey(Stylist, models.CASCADE, related_name="+")
    room = models.ForeignKey(Room, models.CASCADE, related_name="+", verbose_name="fitting room")
    products = models.ManyToManyField(Product, related_name="+", blank=True)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    party_size = models.PositiveSmallIntegerField(
        "people", default=2, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    created_at = models.DateTimeField("made")
    expires_at = models.DateTimeField("held until", db_index=True)

    token: str = ""  # the visitor's key; only in memory, and only right after creating

    class Meta:
        ordering = ["expires_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="hold_not_empty",
                violation_error_message="The end must be after the start.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} held until {self.expires_at:%H:%M} UTC"
