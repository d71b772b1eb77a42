"""Cards carry what their lists are sorted by, so that a search sorts its hits without their rows."""

import django.db.models.deletion
from django.db import migrations, models


def added(model, name, field):
    """Written anew with all cards after the migration; the default only bridges."""
    return migrations.AddField(model_name=model, name=name, field=field, preserve_default=False)


class Migration(migrations.Migration):
    dependencies = [("core", "0025_wish_lists")]

    operations = [
        added("customercard", "name", models.TextField(default="", editable=False)),
        added("productcard", "name", models.TextField(default="", editable=False)),
        added("variantcard", "name", models.TextField(default="", editable=False)),
        added("variantcard", "product_id", models.BigIntegerField(default=0, editable=False)),
        added(
            "variantcard", "position", models.PositiveSmallIntegerField(default=0, editable=False)
        ),
        migrations.AlterField(
            "variantcard",
            "variant",
            models.OneToOneField(
                db_constraint=False,
                editable=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                primary_key=True,
                related_name="card",
                serialize=False,
                to="core.variant",
            ),
        ),
        migrations.AddIndex(
            model_name="productcard",
            index=models.Index(fields=["name", "product"], name="productcard_name"),
        ),
        migrations.AddIndex(
            model_name="customercard",
            index=models.Index(fields=["name", "customer"], name="customercard_name"),
        ),
        migrations.AddIndex(
            model_name="variantcard",
            index=models.Index(fields=["name", "variant"], name="variantcard_name"),
        ),
        migrations.RemoveIndex(model_name="customer", name="customer_name"),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["name", "id", "wedding_on"], name="customer_by_name"),
        ),
        migrations.RemoveIndex(model_name="product", name="product_status_name"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["status", "name", "id"], name="product_status_name"),
        ),
        migrations.RemoveIndex(model_name="product", name="product_of_designer"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["designer", "name", "id"], name="product_of_designer"),
        ),
        migrations.RemoveIndex(model_name="product", name="product_of_category"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["category", "name", "id"], name="product_of_category"),
        ),
        migrations.RemoveIndex(model_name="product", name="product_of_collection"),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["collection", "name", "id"], name="product_of_collection"),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("overbooked_reason", ""), _negated=True),
                fields=["ends_at"],
                name="appointment_overbooked",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(
                condition=models.Q(("undoes__isnull", False)),
                fields=["undoes"],
                name="movement_undoes",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(
                condition=models.Q(("came_from__isnull", False)),
                fields=["came_from"],
                name="movement_came_from",
            ),
        ),
    ]
