"""The files of imports: private, under names nobody can guess, kept for 90 days."""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from core.errors import DomainError

DAYS_KEPT = 90
_NAME = re.compile(r"[A-Za-z0-9_-]{32,64}\Z")


class FileGone(DomainError):
    """The file of the import was cleared away."""

    code = "file-gone"
    message = (
        f"The file of this import is no longer kept; files go after {DAYS_KEPT} days. "
        "Choose it again."
    )


class Kept(NamedTuple):
    name: str
    size: int
    digest: str


def keep(chunks: Iterable[bytes]) -> Kept:
    """Put the bytes aside, as they come."""
    name = secrets.token_urlsafe(32)
    seal, size = hashlib.sha256(), 0
    file = os.open(_folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        for chunk in chunks:
            out.write(chunk)
            seal.update(chunk)
            size += len(chunk)
    return Kept(name, size, seal.hexdigest())


def find(name: str) -> Path:
    """Where it lies. Raises FileGone; nothing outside the folder can be named."""
    if not _NAME.match(name) or not (path := _folder() / name).is_file():
        raise FileGone
    return path


def forget(name: str) -> None:
    if _NAME.match(name):
        (_folder() / name).unlink(missing_ok=True)


def sweep() -> int:
    """Clear away what is older than 90 days; how many files went."""
    gone = 0
    for path in _folder().iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - DAYS_KEPT * 24 * 60 * 60:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
