"""Which columns and which format somebody takes from a list."""

from collections.abc import Sequence
from typing import Any

from core.models import ExportHabit


def habit(user: Any, kind: str) -> ExportHabit:
    """Hers, or an unsaved one with every column."""
    found = ExportHabit.objects.filter(user=user, kind=kind).first()
    return found or ExportHabit(user=user, kind=kind)


def remember(user: Any, kind: str, *, columns: Sequence[str], format: str) -> None:  # noqa: A002
    ExportHabit.objects.update_or_create(
        user=user, kind=kind, defaults={"columns": list(columns), "format": format}
    )
