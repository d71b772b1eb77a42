"""The queue in front of SQLite's one writer."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from project.sqlite3 import base


@pytest.fixture
def connect(tmp_path: Path) -> Iterator[Callable[[], sqlite3.Connection]]:
    with ExitStack() as open_ones:

        def another() -> sqlite3.Connection:
            connection = sqlite3.connect(
                tmp_path / "one.sqlite3", isolation_level=None, check_same_thread=False
            )
            return open_ones.enter_context(closing(connection))

        yield another


@pytest.fixture
def writer(connect: Callable[[], sqlite3.Connection]) -> sqlite3.Connection:
    """Somebody who is writing right now."""
    connection = connect()
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE guest (name TEXT)")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO guest VALUES ('Anna')")
    return connection


def test_whoever_waits_writes_when_the_other_has_finished(
    writer: sqlite3.Connection, connect: Callable[[], sqlite3.Connection]
) -> None:
    second = connect()
    waiting = threading.Thread(target=base.begin, args=(second, 20))
    waiting.start()
    waiting.join(0.1)
    assert waiting.is_alive()
    writer.execute("COMMIT")
    waiting.join(10)
    assert second.in_transaction
    assert second.execute("SELECT name FROM guest").fetchall() == [("Anna",)]


def test_patience_ends_with_an_error_and_the_usual_wait_is_back(
    writer: sqlite3.Connection, connect: Callable[[], sqlite3.Connection]
) -> None:
    second = connect()
    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        base.begin(second, 0.05)
    assert not second.in_transaction
    assert second.execute("PRAGMA busy_timeout").fetchone() == (50,)


def test_another_error_is_not_waited_for(writer: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        base.begin(writer, 60)
