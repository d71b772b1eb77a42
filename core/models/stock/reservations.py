"""Pieces put aside for a bride until a moment, and how that ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import base
from core.models.catalog import Variant
from core.models.customers import Customer
from core.models.shop import Location
from core.models.stock.levels import StockMovement


class Reservation(models.Model):
    """So many pieces are hers; the live ones add up to `StockLevel.reserved`."""

    class Ending(models.TextChoices):
        RELEASED = "released", "Released"
        SOLD = "sold", "Sold to her"
        EXPIRED = "expired", "Expired"

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="reservations")
    location = models.ForeignKey(Location, models.PROTECT, related_name="reservations")
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="reservations", verbose_name="bride"
    )
    quantity = models.PositiveIntegerField("pieces", default=1)
    expires_at = models.DateTimeField("reserved until")
    note = base.Text("note", max_length=250, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    door = base.Text("door", max_length=8, blank=True)
    reserved_at = models.DateTimeField("reserved", auto_now_add=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    ending = base.Text("how it ended", max_length=8, choices=Ending.choices, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    sale = models.ForeignKey(
        StockMovement, models.PROTECT, related_name="reservations", null=True, blank=True
    )

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["variant", "location"],
                condition=Q(ended_at__isnull=True),
                name="reservation_live",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(ended_at__isnull=True),
                name="reservation_expiring",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=1),
                name="reservation_of_something",
                violation_error_message="Reserve at least one piece.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="reservation_says_how_it_ended",
                violation_error_message="A reservation that has ended says how.",
            ),
            models.CheckConstraint(
                condition=Q(ending="sold", sale__isnull=False)
                | (~Q(ending="sold") & Q(sale__isnull=True)),
                name="reservation_sold_by_a_sale",
                violation_error_message="A reservation that was sold names the sale, and only such.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant} for {self.customer}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_live and self.expires_at <= timezone.now()
