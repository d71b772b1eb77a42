"""What the roles a boutique begins with may take out of the house."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

LISTS = ("variant", "stocklevel", "sample", "designer", "collection", "category", "appointment")
MANAGER = {"see_cost", *(f"export_{name}" for name in LISTS)}
ROLES = {"Owner": MANAGER | {"oversee_export"}, "Manager": MANAGER}


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
    dependencies = [("core", "0029_exports")]
    operations = [migrations.RunPython(teach, migrations.RunPython.noop, elidable=False)]
