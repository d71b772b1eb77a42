"""What the worker does, one call each; huey is only the bell, the work waits in the database."""

from collections.abc import Callable

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, on_startup

from core import cards, history
from core.exchange import importing
from core.exchange.export import mailing, making
from core.services import exports, holds, imports, messages, stock

may_go_on: list[Callable[[], bool]] = []
"""Asked before each letter; the worker puts in whether it was told to stop."""


def _may_go_on() -> bool:
    return all(may() for may in may_go_on)


def _tick() -> None:
    with history.acting(history.Door.JOB):
        messages.tick(_may_go_on)


@db_task(expires=120)  # a bell nobody heard for two minutes need not ring: the minute's tick will
def tick() -> None:
    """Send what is due, right after a commit."""
    _tick()


@db_periodic_task(crontab(minute="*"), expires=120)
def tick_of_the_minute() -> None:
    """Send what is due, each minute."""
    _tick()


@on_startup()
def tick_at_start() -> None:
    """What became due while no worker ran goes out at once."""
    tick()


@db_task(expires=120)
def write_exports() -> None:
    """Write the long lists somebody has just asked for."""
    making.work(_may_go_on)


@db_periodic_task(crontab(minute="*"), expires=120)
def write_exports_of_the_minute() -> None:
    """Take over what a worker that died has left."""
    making.work(_may_go_on)


@db_periodic_task(crontab(minute="*"), expires=120)
def mail_exports() -> None:
    """Send the regular exports whose time has come."""
    mailing.send_due(_may_go_on)


@db_periodic_task(crontab(hour="3", minute="40"), expires=3600)
def put_exports_away() -> None:
    """Files that nobody fetched for a week go."""
    exports.sweep()


@db_task()
def work_on_import(key: int) -> None:
    """Read, apply or undo a file, right after somebody asked for it."""
    importing.work(key, may_go_on=_may_go_on)
    importing.orphans(may_go_on=_may_go_on)


@db_periodic_task(crontab(minute="*"), expires=120)
def go_on_with_imports() -> None:
    """Each minute, what a worker left behind or a bell did not tell."""
    importing.orphans(may_go_on=_may_go_on)


@on_startup()
def imports_at_start() -> None:
    """What was cut short when the worker ended goes on at once."""
    go_on_with_imports()


@db_periodic_task(crontab(hour="3", minute="40"), expires=3600)
def clear_old_files() -> None:
    """Files of imports are kept for 90 days."""
    imports.sweep()


@db_periodic_task(crontab(minute="*/5"), expires=300)
def sweep_holds() -> None:
    """Clear away what was held for visitors who never came back."""
    with history.acting(history.Door.JOB):
        holds.sweep()


@db_periodic_task(crontab(minute="*/10"), expires=600)
def release_reservations() -> None:
    """Give free what was put aside for brides who never fetched it."""
    with history.acting(history.Door.JOB):
        stock.release_expired()


@db_periodic_task(crontab(minute="17", hour="2"), expires=3600)
def verify_stock() -> None:
    """Compare the levels with the ledger; the dashboard tells what was found."""
    with history.acting(history.Door.JOB):
        stock.check_night()


@db_periodic_task(crontab(minute="*/15"), expires=900)
def mail_low_stock() -> None:
    """Once a day, tell by mail what runs low."""
    with history.acting(history.Door.JOB):
        stock.send_low_stock()


@db_periodic_task(crontab(hour="3", minute="20"), expires=3600)
def weigh_the_tables() -> None:
    """Once a night, so that long lists stay quick as the shop grows."""
    cards.weigh()
