"""Many rows changed together, with what they were before: what undoing needs."""

from django.conf import settings
from django.db import models

from core.models import base


class BulkEdit(models.Model):
    """One change of many products, variants or reorder levels, made in one go."""

    summary = base.LongText("what was changed", editable=False)
    rows_count = models.PositiveIntegerField("rows", default=0, editable=False)
    made_at = models.DateTimeField("when", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )
    undone_at = models.DateTimeField("undone", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "bulk edit"

    def __str__(self) -> str:
        return self.summary


class BulkEditRow(models.Model):
    """One row of a bulk edit: what it was, what it became, what undoing did with it.

    The row is named by kind and key, not by a reference: it may be deleted later, and the edit
    still tells what happened.
    """

    class Kind(models.TextChoices):
        PRODUCT = "product", "Product"
        VARIANT = "variant", "Variant"
        LEVEL = "level", "Reorder level"

    class Undone(models.TextChoices):
        NOT_YET = "", "Not undone"
        BACK = "back", "Back as before"
        EDITED = "edited", "Edited since, so left as it is"
        GONE = "gone", "No longer there"

    edit = models.ForeignKey(BulkEdit, models.CASCADE, related_name="rows")
    kind = base.Text("kind", max_length=8, choices=Kind.choices)
    row_id = models.BigIntegerField("key")
    name = base.Text("name", max_length=300)
    before = models.JSONField("before")
    after = models.JSONField("after")
    undone = base.Text(
        "what undoing did", max_length=6, choices=Undone.choices, default=Undone.NOT_YET, blank=True
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = "row of a bulk edit"
        verbose_name_plural = "rows of bulk edits"
        constraints = [
            models.UniqueConstraint(
                fields=["edit", "kind", "row_id"],
                name="bulkeditrow_once",
                violation_error_message="This row is part of the bulk edit already.",
            )
        ]

    def __str__(self) -> str:
        return self.name
