"""Reservations, sheets of many lines, what caused a movement, and what the night found out."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0019_pictures_of_our_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LowStockLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                (
                    "state",
                    core.models.base.Text(
                        choices=[
                            ("planned", "Planned"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Failed"),
                            ("skipped", "Skipped"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("recipients", models.JSONField(default=list, verbose_name="to")),
                ("pieces", models.PositiveIntegerField(default=0, verbose_name="lines")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("message_id", models.CharField(max_length=120, verbose_name="Message-ID")),
                (
                    "lease_until",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="lease"
                    ),
                ),
                ("reason", core.models.base.Text(blank=True, max_length=300, verbose_name="why")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
            ],
            options={
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="pieces")),
                ("expires_at", models.DateTimeField(verbose_name="reserved until")),
                ("note", core.models.base.Text(blank=True, max_length=250, verbose_name="note")),
                ("door", core.models.base.Text(blank=True, max_length=8, verbose_name="door")),
                ("reserved_at", models.DateTimeField(auto_now_add=True, verbose_name="reserved")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "ending",
                    core.models.base.Text(
                        blank=True,
                        choices=[
                            ("released", "Released"),
                            ("sold", "Sold to her"),
                            ("expired", "Expired"),
                        ],
                        max_length=8,
                        verbose_name="how it ended",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="SheetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField(default=0, verbose_name="pieces")),
                ("after_movement", models.BigIntegerField(default=0, editable=False)),
                ("scanned_at", models.DateTimeField(auto_now=True, verbose_name="last scanned")),
            ],
            options={
                "ordering": ["-scanned_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StockCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_at", models.DateTimeField(auto_now_add=True, verbose_name="checked")),
                ("found", models.PositiveIntegerField(default=0, verbose_name="differences")),
                ("told", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="StockSheet",
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
                        choices=[("receiving", "Packing list"), ("stocktake", "Stocktake")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    core.models.base.Text(
                        choices=[
                            ("open", "Open"),
                            ("applied", "Done"),
                            ("undone", "Undone"),
                            ("dropped", "Thrown away"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("token", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "reference",
                    core.models.base.Text(blank=True, max_length=120, verbose_name="reference"),
                ),
                ("note", core.models.base.Text(blank=True, max_length=250, verbose_name="note")),
                ("started_at", models.DateTimeField(auto_now_add=True, verbose_name="begun")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                ("after_movement", models.BigIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "packing list or stocktake",
                "verbose_name_plural": "packing lists and stocktakes",
                "ordering": ["-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="sample",
            options={"permissions": [("release_sample", "Can release a sample for sale")]},
        ),
        migrations.AlterModelOptions(
            name="stocklevel",
            options={
                "permissions": [("mail_low_stock", "Gets the daily mail on what runs low")],
                "verbose_name": "stock level",
            },
        ),
        migrations.AlterModelOptions(
            name="stockmovement",
            options={
                "ordering": ["-pk"],
                "permissions": [
                    ("receive_stock", "Can receive pieces"),
                    ("sell_stock", "Can sell pieces"),
                    ("return_stock", "Can take pieces back from a bride"),
                    ("count_stock", "Can count the shelf"),
                    ("adjust_stock", "Can correct the stock with a reason"),
                    ("damage_stock", "Can write off damaged pieces"),
                    ("transfer_stock", "Can bring pieces to another location"),
                    ("reserve_stock", "Can reserve pieces for a bride"),
                    ("undo_movement", "Can undo a movement"),
                    ("export_stockmovement", "Can export the ledger"),
                ],
                "verbose_name": "stock movement",
            },
        ),
        migrations.RemoveIndex(
            model_name="stockmovement",
            name="movement_of_level",
        ),
        migrations.AddField(
            model_name="sample",
            name="photo",
            field=models.ImageField(blank=True, upload_to="samples/%Y/%m", verbose_name="photo"),
        ),
        migrations.AddField(
            model_name="sample",
            name="status_before",
            field=core.models.base.Text(
                blank=True,
                choices=[
                    ("on-floor", "On the floor"),
                    ("out", "Out"),
                    ("repair", "In repair"),
                    ("retired", "Retired"),
                ],
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="came_from",
            field=models.OneToOneField(
                blank=True,
                help_text="Of a transfer, the line that left; this one is what arrived.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="went_to",
                to="core.stockmovement",
            ),
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="sample",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="movements",
                to="core.sample",
            ),
        ),
        migrations.AddIndex(
            model_name="stocklevel",
            index=models.Index(
                condition=models.Q(("reorder_level__isnull", False)),
                fields=["variant"],
                name="stocklevel_watched",
            ),
        ),
        migrations.AddIndex(
            model_name="lowstockletter",
            index=models.Index(
                condition=models.Q(("state__in", ["planned", "sending"])),
                fields=["day"],
                name="lowstock_due",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="core.customer",
                verbose_name="bride",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="location",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="core.location",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="sale",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="core.stockmovement",
            ),
        ),
        migrations.AddField(
            model_name="reservation",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="core.variant",
            ),
        ),
        migrations.AddField(
            model_name="sheetline",
            name="variant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.variant"
            ),
        ),
        migrations.AddField(
            model_name="stocksheet",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stocksheet",
            name="category",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.category",
            ),
        ),
        migrations.AddField(
            model_name="stocksheet",
            name="designer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.designer",
            ),
        ),
        migrations.AddField(
            model_name="stocksheet",
            name="location",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.location"
            ),
        ),
        migrations.AddField(
            model_name="sheetline",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="core.stocksheet",
            ),
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="sheet",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="movements",
                to="core.stocksheet",
            ),
        ),
        migrations.AddIndex(
            model_name="stockmovement",
            index=models.Index(fields=["variant", "location", "id"], name="movement_of_level"),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["variant", "location"],
                name="reservation_live",
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["expires_at"],
                name="reservation_expiring",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1)),
                name="reservation_of_something",
                violation_error_message="Reserve at least one piece.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ending", "")),
                    models.Q(("ended_at__isnull", False), models.Q(("ending", ""), _negated=True)),
                    _connector="OR",
                ),
                name="reservation_says_how_it_ended",
                violation_error_message="A reservation that has ended says how.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reservation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ending", "sold"), ("sale__isnull", False)),
                    models.Q(models.Q(("ending", "sold"), _negated=True), ("sale__isnull", True)),
                    _connector="OR",
                ),
                name="reservation_sold_by_a_sale",
                violation_error_message="A reservation that was sold names the sale, and only such.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetline",
            constraint=models.UniqueConstraint(
                fields=("sheet", "variant"),
                name="sheetline_once",
                violation_error_message="This variant is on the sheet already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__lte", 1000000)),
                name="sheetline_not_endless",
                violation_error_message="Write a quantity between 0 and 1,000,000.",
            ),
        ),
    ]
