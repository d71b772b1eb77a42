"""Dates on which a stylist's weekly hours do not count."""

import datetime

import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0007_try_on_record"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkingException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("applies_on", models.DateField(verbose_name="date")),
                ("starts", models.TimeField(blank=True, null=True, verbose_name="from")),
                ("ends", models.TimeField(blank=True, null=True, verbose_name="to")),
                ("note", core.models.base.Text(blank=True, max_length=120, verbose_name="note")),
            ],
            options={
                "verbose_name": "exception",
                "ordering": ["applies_on", "starts"],
            },
        ),
        migrations.AddField(
            model_name="workingexception",
            name="location",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.location",
            ),
        ),
        migrations.AddField(
            model_name="workingexception",
            name="stylist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exceptions",
                to="core.stylist",
            ),
        ),
        migrations.AddConstraint(
            model_name="workingexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ends__isnull", True), ("location__isnull", True), ("starts__isnull", True)
                    ),
                    models.Q(
                        ("ends__isnull", False),
                        ("location__isnull", False),
                        ("starts__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="workingexception_off_or_hours",
                violation_error_message="Give location, from and to, or none of them for a day off.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workingexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts__isnull", True),
                    models.Q(("starts", models.F("ends")), _negated=True),
                    _connector="OR",
                ),
                name="workingexception_not_empty",
                violation_error_message="Start and end of work are the same.",
            ),
        ),
        migrations.AddConstraint(
            model_name="workingexception",
            constraint=models.UniqueConstraint(
                models.F("stylist"),
                models.F("applies_on"),
                django.db.models.functions.comparison.Coalesce(
                    "starts", models.Value(datetime.time(0, 0))
                ),
                name="workingexception_once",
                violation_error_message="She already has an exception that begins then.",
            ),
        ),
    ]
