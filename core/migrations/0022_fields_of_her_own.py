"""The owner's own fields: their definitions, one column of values on four models, and its index."""

import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import simple_history.models
from django.apps.registry import Apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import core.history
import core.models.base

TABLES = ("product", "variant", "customer", "appointment")
MANAGER = {f"{verb}_fielddefinition" for verb in ("view", "add", "change", "delete")}
ROLES = {"Owner": MANAGER, "Manager": MANAGER, "Front desk": {"view_fielddefinition"}}


def index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """What SQLite does not know: values found inside the column, and words inside texts."""
    if editor.connection.vendor != "postgresql":
        return
    for name in TABLES:
        editor.execute(f"CREATE INDEX {name}_own ON core_{name} USING gin (own jsonb_path_ops)")
    editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    editor.execute(
        "CREATE INDEX ownvalue_words ON core_ownvalue USING gin (upper(text) gin_trgm_ops)"
        " WHERE text <> ''"
    )


def unindex(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        for name in (*(f"{name}_own" for name in TABLES), "ownvalue_words"):
            editor.execute(f"DROP INDEX IF EXISTS {name}")


def allow(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes permissions only after the last migration; on a new database they come first."""
    using = editor.connection.alias
    config = apps.get_app_config("core")
    config.models_module = True
    create_permissions(config, apps=apps, using=using, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    for name, codenames in ROLES.items():
        group = apps.get_model("auth", "Group").objects.using(using).filter(name=name).first()
        if group is not None:
            group.permissions.add(
                *permissions.filter(content_type__app_label="core", codename__in=codenames)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0021_roles_of_stock"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.AddField(
            model_name="customer",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.AddField(
            model_name="historicalappointment",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.AddField(
            model_name="historicalcustomer",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.AddField(
            model_name="historicalproduct",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.AddField(
            model_name="historicalvariant",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.AddField(
            model_name="variant",
            name="own",
            field=models.JSONField(
                blank=True, default=dict, editable=False, verbose_name="your own fields"
            ),
        ),
        migrations.CreateModel(
            name="FieldDefinition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="added")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
                (
                    "kind",
                    core.models.base.Text(
                        choices=[
                            ("product", "Products"),
                            ("variant", "Variants"),
                            ("customer", "Customers"),
                            ("appointment", "Appointments"),
                        ],
                        max_length=12,
                        verbose_name="belongs to",
                    ),
                ),
                ("label", core.models.base.Text(max_length=60, verbose_name="name")),
                (
                    "key",
                    core.models.base.Text(
                        blank=True,
                        help_text="What files and the website call it. Filled in for you, and never changed later.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]*\\Z",
                                "Begin with a small letter; then small letters, digits and _ only.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "type",
                    core.models.base.Text(
                        choices=[
                            ("text", "Text"),
                            ("long-text", "Long text"),
                            ("number", "Number"),
                            ("money", "Money"),
                            ("date", "Date"),
                            ("yes-no", "Yes or no"),
                            ("choice", "One of several choices"),
                            ("choices", "Several choices"),
                            ("link", "Link"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="takes",
                    ),
                ),
                (
                    "choices",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="One on each line.",
                        validators=[core.models.base.list_of_words],
                        verbose_name="choices",
                    ),
                ),
                (
                    "help",
                    core.models.base.Text(
                        blank=True,
                        help_text="Shown below the field.",
                        max_length=200,
                        verbose_name="hint",
                    ),
                ),
                (
                    "default",
                    core.models.base.Text(
                        blank=True,
                        help_text="What a new one begins with. Written like in the field itself.",
                        max_length=200,
                        verbose_name="starts as",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=False,
                        help_text="Where staff fill in a form. Nothing a bride books online is refused for it.",
                        verbose_name="must be filled in",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "is_listed",
                    models.BooleanField(default=False, verbose_name="a column of the list"),
                ),
                (
                    "is_filter",
                    models.BooleanField(default=False, verbose_name="a filter of the list"),
                ),
                (
                    "is_searched",
                    models.BooleanField(default=False, verbose_name="found by the search"),
                ),
                ("in_api", models.BooleanField(default=False, verbose_name="shown to the website")),
                (
                    "archived_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="taken away"
                    ),
                ),
            ],
            options={
                "verbose_name": "field of your own",
                "verbose_name_plural": "fields of your own",
                "ordering": ["kind", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "key"),
                        name="fielddefinition_key_once",
                        violation_error_message="Another field there already has this short name.",
                    ),
                    models.UniqueConstraint(
                        models.F("kind"),
                        django.db.models.functions.text.Lower("label"),
                        name="fielddefinition_label_once",
                        violation_error_message="There is a field of this name already, perhaps among those taken away.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "^[a-z][a-z0-9_]*$")),
                        name="fielddefinition_key_plain",
                        violation_error_message="A short name has small letters, digits and _ only.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalFieldDefinition",
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
                    "created_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="added"),
                ),
                (
                    "updated_at",
                    models.DateTimeField(blank=True, editable=False, verbose_name="last change"),
                ),
                (
                    "kind",
                    core.models.base.Text(
                        choices=[
                            ("product", "Products"),
                            ("variant", "Variants"),
                            ("customer", "Customers"),
                            ("appointment", "Appointments"),
                        ],
                        max_length=12,
                        verbose_name="belongs to",
                    ),
                ),
                ("label", core.models.base.Text(max_length=60, verbose_name="name")),
                (
                    "key",
                    core.models.base.Text(
                        blank=True,
                        help_text="What files and the website call it. Filled in for you, and never changed later.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z][a-z0-9_]*\\Z",
                                "Begin with a small letter; then small letters, digits and _ only.",
                            )
                        ],
                        verbose_name="short name",
                    ),
                ),
                (
                    "type",
                    core.models.base.Text(
                        choices=[
                            ("text", "Text"),
                            ("long-text", "Long text"),
                            ("number", "Number"),
                            ("money", "Money"),
                            ("date", "Date"),
                            ("yes-no", "Yes or no"),
                            ("choice", "One of several choices"),
                            ("choices", "Several choices"),
                            ("link", "Link"),
                        ],
                        default="text",
                        max_length=10,
                        verbose_name="takes",
                    ),
                ),
                (
                    "choices",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="One on each line.",
                        validators=[core.models.base.list_of_words],
                        verbose_name="choices",
                    ),
                ),
                (
                    "help",
                    core.models.base.Text(
                        blank=True,
                        help_text="Shown below the field.",
                        max_length=200,
                        verbose_name="hint",
                    ),
                ),
                (
                    "default",
                    core.models.base.Text(
                        blank=True,
                        help_text="What a new one begins with. Written like in the field itself.",
                        max_length=200,
                        verbose_name="starts as",
                    ),
                ),
                (
                    "is_required",
                    models.BooleanField(
                        default=False,
                        help_text="Where staff fill in a form. Nothing a bride books online is refused for it.",
                        verbose_name="must be filled in",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "is_listed",
                    models.BooleanField(default=False, verbose_name="a column of the list"),
                ),
                (
                    "is_filter",
                    models.BooleanField(default=False, verbose_name="a filter of the list"),
                ),
                (
                    "is_searched",
                    models.BooleanField(default=False, verbose_name="found by the search"),
                ),
                ("in_api", models.BooleanField(default=False, verbose_name="shown to the website")),
                (
                    "archived_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="taken away"
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
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical field of your own",
                "verbose_name_plural": "historical fields of your own",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OwnValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("text", models.CharField(blank=True, max_length=200)),
                ("number", models.DecimalField(decimal_places=6, max_digits=20, null=True)),
                (
                    "definition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="core.fielddefinition",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["definition", "text", "object_id"], name="ownvalue_text"),
                    models.Index(
                        fields=["definition", "number", "object_id"], name="ownvalue_number"
                    ),
                    models.Index(fields=["object_id", "definition"], name="ownvalue_of_object"),
                ],
            },
        ),
        migrations.RunPython(index, unindex, elidable=False),
        migrations.RunPython(allow, migrations.RunPython.noop, elidable=False),
    ]
