import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0028_roles_of_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner_name", core.models.base.Text(max_length=160, verbose_name="who")),
                ("kind", core.models.base.Text(max_length=20, verbose_name="list")),
                ("query", models.JSONField(blank=True, default=dict, verbose_name="filters")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                (
                    "format",
                    core.models.base.Text(
                        choices=[
                            ("csv", "CSV"),
                            ("excel-csv", "CSV for Excel"),
                            ("xlsx", "Excel workbook"),
                            ("shopify", "Shopify's CSV"),
                        ],
                        default="csv",
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                (
                    "way",
                    core.models.base.Text(
                        choices=[
                            ("direct", "Downloaded at once"),
                            ("worker", "Written by the worker"),
                            ("mail", "Sent by mail"),
                        ],
                        default="direct",
                        max_length=8,
                        verbose_name="way",
                    ),
                ),
                (
                    "state",
                    core.models.base.Text(
                        choices=[
                            ("waiting", "Waiting"),
                            ("working", "Being written"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("gone", "Put away"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="rows in all")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="bytes")),
                ("file", models.CharField(blank=True, max_length=60)),
                ("reason", core.models.base.Text(blank=True, max_length=300, verbose_name="why")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim_token", models.CharField(blank=True, max_length=32)),
                (
                    "beat_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last sign of life"),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ready")),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("oversee_export", "Can see and fetch everybody's exports"),
                    ("see_cost", "Can export what we pay the designers"),
                    ("export_variant", "Can export variants and prices"),
                    ("export_stocklevel", "Can export stock levels"),
                    ("export_sample", "Can export samples"),
                    ("export_designer", "Can export designers"),
                    ("export_collection", "Can export collections"),
                    ("export_category", "Can export categories"),
                    ("export_appointment", "Can export appointments"),
                ],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "working"])),
                        fields=["id"],
                        name="export_to_do",
                    ),
                    models.Index(fields=["owner", "-id"], name="export_of_owner"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "working", "ready", "failed", "gone"])
                        ),
                        name="export_state_known",
                        violation_error_message="An export has no such state.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportHabit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", core.models.base.Text(max_length=20, verbose_name="list")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                (
                    "format",
                    core.models.base.Text(
                        choices=[
                            ("csv", "CSV"),
                            ("excel-csv", "CSV for Excel"),
                            ("xlsx", "Excel workbook"),
                            ("shopify", "Shopify's CSV"),
                        ],
                        default="csv",
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="export_habits",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "kind"),
                        name="exporthabit_once",
                        violation_error_message="There is a habit for this list already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
                ("name", core.models.base.Text(max_length=80, verbose_name="name")),
                ("kind", core.models.base.Text(max_length=20, verbose_name="list")),
                ("query", models.JSONField(blank=True, default=dict, verbose_name="filters")),
                ("columns", models.JSONField(blank=True, default=list, verbose_name="columns")),
                (
                    "format",
                    core.models.base.Text(
                        choices=[
                            ("csv", "CSV"),
                            ("excel-csv", "CSV for Excel"),
                            ("xlsx", "Excel workbook"),
                            ("shopify", "Shopify's CSV"),
                        ],
                        default="xlsx",
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                (
                    "every",
                    core.models.base.Text(
                        choices=[("day", "Every day"), ("week", "Every week")],
                        default="week",
                        max_length=4,
                        verbose_name="how often",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(6)],
                        verbose_name="on",
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[django.core.validators.MaxValueValidator(23)],
                        verbose_name="at",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="switched on")),
                ("next_at", models.DateTimeField(verbose_name="next")),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("last_at", models.DateTimeField(blank=True, null=True, verbose_name="last")),
                (
                    "last_said",
                    core.models.base.Text(
                        blank=True, max_length=300, verbose_name="what became of the last one"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="export_schedules",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipients",
                    models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="exportschedule_has_name",
                        violation_error_message="Give it a name; it becomes the subject of the mail.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hour__lte", 23), ("weekday__lte", 6)),
                        name="exportschedule_time_sane",
                        violation_error_message="Choose an hour from 0 to 23 and a day of the week.",
                    ),
                ],
            },
        ),
    ]
