"""The one Django app of the house."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def install_guards(using: str, **_kwargs: Any) -> None:
    from core import guards

    guards.install(using)


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Boutique"

    def ready(self) -> None:
        post_migrate.connect(install_guards, sender=self, dispatch_uid="core.guards")
