"""Imports: open a file, plan it, apply the plan, stop, resume and undo; all of it in small pieces."""

from core.services.imports.files import FileGone, find, sweep
from core.services.imports.life import (
    OVERSEE,
    PERMISSIONS,
    ask_apply,
    ask_plan,
    ask_undo,
    bells,
    cancel,
    drop,
    kinds_of,
    left,
    may_import,
    may_touch,
    of,
    open,  # noqa: A004
    resume,
)
from core.services.imports.turns import Lost, Stopped, Turn, take, waiting
from core.services.imports.working import work

__all__ = [
    "OVERSEE",
    "PERMISSIONS",
    "FileGone",
    "Lost",
    "Stopped",
    "Turn",
    "ask_apply",
    "ask_plan",
    "ask_undo",
    "bells",
    "cancel",
    "drop",
    "find",
    "kinds_of",
    "left",
    "may_import",
    "may_touch",
    "of",
    "open",
    "resume",
    "sweep",
    "take",
    "waiting",
    "work",
]
