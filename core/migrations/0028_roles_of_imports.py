"""What the roles a boutique begins with may import; the owner oversees everybody's."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MANAGER = {
    "view_importjob",
    "view_importprofile",
    "add_importprofile",
    "change_importprofile",
    "delete_importprofile",
    "import_stocklevel",
    "import_sample",
    "import_designer",
    "import_collection",
    "import_appointment",
}
OWNER = MANAGER | {"oversee_importjob"}

ROLES = {"Owner": OWNER, "Manager": MANAGER}


def teach(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes permissions only after the last migration; on a new database they come first."""
    using = editor.connection.alias
    config = apps.get_app_config("core")
    config.models_module = True
    create_permissions(config, apps=apps, using=using, verbosity=0)
    config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        group = group_model.objects.using(using).filter(name=name).first()
        if group is not None:
            group.permissions.add(
                *permission.objects.using(using).filter(
                    content_type__app_label="core", codename__in=codenames
                )
            )


class Migration(migrations.Migration):
    dependencies = [("core", "0027_imports")]
    operations = [migrations.RunPython(teach, migrations.RunPython.noop, elidable=False)]
