"""Imports as jobs: a file, what it would do row by row, and what it did."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0026_cards_with_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", core.models.base.Text(max_length=80, verbose_name="name")),
                (
                    "kind",
                    core.models.base.Text(
                        choices=[
                            ("products", "Products and variants"),
                            ("customers", "Customers"),
                            ("stock", "Stock levels"),
                            ("samples", "Samples"),
                            ("designers", "Designers"),
                            ("collections", "Collections"),
                            ("appointments", "Appointments"),
                        ],
                        max_length=12,
                        verbose_name="what it brings",
                    ),
                ),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="columns")),
                ("options", models.JSONField(blank=True, default=dict, verbose_name="choices")),
            ],
            options={
                "verbose_name": "import profile",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("kind"),
                        models.F("name"),
                        name="importprofile_name_unique",
                        violation_error_message="There is a profile of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    core.models.base.Text(
                        choices=[
                            ("products", "Products and variants"),
                            ("customers", "Customers"),
                            ("stock", "Stock levels"),
                            ("samples", "Samples"),
                            ("designers", "Designers"),
                            ("collections", "Collections"),
                            ("appointments", "Appointments"),
                        ],
                        max_length=12,
                        verbose_name="what it brings",
                    ),
                ),
                (
                    "state",
                    core.models.base.Text(
                        choices=[
                            ("uploaded", "Chosen"),
                            ("planning", "Being read"),
                            ("planned", "Read, not applied"),
                            ("applying", "Being applied"),
                            ("done", "Applied"),
                            ("cancelled", "Stopped"),
                            ("failed", "Failed"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                        ],
                        default="uploaded",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "file",
                    core.models.base.Text(
                        blank=True, editable=False, max_length=64, verbose_name="kept as"
                    ),
                ),
                ("file_name", core.models.base.Text(max_length=200, verbose_name="file")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                (
                    "digest",
                    core.models.base.Text(blank=True, max_length=64, verbose_name="SHA-256"),
                ),
                ("shape", core.models.base.Text(blank=True, max_length=20, verbose_name="shape")),
                ("mapping", models.JSONField(default=dict, verbose_name="columns")),
                ("options", models.JSONField(default=dict, verbose_name="choices")),
                ("counts", models.JSONField(default=dict, verbose_name="counts")),
                ("notices", models.JSONField(default=list, verbose_name="notices")),
                ("unused", models.JSONField(default=list, verbose_name="columns not used")),
                ("created", models.JSONField(default=dict, verbose_name="made besides")),
                ("failure", core.models.base.LongText(blank=True, verbose_name="why it failed")),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "last_number",
                    models.PositiveIntegerField(default=0, verbose_name="rows of the plan"),
                ),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="began")),
                (
                    "beat_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last sign of life"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "lease_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="taken until"),
                ),
                ("fence", models.PositiveIntegerField(default=0, verbose_name="turn")),
                ("is_stopping", models.BooleanField(default=False, verbose_name="to be stopped")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="chosen")),
                (
                    "applied_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.location",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="core.importprofile",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-pk"],
                "permissions": [
                    ("import_stocklevel", "Can import stock levels"),
                    ("import_sample", "Can import samples"),
                    ("import_designer", "Can import designers"),
                    ("import_collection", "Can import collections"),
                    ("import_appointment", "Can import appointments"),
                    ("oversee_importjob", "Can see, apply and undo everybody's imports"),
                ],
                "default_permissions": ("view",),
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("line", models.PositiveIntegerField(default=0, verbose_name="line")),
                (
                    "sheet_row",
                    models.PositiveIntegerField(default=0, verbose_name="row in a spreadsheet"),
                ),
                ("subject", core.models.base.Text(max_length=12, verbose_name="subject")),
                ("object_id", models.BigIntegerField(null=True, verbose_name="key")),
                ("parent_id", models.BigIntegerField(null=True, verbose_name="key it belongs to")),
                (
                    "verdict",
                    core.models.base.Text(
                        choices=[
                            ("new", "New"),
                            ("changed", "Changed"),
                            ("unchanged", "Unchanged"),
                            ("refused", "Refused"),
                        ],
                        max_length=9,
                        verbose_name="verdict",
                    ),
                ),
                (
                    "outcome",
                    core.models.base.Text(
                        blank=True,
                        choices=[
                            ("", "Not applied"),
                            ("applied", "Applied"),
                            ("conflict", "Not applied: the shop had changed"),
                            ("undoing", "To be undone"),
                            ("back", "Undone"),
                            ("kept", "Kept when the rest was undone"),
                        ],
                        max_length=8,
                        verbose_name="outcome",
                    ),
                ),
                ("title", core.models.base.Text(blank=True, max_length=300, verbose_name="title")),
                ("changes", models.JSONField(default=list, verbose_name="changes")),
                ("before", models.JSONField(default=dict, verbose_name="before")),
                ("after", models.JSONField(default=dict, verbose_name="after")),
                ("reason", core.models.base.LongText(blank=True, verbose_name="reason")),
                (
                    "column",
                    core.models.base.Text(blank=True, max_length=200, verbose_name="column"),
                ),
                ("value", core.models.base.LongText(blank=True, verbose_name="value")),
                (
                    "job",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="core.importjob",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of imports",
                "ordering": ["job", "number"],
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(
                condition=models.Q(("state__in", ["planning", "applying", "undoing"])),
                fields=["lease_until"],
                name="importjob_at_work",
            ),
        ),
        migrations.AddIndex(
            model_name="importjob",
            index=models.Index(fields=["created_by", "-id"], name="importjob_of_person"),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "uploaded",
                            "planning",
                            "planned",
                            "applying",
                            "done",
                            "cancelled",
                            "failed",
                            "undoing",
                            "undone",
                        ],
                    )
                ),
                name="importjob_state_known",
                violation_error_message="An import has no such state.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "products",
                            "customers",
                            "stock",
                            "samples",
                            "designers",
                            "collections",
                            "appointments",
                        ],
                    )
                ),
                name="importjob_kind_known",
                violation_error_message="There is no such kind of import.",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["job", "verdict", "number"], name="importrow_by_verdict"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("outcome__in", ["conflict", "kept"])),
                fields=["job", "outcome", "number"],
                name="importrow_left",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                fields=("job", "number"),
                name="importrow_once",
                violation_error_message="This row is part of the import already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["new", "changed", "unchanged", "refused"])),
                name="importrow_verdict_known",
                violation_error_message="A row has no such verdict.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["", "applied", "conflict", "undoing", "back", "kept"])
                ),
                name="importrow_outcome_known",
                violation_error_message="A row has no such outcome.",
            ),
        ),
    ]
