"""Cards for the search, an index for each order a list offers, and saved views."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.models.base
from core import cards


def allow_trigrams(_apps, schema_editor):
    cards.allow_trigrams(schema_editor.connection.alias)


def index_beginnings(_apps, schema_editor):
    """A LIKE that fixes the beginning needs an index of its own unless the collation is C."""
    if schema_editor.connection.vendor == "postgresql":
        for table in ("core_stockmovement", "core_appointment"):
            schema_editor.execute(
                f"CREATE INDEX {table}_reference_begins ON {table} "
                "(lower(reference) text_pattern_ops)"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0023_every_change_is_kept"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(allow_trigrams, migrations.RunPython.noop),
        migrations.CreateModel(
            name="CustomerCard",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="core.customer",
                    ),
                ),
                ("text", models.TextField(editable=False)),
                ("phone", models.TextField(editable=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ProductCard",
            fields=[
                (
                    "product",
                    models.OneToOneField(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="card",
                        serialize=False,
                        to="core.product",
                    ),
                ),
                ("text", models.TextField(editable=False)),
                (
                    "price_from",
                    core.models.base.Money(
                        decimal_places=2,
                        editable=False,
                        max_digits=9,
                        null=True,
                        verbose_name="price from",
                    ),
                ),
                (
                    "price_to",
                    core.models.base.Money(
                        decimal_places=2,
                        editable=False,
                        max_digits=9,
                        null=True,
                        verbose_name="price to",
                    ),
                ),
                ("has_picture", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SampleCard",
            fields=[
                (
                    "sample",
                    models.OneToOneField(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="core.sample",
                    ),
                ),
                ("codes", models.TextField(editable=False)),
                ("text", models.TextField(editable=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page", core.models.base.Text(editable=False, max_length=40, verbose_name="list")),
                ("name", core.models.base.Text(max_length=60, verbose_name="name")),
                ("query", models.JSONField(default=dict, editable=False, verbose_name="filters")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                (
                    "is_start",
                    models.BooleanField(default=False, verbose_name="the list opens with it"),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "ordering": ["position", "pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="VariantCard",
            fields=[
                (
                    "variant",
                    models.OneToOneField(
                        db_constraint=False,
                        editable=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="core.variant",
                    ),
                ),
                ("codes", models.TextField(editable=False)),
                ("text", models.TextField(editable=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["stylist", "starts_at"], name="appointment_of_stylist"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["status", "starts_at"], name="appointment_by_status"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["type", "starts_at"], name="appointment_of_type"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                django.db.models.functions.text.Lower("reference"), name="appointment_reference"
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["wedding_on", "id"], name="customer_by_wedding"),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["budget", "id"], name="customer_by_budget"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["name", "id"], name="product_by_name"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["status", "id"], name="product_by_status"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["designer", "name"], name="product_of_designer"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["category", "name"], name="product_of_category"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["collection", "name"], name="product_of_collection"),
        ),
        migrations.AddIndex(
            model_name="stocklevel",
            index=models.Index(fields=["on_hand", "id"], name="level_by_on_hand"),
        ),
        migrations.AddIndex(
            model_name="stocklevel",
            index=models.Index(fields=["reserved", "id"], name="level_by_reserved"),
        ),
        migrations.AddIndex(
            model_name="stocklevel",
            index=models.Index(
                condition=models.Q(
                    ("reorder_level__isnull", False),
                    (
                        "on_hand__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("reserved"), "+", models.F("reorder_level")
                        ),
                    ),
                ),
                fields=["on_hand", "id"],
                name="level_low",
            ),
        ),
        migrations.AddIndex(
            model_name="stocklevel",
            index=models.Index(
                condition=models.Q(("on_hand__gt", models.F("reserved"))),
                fields=["variant"],
                name="level_in_stock",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["moved_at", "id"], name="movement_by_time"),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["quantity", "id"], name="movement_by_quantity"),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["reason", "id"], name="movement_by_reason"),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["location", "id"], name="movement_of_location"),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(
                django.db.models.functions.text.Lower("reference"), name="movement_reference"
            ),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(fields=["product", "position", "id"], name="variant_of_product"),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(fields=["sku"], name="variant_by_sku"),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(fields=["price", "id"], name="variant_by_price"),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(fields=["size", "product"], name="variant_by_size"),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(fields=["color", "product"], name="variant_by_color"),
        ),
        migrations.AddIndex(
            model_name="productcard",
            index=models.Index(fields=["price_from", "product"], name="productcard_price"),
        ),
        migrations.AddIndex(
            model_name="productcard",
            index=models.Index(
                condition=models.Q(("has_picture", False)),
                fields=["product"],
                name="productcard_no_picture",
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="user",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True),
                name="savedview_has_name",
                violation_error_message="Give the view a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                fields=("user", "name"),
                name="savedview_name_once",
                violation_error_message="You have a view of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_start", True)),
                fields=("user", "page"),
                name="savedview_one_start",
                violation_error_message="This list opens with another view already.",
            ),
        ),
        migrations.RunPython(index_beginnings, migrations.RunPython.noop),
    ]
