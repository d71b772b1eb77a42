"""`manage.py run_huey`: the worker; it stays shut while the database lacks its guard."""

from typing import Any

from huey.consumer import Consumer, Worker
from huey.contrib.djhuey.management.commands import run_huey

from core import cards, guards, mirrors, tasks


class PoliteWorker(Worker):  # type: ignore[misc]  # huey ships no types
    """Lets a long task see that the worker was told to stop."""

    def initialize(self) -> None:
        tasks.may_go_on[:] = [lambda: not self.stop_flag.is_set()]
        super().initialize()


class Command(run_huey.Command):  # type: ignore[misc]
    def handle(self, *args: Any, **options: Any) -> None:
        guards.require()
        mirrors.require()
        cards.require()
        Consumer.worker_class = PoliteWorker
        super().handle(*args, **options)
