"""Appointments that are booked and moved together."""

import django.db.models.deletion
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0009_holds"),
    ]

    operations = [
        migrations.CreateModel(
            name="AppointmentGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
                ("name", core.models.base.Text(blank=True, max_length=120, verbose_name="name")),
                (
                    "kind",
                    core.models.base.Text(
                        choices=[("party", "Bride and party"), ("fittings", "Fittings")],
                        default="party",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
            ],
            options={
                "verbose_name": "linked appointments",
                "verbose_name_plural": "linked appointments",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="appointments",
                to="core.appointmentgroup",
                verbose_name="linked with",
            ),
        ),
        migrations.AddField(
            model_name="historicalappointment",
            name="group",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.appointmentgroup",
                verbose_name="linked with",
            ),
        ),
    ]
