"""Files between preview and confirmation: private, taken once, gone after a day."""

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from core.errors import DomainError

A_DAY = 24 * 60 * 60
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,64}\Z")


class Gone(DomainError):
    """The file has been imported already, or was cleared away."""

    code = "gone"
    message = "This file has been imported already, or was put away. Choose it again to go on."


def keep(data: bytes) -> str:
    """Put the bytes aside under a name nobody can guess; the name."""
    _clear_old()
    token = secrets.token_urlsafe(32)
    file = os.open(_path(token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as out:
        out.write(data)
    return token


@contextmanager
def take(token: str) -> Iterator[bytes]:
    """The bytes, for the first who asks: a second click finds nothing. Raises Gone.

    Cleared away afterwards; put back when the work inside fails.
    """
    if not TOKEN.match(token):
        raise Gone
    path = _path(token)
    mine = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        path.rename(mine)
    except OSError as error:
        raise Gone from error
    try:
        yield mine.read_bytes()
    except BaseException:
        mine.rename(path)
        raise
    mine.unlink(missing_ok=True)


def look(token: str) -> bytes:
    """The bytes, which stay where they are. Raises Gone."""
    if not TOKEN.match(token):
        raise Gone
    try:
        return _path(token).read_bytes()
    except OSError as error:
        raise Gone from error


def forget(token: str) -> None:
    """Throw a file away that will not be confirmed."""
    if TOKEN.match(token):
        _path(token).unlink(missing_ok=True)


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _path(token: str) -> Path:
    return _folder() / f"{token}.csv"


def _clear_old() -> None:
    for path in _folder().iterdir():
        try:
            if path.stat().st_mtime < time.time() - A_DAY:
                path.unlink()
        except FileNotFoundError:
            continue  # another process was quicker
