"""Sheets: many lines that become movements in one act, a packing list or a stocktake."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import base
from core.models.catalog import Category, Designer, Variant
from core.models.shop import Location


class StockSheet(models.Model):
    """A packing list or a stocktake of one location: open, then applied once, then perhaps undone."""

    class Kind(models.TextChoices):
        RECEIVING = "receiving", "Packing list"
        STOCKTAKE = "stocktake", "Stocktake"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        APPLIED = "applied", "Done"
        UNDONE = "undone", "Undone"
        DROPPED = "dropped", "Thrown away"

    kind = base.Text("kind", max_length=10, choices=Kind.choices)
    state = base.Text("state", max_length=8, choices=State.choices, default=State.OPEN)
    location = models.ForeignKey(Location, models.PROTECT, related_name="+")
    designer = models.ForeignKey(Designer, models.PROTECT, related_name="+", null=True, blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", null=True, blank=True)
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = base.Text("reference", max_length=120, blank=True)
    note = base.Text("note", max_length=250, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    started_at = models.DateTimeField("begun", auto_now_add=True)
    done_at = models.DateTimeField("done", null=True, blank=True)
    undone_at = models.DateTimeField("undone", null=True, blank=True)
    after_movement = models.BigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "packing list or stocktake"
        verbose_name_plural = "packing lists and stocktakes"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.location}, {self.started_at:%d %B %Y}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class SheetLine(models.Model):
    """So many pieces of a variant on a sheet.

    `after_movement` is the newest line of the ledger when the piece was scanned: what moves later,
    a sale while others still count, is added to what was counted.
    """

    sheet = models.ForeignKey(StockSheet, models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("pieces", default=0)
    after_movement = models.BigIntegerField(default=0, editable=False)
    scanned_at = models.DateTimeField("last scanned", auto_now=True)

    class Meta:
        ordering = ["-scanned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "variant"],
                name="sheetline_once",
                violation_error_message="This variant is on the sheet already.",
            ),
            models.CheckConstraint(
                condition=Q(quantity__lte=1_000_000),
                name="sheetline_not_endless",
                violation_error_message="Write a quantity between 0 and 1,000,000.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant}"
