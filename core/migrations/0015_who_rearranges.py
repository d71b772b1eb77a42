"""Who may rearrange a day: owner, manager and front desk; stylists see what was done."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DO = ("view_rearrangement", "add_rearrangement", "change_rearrangement")
ROLES = {"Owner": DO, "Manager": DO, "Front desk": DO, "Stylist": DO[:1]}


def grant(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes permissions only after the last migration; on a new database they come first."""
    using = editor.connection.alias
    config = apps.get_app_config("core")
    config.models_module = True
    create_permissions(config, apps=apps, using=using, verbosity=0)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.using(using)
    for group in apps.get_model("auth", "Group").objects.using(using).filter(name__in=ROLES):
        allowed = permission.filter(content_type__app_label="core", codename__in=ROLES[group.name])
        group.permissions.add(*allowed)


class Migration(migrations.Migration):
    dependencies = [("core", "0014_rearranged_hours")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop, elidable=False)]
