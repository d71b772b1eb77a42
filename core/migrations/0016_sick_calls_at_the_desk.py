"""A sick call is handled at the desk and taken back exactly: permissions, and what each had before."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import core.models.base

DESK = {
    "delete_claim",
    "add_rearrangement",
    "change_rearrangement",
    "add_rearrangedappointment",
    "change_rearrangedappointment",
}


def teach(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes permissions only after the last migration; on a new database they come first."""
    using = editor.connection.alias
    config = apps.get_app_config("core")
    config.models_module = True
    create_permissions(config, apps=apps, using=using, verbosity=0)
    config.models_module = None
    group = apps.get_model("auth", "Group").objects.using(using).filter(name="Front desk").first()
    if group is not None:
        permissions = apps.get_model("auth", "Permission").objects.using(using)
        group.permissions.add(
            *permissions.filter(content_type__app_label="core", codename__in=DESK)
        )


class Migration(migrations.Migration):
    dependencies = [("core", "0015_rearranged_hours")]
    operations = [
        migrations.AddField(
            model_name="rearrangedappointment",
            name="overbooked_reason",
            field=core.models.base.Text(
                blank=True, max_length=250, verbose_name="was overbooked because"
            ),
        ),
        migrations.AddField(
            model_name="rearrangedappointment",
            name="held",
            field=models.JSONField(blank=True, default=list, editable=False, verbose_name="had"),
        ),
        migrations.RunPython(teach, migrations.RunPython.noop, elidable=False),
    ]
