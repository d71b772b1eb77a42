"""Stock: the append-only ledger, the cached levels, and the physical sample gowns."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import base
from core.models.catalog import Variant
from core.models.diary import Resource
from core.models.shop import Location


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
    moved_at = models.DateTimeField("when", auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "stock movement"
        indexes = [models.Index(fields=["variant", "location"], name="movement_of_level")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(quantity=0),
                name="stockmovement_not_zero",
                violation_error_message="A movement of nothing is no movement.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity:+d} × {self.variant} ({self.get_reason_display()})"


class Sample(Resource):
    """One physical gown for trying on; never for sale while it is a sample."""

    KIND = Resource.Kind.SAMPLE

    class Condition(models.TextChoices):
        NEW = "new", "Like new"
        GOOD = "good", "Good"
        WORN = "worn", "Worn"
        DAMAGED = "damaged", "Damaged"

    class Status(models.TextChoices):
        ON_FLOOR = "on-floor", "On the floor"
        OUT = "out", "Out"
        REPAIR = "repair", "In repair"
        RETIRED = "retired", "Retired"

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="samples")
    barcode = base.Text("barcode", max_length=64)
    size_worn = base.Text("size it really fits", max_length=40, blank=True)
    condition = base.Text(
        "condition", max_length=10, choices=Condition.choices, default=Condition.GOOD
    )
    status = base.Text("status", max_length=10, choices=Status.choices, default=Status.ON_FLOOR)
    notes = base.LongText("notes", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["barcode"],
                name="sample_barcode_unique",
                violation_error_message="Another sample already has this barcode.",
            )
        ]
