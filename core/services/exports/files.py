"""The private folder of files that wait to be fetched: a week, then they are put away."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.models import Export

KEPT_DAYS = 7


def folder() -> Path:
    path: Path = settings.VAR_DIR / "exports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def path_of(export: Export) -> Path:
    return folder() / Path(export.file).name


def sweep() -> int:
    """Put away what has lain for a week, and what no row knows of; returns the number of files."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    old = Export.objects.filter(state=Export.State.READY, ended_at__lt=before).exclude(file="")
    old.update(state=Export.State.GONE, file="")
    known = set(Export.objects.exclude(file="").values_list("file", flat=True))
    gone = [
        path
        for path in folder().iterdir()
        if path.name not in known and path.stat().st_mtime < before.timestamp()
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
