"""Saved views: a list as somebody likes to see it, under a name of her own."""

from django.conf import settings
from django.db import models

from core.models import base


class SavedView(models.Model):
    """Filters, search and order of one list; `query` holds parameters, never an address."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", editable=False
    )
    page = base.Text("list", max_length=40, editable=False)  # name of the model
    name = base.Text("name", max_length=60)
    query = models.JSONField("filters", default=dict, editable=False)
    position = models.PositiveSmallIntegerField("order", default=0)
    is_start = models.BooleanField("the list opens with it", default=False)

    class Meta:
        default_permissions = ()  # everybody has her own, and nobody another's
        ordering = ["position", "pk"]
        verbose_name = "saved view"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="savedview_has_name",
                violation_error_message="Give the view a name.",
            ),
            models.UniqueConstraint(
                fields=["user", "name"],
                name="savedview_name_once",
                violation_error_message="You have a view of this name already.",
            ),
            models.UniqueConstraint(
                fields=["user", "page"],
                condition=models.Q(is_start=True),
                name="savedview_one_start",
                violation_error_message="This list opens with another view already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
