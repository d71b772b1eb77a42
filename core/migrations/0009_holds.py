"""A time kept for a visitor of the website."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_working_exceptions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "party_size",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="people",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="made")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="held until")),
            ],
            options={
                "ordering": ["expires_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="hold",
            name="location",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.location"
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="products",
            field=models.ManyToManyField(blank=True, related_name="+", to="core.product"),
        ),
        migrations.AddField(
            model_name="hold",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.room",
                verbose_name="fitting room",
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="stylist",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="core.stylist"
            ),
        ),
        migrations.AddField(
            model_name="hold",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="core.appointmenttype",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="hold",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="claims",
                to="core.hold",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("starts_at__lt", models.F("ends_at"))),
                name="hold_not_empty",
                violation_error_message="The end must be after the start.",
            ),
        ),
    ]
