"""Who cancelled an appointment, and how often the bride moved it."""

from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_terms_of_types"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="cancelled_by",
            field=core.models.base.Text(
                blank=True,
                choices=[("bride", "The bride"), ("boutique", "The boutique")],
                editable=False,
                max_length=8,
                verbose_name="cancelled by",
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="times_moved",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="moved by the bride"
            ),
        ),
        migrations.AddField(
            model_name="historicalappointment",
            name="cancelled_by",
            field=core.models.base.Text(
                blank=True,
                choices=[("bride", "The bride"), ("boutique", "The boutique")],
                editable=False,
                max_length=8,
                verbose_name="cancelled by",
            ),
        ),
        migrations.AddField(
            model_name="historicalappointment",
            name="times_moved",
            field=models.PositiveSmallIntegerField(
                default=0, editable=False, verbose_name="moved by the bride"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "cancelled"), ("cancelled_by", ""), _connector="OR"),
                name="appointment_cancelled_by_someone",
                violation_error_message="Only a cancelled appointment was cancelled by somebody.",
            ),
        ),
    ]
