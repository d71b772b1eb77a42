"""The roles a boutique begins with; what is in them can be changed under Roles."""

from django.apps.registry import Apps
from django.contrib.auth.management import create_permissions
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ALL = ("view", "add", "change", "delete")
EDIT = ("view", "add", "change")
LOOK = ("view",)

CATALOGUE = ("product", "productimage", "variant", "designer", "collection", "category")
STOCK = ("stocklevel", "stockmovement", "sample")
DIARY = ("stylist", "room", "appointmenttype", "workinghours", "claim")
SHOP = ("location", "openinghours", "closedday", "shopsettings")
BOOKING = ("appointment", "tryon", "customer")
MESSAGES = ("message", "reminderrule")

EXCHANGE = ("import_product", "export_product", "import_customer", "export_customer")


def _each(verbs: tuple[str, ...], *groups: tuple[str, ...]) -> set[str]:
    return {f"{verb}_{model}" for models in groups for model in models for verb in verbs}


MANAGER = (
    _each(ALL, CATALOGUE, STOCK, DIARY, SHOP, BOOKING, MESSAGES)
    | set(EXCHANGE)
    | {"overbook_appointment"}
)
FRONT_DESK = (
    _each(LOOK, CATALOGUE, STOCK, DIARY, SHOP, MESSAGES)
    | _each(EDIT, BOOKING)
    | _each(EDIT, ("claim",))
    | {"change_sample"}
)
STYLIST = _each(LOOK, CATALOGUE, STOCK, DIARY, SHOP, MESSAGES) | _each(EDIT, BOOKING)
OWNER = MANAGER | _each(ALL, ("user", "group"))

ROLES = {"Owner": OWNER, "Manager": MANAGER, "Front desk": FRONT_DESK, "Stylist": STYLIST}


def found(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Django makes permissions only after the last migration; on a new database they come first."""
    using = editor.connection.alias
    for label in ("auth", "core"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, using=using, verbosity=0)
        config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permission = apps.get_model("auth", "Permission")
    for name, codenames in ROLES.items():
        group, is_new = group_model.objects.using(using).get_or_create(name=name)
        if is_new:
            group.permissions.set(
                permission.objects.using(using).filter(
                    content_type__app_label__in=("core", "auth"), codename__in=codenames
                )
            )


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_message_rules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(found, migrations.RunPython.noop, elidable=False)]
