"""The diary: whatever can be occupied, when it works, and what occupies it."""

from datetime import time
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import base
from core.models.shop import Location


class Resource(models.Model):
    """Something that one appointment at a time can have: a stylist, a fitting room, a sample."""

    class Kind(models.TextChoices):
        STYLIST = "stylist", "Stylist"
        ROOM = "room", "Fitting room"
        SAMPLE = "sample", "Sample gown"

    KIND: ClassVar[str] = ""

    kind = base.Text(max_length=8, choices=Kind.choices, editable=False)
    name = base.Text("name", max_length=160)
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="resources", null=True, blank=True
    )
    is_active = models.BooleanField("in use", default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="stylist") | Q(location__isnull=False),
                name="resource_has_place",
                violation_error_message="Choose the location it belongs to.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = self.KIND or self.kind  # a child's kind is a fact of its class
        super().save(*args, **kwargs)


class Stylist(Resource):
    """A person who serves brides."""

    KIND = Resource.Kind.STYLIST

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="stylist",
        null=True,
        blank=True,
        verbose_name="sign-in",
    )
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    email = models.EmailField("mail", blank=True)
    phone = base.Text("phone", max_length=32, blank=True, validators=[base.PHONE])
    introduction = base.LongText("introduction", blank=True, help_text="Shown on the website.")
    color = base.Text(
        "colour on the board", max_length=7, default="#9d5c75", validators=[base.COLOR]
    )


class Room(Resource):
    """A fitting room."""

    KIND = Resource.Kind.ROOM

    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    capacity = models.PositiveSmallIntegerField(
        "seats", default=4, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = "fitting room"


class WorkingHours(models.Model):
    """A weekly span in which a stylist serves at a location, wall-clock of that location."""

    stylist = models.ForeignKey(Stylist, models.CASCADE, related_name="working_hours")
    location = models.ForeignKey(Location, models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField("day", choices=base.WEEKDAYS)
    starts = models.TimeField("from")
    ends = models.TimeField("to")

    class Meta:
        ordering = ["stylist", "weekday", "starts"]
        verbose_name = verbose_name_plural = "working hours"
        constraints = [
            models.UniqueConstraint(
                fields=["stylist", "weekday", "starts"],
                name="workinghours_once",
                violation_error_message="She already starts work then.",
            ),
            models.CheckConstraint(
                condition=~Q(starts=F("ends")),
                name="workinghours_not_empty",
                violation_error_message="Start and end of work are the same.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="workinghours_weekday",
                violation_error_message="The day is between Monday and Sunday.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M} to {self.ends:%H:%M}"

    def clean(self) -> None:
        base.require_span(self.starts, self.ends, "ends")


class WorkingException(models.Model):
    """One local date on which a stylist's weekly hours do not count: other hours, or off.

    As soon as there is a row for a date, only the spans of that date's rows count, at any location.
    """

    stylist = models.ForeignKey(Stylist, models.CASCADE, related_name="exceptions")
    applies_on = models.DateField("date")
    location = models.ForeignKey(Location, models.CASCADE, related_name="+", null=True, blank=True)
    starts = models.TimeField("from", null=True, blank=True)
    ends = models.TimeField("to", null=True, blank=True)
    note = base.Text("note", max_length=120, blank=True)

    class Meta:
        ordering = ["applies_on", "starts"]
        verbose_name = "exception"
        constraints = [
            models.CheckConstraint(
                condition=Q(location__isnull=True, starts__isnull=True, ends__isnull=True)
                | Q(location__isnull=False, starts__isnull=False, ends__isnull=False),
                name="workingexception_off_or_hours",
                violation_error_message="Give location, from and to, or none of them for a day off.",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True) | ~Q(starts=F("ends")),
                name="workingexception_not_empty",
                violation_error_message="Start and end of work are the same.",
            ),
            models.UniqueConstraint(
                # SQLite has no NULLS NOT DISTINCT; midnight stands for the day off.
                "stylist",
                "applies_on",
                Coalesce("starts", Value(time.min)),
                name="workingexception_once",
                violation_error_message="She already has an exception that begins then.",
            ),
        ]

    def __str__(self) -> str:
        if self.starts is None or self.ends is None:
            return f"{self.applies_on:%d %B %Y}: off"
        return f"{self.applies_on:%d %B %Y}: {self.starts:%H:%M} to {self.ends:%H:%M}"


class Claim(models.Model):
    """One resource is occupied from starts_at to ends_at (half-open, UTC, buffers included).

    Two live claims on one resource never overlap; the database holds that (core/guards.py),
    except where staff overbooked on purpose.
    """

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", "Appointment"
        HOLD = "hold", "Hold"
        BLOCK = "block", "Blocked time"

    resource = models.ForeignKey(Resource, models.PROTECT, related_name="claims")
    kind = base.Text("kind", max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("to")
    is_live = models.BooleanField("in force", default=True)
    is_overbooked = models.BooleanField("overbooked on purpose", default=False)
    appointment = models.ForeignKey(
        "core.Appointment", models.CASCADE, related_name="claims", null=True, blank=True
    )
    hold = models.ForeignKey(
        "core.Hold", models.CASCADE, related_name="claims", null=True, blank=True, editable=False
    )
    expires_at = models.DateTimeField("held until", null=True, blank=True)
    note = base.Text("note", max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = "blocked time"  # staff see claims of this kind only
        indexes = [
            models.Index(
                fields=["resource", "starts_at", "ends_at"],
                condition=Q(is_live=True),
                name="claim_live",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="claim_not_empty",
                violation_error_message="The end must be after the start.",
            ),
            models.CheckConstraint(
                condition=Q(kind="appointment", appointment__isnull=False)
                | (~Q(kind="appointment") & Q(appointment__isnull=True)),
                name="claim_knows_its_appointment",
                violation_error_message="Only an appointment's claim belongs to an appointment.",
            ),
            models.CheckConstraint(
                condition=Q(kind="hold", expires_at__isnull=False)
                | (~Q(kind="hold") & Q(expires_at__isnull=True)),
                name="claim_only_holds_expire",
                violation_error_message="A hold, and only a hold, has an end of its validity.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {timezone.localtime(self.starts_at):%d %B %Y}"
