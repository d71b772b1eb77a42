"""The one Django app of the house."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def install_guards(using: str, **_kwargs: Any) -> None:
    from core import cards, guards, mirrors

    guards.install(using)
    mirrors.install(using)
    cards.install(using)


def lay_triggers_aside(using: str, plan: Any = (), **_kwargs: Any) -> None:
    """Only before work: `migrate` with nothing to do leaves them as they are."""
    from core import cards, mirrors

    if plan:
        cards.remove(using)
        mirrors.lay_aside(using)


def ring_the_worker() -> None:
    """Imported late: only a process that plans messages needs the tasks."""
    from core import tasks

    tasks.tick()


def ring_for_import(key: int) -> None:
    from core import tasks

    tasks.work_on_import(key)


def ring_for_exports() -> None:
    from core import tasks

    tasks.write_exports()


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Boutique"

    def ready(self) -> None:
        from core.services import exports, imports, messages

        pre_migrate.connect(lay_triggers_aside, sender=self, dispatch_uid="core.cards")
        post_migrate.connect(install_guards, sender=self, dispatch_uid="core.guards")
        messages.nudges.append(ring_the_worker)
        imports.bells.append(ring_for_import)
        exports.bells.append(ring_for_exports)
