"""The database's guard: two live claims on one resource never overlap (see core/guards.py)."""

from typing import Any

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

from core import guards


def install(apps: Any, schema_editor: Any) -> None:
    guards.install(schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_the_house")]

    operations = [
        BtreeGistExtension(),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
