"""How she liked each gown, with its history."""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import core.history
import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_cancelled_by_whom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalTryOn",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        choices=[
                            ("admin", "Admin"),
                            ("api", "Website"),
                            ("import", "Import"),
                            ("job", "Program"),
                        ],
                        default=core.history.current_door,
                        max_length=8,
                    ),
                ),
                (
                    "rating",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[(1, "★"), (2, "★★"), (3, "★★★"), (4, "★★★★"), (5, "★★★★★")],
                        null=True,
                        verbose_name="how she liked it",
                    ),
                ),
                ("said_yes", models.BooleanField(default=False, verbose_name="said yes")),
                ("note", core.models.base.Text(blank=True, max_length=250, verbose_name="note")),
                (
                    "tried_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="tried"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
            ],
            options={
                "verbose_name": "historical gown to try on",
                "verbose_name_plural": "historical gowns to try on",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="tryon",
            name="note",
            field=core.models.base.Text(blank=True, max_length=250, verbose_name="note"),
        ),
        migrations.AddField(
            model_name="tryon",
            name="rating",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "★"), (2, "★★"), (3, "★★★"), (4, "★★★★"), (5, "★★★★★")],
                null=True,
                verbose_name="how she liked it",
            ),
        ),
        migrations.AddField(
            model_name="tryon",
            name="said_yes",
            field=models.BooleanField(default=False, verbose_name="said yes"),
        ),
        migrations.AddField(
            model_name="tryon",
            name="tried_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="tried"),
        ),
        migrations.AddConstraint(
            model_name="tryon",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating__isnull", True),
                    models.Q(("rating__gte", 1), ("rating__lte", 5)),
                    _connector="OR",
                ),
                name="tryon_rating_sane",
                violation_error_message="A rating has one to five stars.",
            ),
        ),
        migrations.AddField(
            model_name="historicaltryon",
            name="appointment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.appointment",
            ),
        ),
        migrations.AddField(
            model_name="historicaltryon",
            name="history_user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="historicaltryon",
            name="product",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.product",
            ),
        ),
        migrations.AddField(
            model_name="historicaltryon",
            name="sample",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="core.sample",
            ),
        ),
    ]
