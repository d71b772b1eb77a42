"""Appointments, alone or linked: what was booked, and what became of it."""

from datetime import datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.history import Door, DoorHistory, acting_user
from core.models import base
from core.models.appointments.types import AppointmentType
from core.models.customers import Customer
from core.models.diary import Room, Stylist
from core.models.own import OwnFields
from core.models.shop import Location


class AppointmentGroup(base.Stamped):
    """Appointments that belong together: a bride and her party, or fittings one, two, three."""

    class Kind(models.TextChoices):
        PARTY = "party", "Bride and party"
        FITTINGS = "fittings", "Fittings"

    name = base.Text("name", max_length=120, blank=True)
    kind = base.Text("kind", max_length=8, choices=Kind.choices, default=Kind.PARTY)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "linked appointments"
        verbose_name_plural = "linked appointments"

    def __str__(self) -> str:
        return self.name or self.get_kind_display()


class Appointment(OwnFields, base.Stamped):
    """A bride, a stylist and a fitting room at one time. Only services/appointments.py writes it."""

    class Status(models.TextChoices):
        REQUESTED = "requested", "Requested"
        CONFIRMED = "confirmed", "Confirmed"
        ARRIVED = "arrived", "Arrived"
        IN_PROGRESS = "in-progress", "In progress"
        COMPLETED = "completed", "Completed"
        NO_SHOW = "no-show", "No-show"
        CANCELLED = "cancelled", "Cancelled"

    class Side(models.TextChoices):
        BRIDE = "bride", "The bride"
        BOUTIQUE = "boutique", "The boutique"

    OPEN = (Status.REQUESTED, Status.CONFIRMED)
    LIVE = (
        Status.REQUESTED,
        Status.CONFIRMED,
        Status.ARRIVED,
        Status.IN_PROGRESS,
        Status.COMPLETED,
    )

    reference = base.Text("reference", max_length=12, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    status = base.Text("status", max_length=12, choices=Status.choices, default=Status.CONFIRMED)
    type = models.ForeignKey(AppointmentType, models.PROTECT, related_name="appointments")
    location = models.ForeignKey(Location, models.PROTECT, related_name="appointments")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="appointments")
    stylist = models.ForeignKey(Stylist, models.PROTECT, related_name="appointments")
    room = models.ForeignKey(
        Room, models.PROTECT, related_name="appointments", verbose_name="fitting room"
    )
    starts_at = models.DateTimeField("starts", db_index=True)
    ends_at = models.DateTimeField("ends")
    group = models.ForeignKey(
        AppointmentGroup,
        models.SET_NULL,
        related_name="appointments",
        null=True,
        blank=True,
        verbose_name="linked with",
    )
    party_size = models.PositiveSmallIntegerField(
        "people", default=2, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    notes = base.LongText("notes", blank=True)
    booked_through = base.Text(
        "booked through", max_length=8, choices=Door.choices, default=Door.ADMIN
    )
    overbooked_reason = base.Text("reason for overbooking", max_length=250, blank=True)
    trail = base.Text(max_length=80, blank=True, editable=False)
    """The statuses it has been through since it was agreed, oldest first."""
    cancelled_at = models.DateTimeField("cancelled", null=True, blank=True, editable=False)
    cancelled_by = base.Text(
        "cancelled by", max_length=8, choices=Side.choices, blank=True, editable=False
    )
    cancel_reason = base.Text("reason for cancelling", max_length=250, blank=True)
    times_moved = models.PositiveSmallIntegerField("moved by the bride", default=0, editable=False)
    manage_token_hash = models.CharField(max_length=64, blank=True, editable=False)

    history = HistoricalRecords(
        bases=[DoorHistory], get_user=acting_user, excluded_fields=["manage_token_hash", "trail"]
    )

    manage_token: str = ""  # the bride's key; only in memory, and only right after booking

    class Meta:
        ordering = ["starts_at", "pk"]
        permissions = [("overbook_appointment", "Can overbook with a reason")]
        indexes = [
            models.Index(fields=["location", "starts_at"], name="appointment_day"),
            models.Index(fields=["customer", "-starts_at"], name="appointment_of_customer"),
            models.Index(fields=["stylist", "starts_at"], name="appointment_of_stylist"),
            models.Index(fields=["status", "starts_at"], name="appointment_by_status"),
            models.Index(fields=["type", "starts_at"], name="appointment_of_type"),
            models.Index(Lower("reference"), name="appointment_reference"),
            models.Index(
                fields=["ends_at"],
                condition=~Q(overbooked_reason=""),
                name="appointment_overbooked",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="appointment_not_empty",
                violation_error_message="The end must be after the start.",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="appointment_cancelled_has_time",
                violation_error_message="A cancelled appointment knows when it was cancelled.",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled") | Q(cancelled_by=""),
                name="appointment_cancelled_by_someone",
                violation_error_message="Only a cancelled appointment was cancelled by somebody.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.customer}"

    @property
    def local_start(self) -> datetime:
        return self.starts_at.astimezone(self.location.zone)

    @property
    def local_end(self) -> datetime:
        return self.ends_at.astimezone(self.location.zone)

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= timezone.now()
