"""Where a product belongs: its designer, its category, its collection."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Lower
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base


class Designer(base.Stamped):
    """A brand whose gowns we carry."""

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    lead_time_weeks = models.PositiveSmallIntegerField(
        "lead time in weeks",
        default=16,
        validators=[MaxValueValidator(104)],
        help_text="From the order to the gown in our shop.",
    )
    website = models.URLField("website", blank=True)
    notes = base.LongText("notes", blank=True)
    is_active = models.BooleanField("we carry this designer", default=True)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="designer_name_unique",
                violation_error_message="There is a designer of this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """What kind of thing it is: bridal gowns, veils, shoes; may sit inside another category."""

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
        verbose_name="inside",
    )
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                # SQLite has no NULLS NOT DISTINCT, and Django would leave the rule out there.
                Coalesce("parent", Value(0)),
                Lower("name"),
                name="category_name_unique",
                violation_error_message="There is a category of this name already.",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="category_not_inside_itself",
                violation_error_message="A category cannot be inside itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """What a designer shows together in one season."""

    class Season(models.TextChoices):
        SPRING = "spring", "Spring"
        SUMMER = "summer", "Summer"
        FALL = "fall", "Autumn"
        WINTER = "winter", "Winter"
        ALL_YEAR = "all-year", "All year"

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    designer = models.ForeignKey(
        Designer, models.PROTECT, related_name="collections", null=True, blank=True
    )
    season = base.Text("season", max_length=10, choices=Season.choices, default=Season.ALL_YEAR)
    year = models.PositiveSmallIntegerField(
        "year", validators=[MinValueValidator(1950), MaxValueValidator(2100)]
    )

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(
                Coalesce("designer", Value(0)),
                Lower("name"),
                "year",
                name="collection_once",
                violation_error_message="This collection is there already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
