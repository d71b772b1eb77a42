"""Appointments: what can be booked, and what was."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.history import Door, DoorHistory, acting_user
from core.models import base
from core.models.catalog import Product
from core.models.customers import Customer
from core.models.diary import Room, Stylist
from core.models.own import OwnFields
from core.models.shop import Location
from core.models.stock import Sample


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


class TryOn(models.Model):
    """A style the bride wants to try at an appointment, and the sample that is kept for it."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="try_ons")
    product = models.ForeignKey(Product, models.PROTECT, related_name="try_ons")
    sample = models.ForeignKey(
        Sample, models.PROTECT, related_name="try_ons", null=True, blank=True
    )

    rating = models.PositiveSmallIntegerField(
        "how she liked it",
        null=True,
        blank=True,
        choices=[(n, "★" * n) for n in range(1, 6)],
    )
    said_yes = models.BooleanField("said yes", default=False)
    note = base.Text("note", max_length=250, blank=True)
    tried_at = models.DateTimeField("tried", null=True, blank=True, editable=False)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["pk"]
        verbose_name = "gown to try on"
        verbose_name_plural = "gowns to try on"
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="tryon_rating_sane",
                violation_error_message="A rating has one to five stars.",
            ),
            models.UniqueConstraint(
                fields=["appointment", "product"],
                name="tryon_once",
                violation_error_message="This gown is on the list already.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product)


class IdempotencyKey(models.Model):
    """The answer given to a request with this key, written together with what the request did.

    Of scope and key only the hash is kept: who reads this table cannot ask for the answers in it.
    """

    digest = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    nonce = models.CharField(max_length=43)  # half of a manage token; the other half is no row
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)  # JSON as it was sent, without a manage token
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="idempotencykey_once")]

    def __str__(self) -> str:
        return self.digest[:12]
