"""A stored picture has a name of ours and small copies beside it."""

import easy_thumbnails.fields
from django.db import migrations

import core.models.catalog.pictures


class Migration(migrations.Migration):
    dependencies = [("core", "0018_bulk_edits")]

    operations = [
        migrations.AlterField(
            model_name="productimage",
            name="file",
            field=easy_thumbnails.fields.ThumbnailerImageField(
                blank=True, upload_to=core.models.catalog.pictures.own_name, verbose_name="picture"
            ),
        ),
    ]
