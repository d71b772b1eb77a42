"""Country and region whose public holidays are proposed."""

import django.core.validators
from django.db import migrations

import core.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_rearrangements"),
    ]

    operations = [
        migrations.AddField(
            model_name="historicallocation",
            name="country_code",
            field=core.models.base.Text(
                blank=True,
                help_text="Two capital letters, like DE. Public holidays are proposed for it.",
                max_length=2,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Z]{2}\\Z", "Write the two capital letters of the country: DE."
                    )
                ],
                verbose_name="country for holidays",
            ),
        ),
        migrations.AddField(
            model_name="historicallocation",
            name="region",
            field=core.models.base.Text(
                blank=True,
                help_text="The short code of the state or region, like BE for Berlin.",
                max_length=16,
                verbose_name="region for holidays",
            ),
        ),
        migrations.AddField(
            model_name="location",
            name="country_code",
            field=core.models.base.Text(
                blank=True,
                help_text="Two capital letters, like DE. Public holidays are proposed for it.",
                max_length=2,
                validators=[
                    django.core.validators.RegexValidator(
                        "^[A-Z]{2}\\Z", "Write the two capital letters of the country: DE."
                    )
                ],
                verbose_name="country for holidays",
            ),
        ),
        migrations.AddField(
            model_name="location",
            name="region",
            field=core.models.base.Text(
                blank=True,
                help_text="The short code of the state or region, like BE for Berlin.",
                max_length=16,
                verbose_name="region for holidays",
            ),
        ),
    ]
