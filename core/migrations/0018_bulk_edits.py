"""Many products, variants and reorder levels changed together, and it can be undone."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import core.models.base

ALLOWED = {"bulk_edit_product", "view_bulkedit", "view_bulkeditrow"}


def teach(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The two roles that keep the prices may change many at once."""
    using = editor.connection.alias
    config = apps.get_app_config("core")
    config.models_module = True
    create_permissions(config, apps=apps, using=using, verbosity=0)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.using(using)
    for group in (
        apps.get_model("auth", "Group").objects.using(using).filter(name__in=["Owner", "Manager"])
    ):
        group.permissions.add(
            *permission.filter(content_type__app_label="core", codename__in=ALLOWED)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0017_requests_and_calls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="product",
            options={
                "ordering": ["name", "pk"],
                "permissions": [
                    ("import_product", "Can import products"),
                    ("export_product", "Can export products"),
                    ("bulk_edit_product", "Can change many products and prices together"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkEdit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "summary",
                    core.models.base.LongText(editable=False, verbose_name="what was changed"),
                ),
                (
                    "rows_count",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="rows"),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "undone_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="undone"
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk edit",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="BulkEditRow",
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
                            ("product", "Product"),
                            ("variant", "Variant"),
                            ("level", "Reorder level"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("row_id", models.BigIntegerField(verbose_name="key")),
                ("name", core.models.base.Text(max_length=300, verbose_name="name")),
                ("before", models.JSONField(verbose_name="before")),
                ("after", models.JSONField(verbose_name="after")),
                (
                    "undone",
                    core.models.base.Text(
                        blank=True,
                        choices=[
                            ("", "Not undone"),
                            ("back", "Back as before"),
                            ("edited", "Edited since, so left as it is"),
                            ("gone", "No longer there"),
                        ],
                        default="",
                        max_length=6,
                        verbose_name="what undoing did",
                    ),
                ),
                (
                    "edit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="core.bulkedit",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of a bulk edit",
                "verbose_name_plural": "rows of bulk edits",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edit", "kind", "row_id"),
                        name="bulkeditrow_once",
                        violation_error_message="This row is part of the bulk edit already.",
                    )
                ],
            },
        ),
        migrations.RunPython(teach, migrations.RunPython.noop, elidable=False),
    ]
