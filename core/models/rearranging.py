"""Rearrangements: a stylist is sick or a day is closed, and what became of each appointment."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import base
from core.models.appointments import Appointment
from core.models.diary import Claim, Room, Stylist
from core.models.shop import ClosedDay, Location


class Rearrangement(base.Stamped):
    """What was done in one go, so that it can be undone in one go."""

    stylist = models.ForeignKey(
        Stylist, models.PROTECT, related_name="rearrangements", null=True, blank=True
    )
    location = models.ForeignKey(
        Location, models.PROTECT, related_name="rearrangements", null=True, blank=True
    )
    first_on = models.DateField("from")
    last_on = models.DateField("to")
    starts = models.TimeField("from this hour", null=True, blank=True)
    ends = models.TimeField("to this hour", null=True, blank=True)
    reason = base.Text("reason", max_length=120, blank=True)
    blocks = models.ManyToManyField(Claim, related_name="+", editable=False)
    closed_days = models.ManyToManyField(ClosedDay, related_name="+", editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )
    undone_at = models.DateTimeField("undone", null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = "change of plan"
        verbose_name_plural = "changes of plan"
        constraints = [
            models.CheckConstraint(
                condition=Q(stylist__isnull=True, location__isnull=False)
                | Q(stylist__isnull=False, location__isnull=True),
                name="rearrangement_of_one",
                violation_error_message="Choose a stylist or a location.",
            ),
            models.CheckConstraint(
                condition=Q(first_on__lte=F("last_on")),
                name="rearrangement_in_order",
                violation_error_message="The last day is not before the first.",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True)
                | Q(
                    starts__isnull=False,
                    ends__isnull=False,
                    first_on=F("last_on"),
                    starts__lt=F("ends"),
                ),
                name="rearrangement_hours_of_a_day",
                violation_error_message="Hours belong to one day: give from and to, in that order.",
            ),
        ]

    def __str__(self) -> str:
        days = f"{self.first_on:%d %B %Y}"
        if self.last_on != self.first_on:
            days += f" to {self.last_on:%d %B %Y}"
        return f"{self.stylist or self.location}, {days}"


class RearrangedAppointment(models.Model):
    """Where one appointment was before, what became of it, and its version after."""

    class Outcome(models.TextChoices):
        MOVED = "moved", "Moved"
        CALL = "call", "To be called"
        LEFT = "left", "Left as it was"
        CANCELLED = "cancelled", "Cancelled"

    rearrangement = models.ForeignKey(Rearrangement, models.CASCADE, related_name="rows")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="rearranged")
    outcome = base.Text("what happened", max_length=9, choices=Outcome.choices)
    status = base.Text("was", max_length=12, choices=Appointment.Status.choices)
    starts_at = models.DateTimeField("was at")
    stylist = models.ForeignKey(Stylist, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    overbooked_reason = base.Text("was overbooked because", max_length=250, blank=True)
    held = models.JSONField("had", default=list, blank=True, editable=False)
    """Pairs: what she claimed, and whether that claim was marked as overbooked."""
    new_starts_at = models.DateTimeField("is now at")
    new_stylist = models.ForeignKey(Stylist, models.PROTECT, related_name="+")
    new_room = models.ForeignKey(Room, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField("version after")
    undone = base.Text("what undoing did", max_length=300, blank=True)
    called_at = models.DateTimeField("called", null=True, blank=True, editable=False)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = "rearranged appointment"
        constraints = [
            models.UniqueConstraint(
                fields=["rearrangement", "appointment"],
                name="rearrangedappointment_once",
                violation_error_message="This appointment is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.appointment)
