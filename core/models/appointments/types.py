"""Appointment types: what a bride can come for."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.diary import Room, Stylist


class AppointmentType(base.Stamped):
    """Something a bride can come for, and the rules for booking it."""

    name = base.Text("name", max_length=120)
    slug = models.SlugField("web name", max_length=120, unique=True, blank=True)
    description = base.LongText("description", blank=True, help_text="Shown on the website.")
    duration_minutes = base.Minutes("length in minutes", validators=[MinValueValidator(5)])
    buffer_before_minutes = base.Minutes("preparation before", default=0, help_text="Minutes.")
    buffer_after_minutes = base.Minutes("tidying up after", default=0, help_text="Minutes.")
    stylists = models.ManyToManyField(
        Stylist,
        related_name="appointment_types",
        blank=True,
        help_text="Who may serve it. Leave empty for everybody.",
    )
    rooms = models.ManyToManyField(
        Room,
        related_name="appointment_types",
        blank=True,
        help_text="Where it may take place. Leave empty for every room.",
    )
    is_bookable_online = models.BooleanField("brides can book it online", default=True)
    notice_hours = models.PositiveSmallIntegerField(
        "notice in hours",
        default=24,
        validators=[MaxValueValidator(24 * 90)],
        help_text="Online bookings need at least so many hours before the start.",
    )
    horizon_days = models.PositiveSmallIntegerField(
        "how far ahead, in days",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(730)],
        help_text="Online bookings are possible this many days ahead.",
    )
    needs_confirmation = models.BooleanField(
        "we confirm online bookings",
        default=False,
        help_text="What a bride books online is kept for her, and counts once you confirm it.",
    )
    cutoff_hours = models.PositiveSmallIntegerField(
        "last change by the bride, in hours",
        default=0,
        validators=[MaxValueValidator(24 * 30)],
        help_text="Up to so many hours before the start she can move or cancel online.",
    )
    most_moves = models.PositiveSmallIntegerField(
        "moves by the bride",
        null=True,
        blank=True,
        help_text="How often she can move it online. Leave empty for no limit.",
    )
    color = base.Text(
        "colour on the board", max_length=7, default="#9d5c75", validators=[base.COLOR]
    )
    position = models.PositiveSmallIntegerField("order", default=0)
    is_active = models.BooleanField("offered", default=True)

    history = HistoricalRecords(
        bases=[DoorHistory], get_user=acting_user, m2m_fields=[stylists, rooms]
    )

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "appointment type"
        constraints = [
            models.CheckConstraint(
                condition=Q(duration_minutes__gte=5),
                name="appointmenttype_has_length",
                violation_error_message="An appointment lasts at least five minutes.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def duration(self) -> timedelta:
        return timedelta(minutes=self.duration_minutes)

    @property
    def buffer_before(self) -> timedelta:
        return timedelta(minutes=self.buffer_before_minutes)

    @property
    def buffer_after(self) -> timedelta:
        return timedelta(minutes=self.buffer_after_minutes)

    @property
    def cutoff(self) -> timedelta:
        return timedelta(hours=self.cutoff_hours)
