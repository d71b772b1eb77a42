"""What the roles a boutique begins with may do with the diary's new rows."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ALL = ("view", "add", "change", "delete")
EDIT = ("view", "add", "change")


def _each(verbs: tuple[str, ...], *models: str) -> set[str]:
    return {f"{verb}_{model}" for model in models for verb in verbs}


DESK = _each(EDIT, "workingexception", "appointmentgroup") | {
    "delete_workingexception",
    "view_hold",
    "view_rearrangement",
    "view_rearrangedappointment",
}
MANAGER = _each(
    ALL, "workingexception", "appointmentgroup", "rearrangement", "rearrangedappointment"
) | {"view_hold", "delete_hold", "merge_customer", "view_customermerge"}
STYLIST = _each(EDIT, "appointmentgroup") | {"view_workingexception", "view_hold"}

ROLES = {"Owner": MANAGER, "Manager": MANAGER, "Front desk": DESK, "Stylist": STYLIST}


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
    dependencies = [("core", "0013_merged_customers")]
    operations = [migrations.RunPython(teach, migrations.RunPython.noop, elidable=False)]
