"""A stylist is sick or a day is closed, and it can be undone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_linked_appointments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RearrangedAppointment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_moved", models.BooleanField(default=False, verbose_name="moved")),
                ("starts_at", models.DateTimeField(verbose_name="was at")),
                ("version", models.PositiveIntegerField(verbose_name="version after")),
                (
                    "undone",
                    core.models.base.Text(
                        blank=True, max_length=300, verbose_name="what undoing did"
                    ),
                ),
            ],
            options={
                "verbose_name": "rearranged appointment",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Rearrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
                ("first_on", models.DateField(verbose_name="from")),
                ("last_on", models.DateField(verbose_name="to")),
                (
                    "reason",
                    core.models.base.Text(blank=True, max_length=120, verbose_name="reason"),
                ),
                (
                    "undone_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="undone"
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="rearrangedappointment",
            name="appointment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rearranged",
                to="core.appointment",
            ),
        ),
        migrations.AddField(
            model_name="rearrangedappointment",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.room"
            ),
        ),
        migrations.AddField(
            model_name="rearrangedappointment",
            name="stylist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.stylist"
            ),
        ),
        migrations.AddField(
            model_name="rearrangement",
            name="actor",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rearrangement",
            name="blocks",
            field=models.ManyToManyField(editable=False, related_name="+", to="core.claim"),
        ),
        migrations.AddField(
            model_name="rearrangement",
            name="closed_days",
            field=models.ManyToManyField(editable=False, related_name="+", to="core.closedday"),
        ),
        migrations.AddField(
            model_name="rearrangement",
            name="location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rearrangements",
                to="core.location",
            ),
        ),
        migrations.AddField(
            model_name="rearrangement",
            name="stylist",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rearrangements",
                to="core.stylist",
            ),
        ),
        migrations.AddField(
            model_name="rearrangedappointment",
            name="rearrangement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="core.rearrangement",
            ),
        ),
        migrations.AddConstraint(
            model_name="rearrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("location__isnull", False), ("stylist__isnull", True)),
                    models.Q(("location__isnull", True), ("stylist__isnull", False)),
                    _connector="OR",
                ),
                name="rearrangement_of_one",
                violation_error_message="Choose a stylist or a location.",
            ),
        ),
        migrations.AddConstraint(
            model_name="rearrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_on__lte", models.F("last_on"))),
                name="rearrangement_in_order",
                violation_error_message="The last day is not before the first.",
            ),
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
