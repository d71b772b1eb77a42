"""Rearranging some hours of a day, and what each appointment was before and is after."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import core.models.base

OUTCOMES = [
    ("moved", "Moved"),
    ("call", "To be called"),
    ("left", "Left as it was"),
    ("cancelled", "Cancelled"),
]
STATUSES = [
    ("requested", "Requested"),
    ("confirmed", "Confirmed"),
    ("arrived", "Arrived"),
    ("in-progress", "In progress"),
    ("completed", "Completed"),
    ("no-show", "No-show"),
    ("cancelled", "Cancelled"),
]


def one_of(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=f"core.{to}"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0014_roles_of_the_diary"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="rearrangement",
            name="starts",
            field=models.TimeField(blank=True, null=True, verbose_name="from this hour"),
        ),
        migrations.AddField(
            model_name="rearrangement",
            name="ends",
            field=models.TimeField(blank=True, null=True, verbose_name="to this hour"),
        ),
        migrations.AddField(
            model_name="rearrangement",
            name="undone_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterModelOptions(
            name="rearrangement",
            options={
                "ordering": ["-pk"],
                "verbose_name": "change of plan",
                "verbose_name_plural": "changes of plan",
            },
        ),
        migrations.AddConstraint(
            model_name="rearrangement",
            constraint=models.CheckConstraint(
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
        ),
        # Nothing has written a row of it yet, so it is made anew instead of bent into shape.
        migrations.DeleteModel("RearrangedAppointment"),
        migrations.CreateModel(
            name="RearrangedAppointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rearrangement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="core.rearrangement",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rearranged",
                        to="core.appointment",
                    ),
                ),
                (
                    "outcome",
                    core.models.base.Text(
                        choices=OUTCOMES, max_length=9, verbose_name="what happened"
                    ),
                ),
                (
                    "status",
                    core.models.base.Text(choices=STATUSES, max_length=12, verbose_name="was"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="was at")),
                ("stylist", one_of("stylist")),
                ("room", one_of("room")),
                ("new_starts_at", models.DateTimeField(verbose_name="is now at")),
                ("new_stylist", one_of("stylist")),
                ("new_room", one_of("room")),
                ("version", models.PositiveIntegerField(verbose_name="version after")),
                (
                    "undone",
                    core.models.base.Text(
                        blank=True, max_length=300, verbose_name="what undoing did"
                    ),
                ),
            ],
            options={"verbose_name": "rearranged appointment", "ordering": ["starts_at", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="rearrangedappointment",
            constraint=models.UniqueConstraint(
                fields=("rearrangement", "appointment"),
                name="rearrangedappointment_once",
                violation_error_message="This appointment is on the list already.",
            ),
        ),
    ]
