"""Two rows of one bride made one, and how to undo it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_holidays_of_locations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gone_key", models.BigIntegerField(editable=False)),
                (
                    "gone_name",
                    core.models.base.Text(editable=False, max_length=160, verbose_name="merged in"),
                ),
                ("gone", models.JSONField(editable=False)),
                ("filled", models.JSONField(default=dict, editable=False)),
                ("moved", models.JSONField(default=dict, editable=False)),
                ("merged_at", models.DateTimeField(auto_now_add=True, verbose_name="merged")),
                (
                    "undone_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="undone"
                    ),
                ),
            ],
            options={
                "verbose_name": "merge of customers",
                "verbose_name_plural": "merges of customers",
                "ordering": ["-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="customer",
            options={
                "ordering": ["name", "pk"],
                "permissions": [
                    ("import_customer", "Can import customers"),
                    ("export_customer", "Can export customers"),
                    ("merge_customer", "Can merge duplicate customers"),
                ],
            },
        ),
        migrations.AddField(
            model_name="customermerge",
            name="actor",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="customermerge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="merges",
                to="core.customer",
            ),
        ),
    ]
