"""What a bride may do by herself: types say whether we confirm, how late and how often."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointmenttype",
            name="cutoff_hours",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Up to so many hours before the start she can move or cancel online.",
                validators=[django.core.validators.MaxValueValidator(720)],
                verbose_name="last change by the bride, in hours",
            ),
        ),
        migrations.AddField(
            model_name="appointmenttype",
            name="most_moves",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="How often she can move it online. Leave empty for no limit.",
                null=True,
                verbose_name="moves by the bride",
            ),
        ),
        migrations.AddField(
            model_name="appointmenttype",
            name="needs_confirmation",
            field=models.BooleanField(
                default=False,
                help_text="What a bride books online is kept for her, and counts once you confirm it.",
                verbose_name="we confirm online bookings",
            ),
        ),
        migrations.AddField(
            model_name="historicalappointmenttype",
            name="cutoff_hours",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="Up to so many hours before the start she can move or cancel online.",
                validators=[django.core.validators.MaxValueValidator(720)],
                verbose_name="last change by the bride, in hours",
            ),
        ),
        migrations.AddField(
            model_name="historicalappointmenttype",
            name="most_moves",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="How often she can move it online. Leave empty for no limit.",
                null=True,
                verbose_name="moves by the bride",
            ),
        ),
        migrations.AddField(
            model_name="historicalappointmenttype",
            name="needs_confirmation",
            field=models.BooleanField(
                default=False,
                help_text="What a bride books online is kept for her, and counts once you confirm it.",
                verbose_name="we confirm online bookings",
            ),
        ),
    ]
