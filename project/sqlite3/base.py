"""Django's SQLite with patience that grows: who has waited longest for the writer asks most often.

SQLite has one writer and no queue. Its own waiting asks ever more rarely, up to ten times a second,
so newcomers overtake: of sixteen clients that never paused one waited beyond 30 seconds.
"""

import random
import sqlite3
import time
from typing import Any

from django.db.backends.sqlite3 import base

FIRST_PAUSE, LEAST_PAUSE = 0.020, 0.001  # seconds
OLD_AFTER = 1.0  # seconds; from then on at every LEAST_PAUSE
BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_BUSY_RECOVERY}


class DatabaseWrapper(base.DatabaseWrapper):
    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode != "IMMEDIATE":
            return super()._start_transaction_under_autocommit()
        patience = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        with self.wrap_database_errors:
            begin(self.connection, patience)
        return None


def begin(connection: Any, patience: float) -> None:
    """Start a writing transaction on an sqlite3 connection, or raise "database is locked"."""
    started = time.monotonic()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                waited = time.monotonic() - started
                if error.sqlite_errorcode not in BUSY or waited >= patience:
                    raise
            pause = FIRST_PAUSE * (1 - waited / OLD_AFTER)
            time.sleep(max(LEAST_PAUSE, pause) * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
