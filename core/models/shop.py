"""The shop itself: its settings, locations, opening hours and closed days."""

import zoneinfo
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base


class ShopSettings(models.Model):
    """One row: what is true of the whole boutique."""

    name = base.Text("name of the boutique", max_length=120, default="Our boutique")
    currency = base.Text(
        "currency of the price list", max_length=3, default="EUR", validators=[base.CURRENCY]
    )
    email = models.EmailField("mail address for brides", blank=True)
    phone = base.Text("phone", max_length=32, blank=True, validators=[base.PHONE])
    website = models.URLField("website", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "shop settings"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="shopsettings_single",
                violation_error_message="There is only one set of shop settings.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "ShopSettings":
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Location(base.Stamped):
    """A shop a bride can visit, with its own time zone and hours."""

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    timezone = base.Text("time zone", max_length=64, validators=[base.valid_timezone])
    street = base.Text("street and number", max_length=200, blank=True)
    postal_code = base.Text("postal code", max_length=16, blank=True)
    city = base.Text("city", max_length=120, blank=True)
    country = base.Text("country", max_length=80, blank=True)
    country_code = base.Text(
        "country for holidays",
        max_length=2,
        blank=True,
        validators=[base.COUNTRY],
        help_text="Two capital letters, like DE. Public holidays are proposed for it.",
    )
    region = base.Text(
        "region for holidays",
        max_length=16,
        blank=True,
        help_text="The short code of the state or region, like BE for Berlin.",
    )
    currency = base.Text("currency", max_length=3, default="EUR", validators=[base.CURRENCY])
    email = models.EmailField("mail", blank=True)
    phone = base.Text("phone", max_length=32, blank=True, validators=[base.PHONE])
    slot_minutes = models.PositiveSmallIntegerField(
        "booking grid in minutes",
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
        help_text="Online appointments start at opening time and every so many minutes after it.",
    )
    position = models.PositiveSmallIntegerField("order", default=0)
    is_active = models.BooleanField("open for business", default=True)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240),
                name="location_grid_sane",
                violation_error_message="The booking grid is between 5 and 240 minutes.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.timezone)

    def moment(self, shown: datetime) -> datetime:
        """The instant (UTC) at which the clock here shows `shown`; the first of a doubled hour.

        Raises ValidationError for a time that the spring night skips.
        """
        found = shown.replace(tzinfo=self.zone).astimezone(UTC)
        if found.astimezone(self.zone).replace(tzinfo=None) != shown:
            raise ValidationError(
                f"At {shown:%H:%M} on that night the clocks in {self} jump ahead: "
                "that time does not exist. Choose another."
            )
        return found

    @property
    def address(self) -> str:
        town = f"{self.postal_code} {self.city}".strip()
        return ", ".join(part for part in (self.street, town, self.country) if part)


class OpeningHours(models.Model):
    """A span of one weekday, wall-clock of the location; past midnight when it closes before it opens."""

    location = models.ForeignKey(Location, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField("day", choices=base.WEEKDAYS)
    opens = models.TimeField("opens")
    closes = models.TimeField("closes")

    class Meta:
        ordering = ["location", "weekday", "opens"]
        verbose_name = verbose_name_plural = "opening hours"
        constraints = [
            models.UniqueConstraint(
                fields=["location", "weekday", "opens"],
                name="openinghours_once",
                violation_error_message="This location already opens then.",
            ),
            models.CheckConstraint(
                condition=~Q(opens=F("closes")),
                name="openinghours_not_empty",
                violation_error_message="Opening and closing time are the same.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="openinghours_weekday",
                violation_error_message="The day is between Monday and Sunday.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M} to {self.closes:%H:%M}"

    def clean(self) -> None:
        base.require_span(self.opens, self.closes, "closes")


class ClosedDay(models.Model):
    """A local date on which one location, or all of them, stay shut."""

    location = models.ForeignKey(
        Location,
        models.CASCADE,
        related_name="closed_days",
        null=True,
        blank=True,
        help_text="Leave empty to close every location.",
    )
    closed_on = models.DateField("date")
    reason = base.Text("reason", max_length=120, blank=True)

    class Meta:
        ordering = ["closed_on"]
        constraints = [
            models.UniqueConstraint(
                # SQLite has no NULLS NOT DISTINCT, and Django would leave the rule out there.
                Coalesce("location", Value(0)),
                "closed_on",
                name="closedday_once",
                violation_error_message="This day is closed already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.closed_on:%d %B %Y} {self.reason}".strip()
