"""The append-only ledger, and the levels that cache its sums."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from core.models import base
from core.models.catalog import Variant
from core.models.shop import Location
from core.models.stock.samples import Sample
from core.models.stock.sheets import StockSheet


class StockLevel(models.Model):
    """The sum of a variant's movements at a location; only acts in services/stock.py write it."""

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="stock_levels")
    location = models.ForeignKey(Location, models.PROTECT, related_name="stock_levels")
    on_hand = models.IntegerField("on hand", default=0, editable=False)
    reserved = models.IntegerField("reserved", default=0, editable=False)
    reorder_level = models.PositiveIntegerField(
        "reorder level",
        null=True,
        blank=True,
        help_text="Shown as running low when no more than this many are available.",
    )

    class Meta:
        verbose_name = "stock level"
        permissions = [("mail_low_stock", "Gets the daily mail on what runs low")]
        indexes = [
            models.Index(
                fields=["variant"],
                condition=Q(reorder_level__isnull=False),
                name="stocklevel_watched",
            ),
            models.Index(fields=["on_hand", "id"], name="level_by_on_hand"),
            models.Index(fields=["reserved", "id"], name="level_by_reserved"),
            models.Index(
                fields=["on_hand", "id"],
                condition=Q(reorder_level__isnull=False)
                & Q(on_hand__lte=F("reserved") + F("reorder_level")),
                name="level_low",
            ),
            models.Index(
                fields=["variant"], condition=Q(on_hand__gt=F("reserved")), name="level_in_stock"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "location"],
                name="stocklevel_once",
                violation_error_message="This variant already has a level at this location.",
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0),
                name="stocklevel_on_hand_not_negative",
                violation_error_message="There cannot be fewer than no pieces on hand.",
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, reserved__lte=F("on_hand")),
                name="stocklevel_reserved_within_on_hand",
                violation_error_message="No more can be reserved than is on hand.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variant} at {self.location}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class StockMovement(models.Model):
    """One line of the ledger; written once, never changed, undone only by a reversing line."""

    class Reason(models.TextChoices):
        RECEIVED = "received", "Received"
        SOLD = "sold", "Sold"
        RETURNED = "returned", "Returned"
        COUNTED = "counted", "Counted"
        ADJUSTED = "adjusted", "Adjusted"
        TRANSFERRED = "transferred", "Transferred"
        DAMAGED = "damaged", "Damaged"
        SAMPLE_RELEASED = "sample-released", "Sample released for sale"
        UNDONE = "undone", "Undone"

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="movements")
    location = models.ForeignKey(Location, models.PROTECT, related_name="movements")
    quantity = models.IntegerField("quantity")
    reason = base.Text("reason", max_length=16, choices=Reason.choices)
    reference = base.Text("reference", max_length=120, blank=True)
    note = base.Text("note", max_length=250, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    door = base.Text("door", max_length=8, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, related_name="undone_by", null=True, blank=True
    )
    came_from = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="went_to",
        null=True,
        blank=True,
        help_text="Of a transfer, the line that left; this one is what arrived.",
    )
    sheet = models.ForeignKey(
        StockSheet, models.PROTECT, related_name="movements", null=True, blank=True
    )
    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="movements", null=True, blank=True
    )
    moved_at = models.DateTimeField("when", auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "stock movement"
        indexes = [
            models.Index(fields=["variant", "location", "id"], name="movement_of_level"),
            models.Index(fields=["moved_at", "id"], name="movement_by_time"),
            models.Index(fields=["quantity", "id"], name="movement_by_quantity"),
            models.Index(fields=["reason", "id"], name="movement_by_reason"),
            models.Index(fields=["location", "id"], name="movement_of_location"),
            models.Index(Lower("reference"), name="movement_reference"),
            # Of the unique ones SQLite believes, while most lines have none, that they find all.
            models.Index(
                fields=["undoes"], condition=Q(undoes__isnull=False), name="movement_undoes"
            ),
            models.Index(
                fields=["came_from"],
                condition=Q(came_from__isnull=False),
                name="movement_came_from",
            ),
        ]
        permissions = [
            ("receive_stock", "Can receive pieces"),
            ("sell_stock", "Can sell pieces"),
            ("return_stock", "Can take pieces back from a bride"),
            ("count_stock", "Can count the shelf"),
            ("adjust_stock", "Can correct the stock with a reason"),
            ("damage_stock", "Can write off damaged pieces"),
            ("transfer_stock", "Can bring pieces to another location"),
            ("reserve_stock", "Can reserve pieces for a bride"),
            ("undo_movement", "Can undo a movement"),
            ("export_stockmovement", "Can export the ledger"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(quantity=0),
                name="stockmovement_not_zero",
                violation_error_message="A movement of nothing is no movement.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity:+d} × {self.variant} ({self.get_reason_display()})"
