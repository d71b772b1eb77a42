"""Cards: what lists and the search know of a row, kept true by the database's own triggers.

SQLite refuses to rename a table that a trigger elsewhere speaks of, which is how Django changes
tables there. So the triggers go before a migration that has work to do, and come back after it,
with all cards written anew.
"""

import hashlib
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction

from core.cards import postgres, shapes, sqlite

NO_TRIGRAMS = (
    "The search needs PostgreSQL's extension pg_trgm, and this role may not create it. Let the "
    "database's owner run: CREATE EXTENSION pg_trgm; then migrate again."
)
NO_FULL_TEXT = (
    "The search needs SQLite with its full-text extension FTS5, which this Python was built "
    "without. Use a Python from python.org or your system, or PostgreSQL."
)


def install(using: str = "default") -> None:
    """Put triggers and indexes in place; where one was missing, write all cards anew."""
    if not _has_tables(using) or not missing(using):
        return
    with transaction.atomic(using=using):
        remove(using)
        rebuild(using)
        _create(using)


def remove(using: str = "default") -> None:
    """Take the triggers away; for migrations, and for tests that must see stale cards."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in _present(using):
            if connection.vendor == "postgresql":
                function = name.rpartition("_")[0]
                cursor.execute(f"DROP FUNCTION IF EXISTS {function}() CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def rebuild(using: str = "default") -> None:
    """Write all cards anew, without triggers in the way: about a minute for a million rows."""
    connection = connections[using]
    dialect: Any = postgres if connection.vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(postgres.FUNCTIONS)
            for card in shapes.CARDS:
                cursor.execute(f"ANALYZE {card.owner}")  # without figures its plans are guesses
        else:
            _full_text(cursor)
        for card in shapes.CARDS:
            for statement in dialect.fill(card):
                cursor.execute(statement)


def weigh(using: str = "default") -> None:
    """Let SQLite look how much there is of what: it plans by that. PostgreSQL does so by itself."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")  # a sample, not every row
            cursor.execute("ANALYZE")


def missing(using: str = "default") -> list[str]:
    """Names of the triggers that the database lacks, or has in an older form."""
    present = _present(using)
    return [name for name in _wanted(using) if name not in present]


def require(using: str = "default") -> None:
    """Raise ImproperlyConfigured while triggers are missing; a database that is away is no proof."""
    try:
        absent = missing(using)
    except DatabaseError:
        connections[using].close()
        return
    if absent:
        raise ImproperlyConfigured(
            f"the database lacks {len(absent)} of the triggers that keep the search true "
            f"({absent[0]}, ...). Run `python manage.py migrate`, which puts them back."
        )


def allow_trigrams(using: str = "default") -> None:
    """The extension behind the search on PostgreSQL, or a sentence that says who can create it."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        raise ImproperlyConfigured(NO_TRIGRAMS) from error


def _has_tables(using: str) -> bool:
    return shapes.CARDS[-1].table in connections[using].introspection.table_names()


def _wanted(using: str) -> dict[str, str]:
    """Statements by name; the name ends in a sign of its statement, so that old forms are seen."""
    if connections[using].vendor == "postgresql":
        # A trigger is named like its function, with the sign behind it.
        return {
            f"{name}_{_sign(make)}": make.replace(
                f"CREATE TRIGGER {name} ", f"CREATE TRIGGER {name}_{_sign(make)} "
            )
            for name, _, make in postgres.triggers()
        }
    return {
        f"{name}_{_sign(make)}": make.replace(f"TRIGGER {name} ", f"TRIGGER {name}_{_sign(make)} ")
        for name, make in sqlite.triggers()
    }


def _sign(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()[:6]


def _present(using: str) -> set[str]:
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'core\\_%%card\\_%%'"
                " AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
            )
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND name LIKE 'core\\_%%card\\_%%' ESCAPE '\\'",
                [],
            )
        return {row[0] for row in cursor.fetchall()}


def _create(using: str) -> None:
    with connections[using].cursor() as cursor:
        for statement in _wanted(using).values():
            cursor.execute(statement)


def _full_text(cursor: Any) -> None:
    for name, make in sqlite.tables():
        try:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(make)
        except DatabaseError as error:
            raise ImproperlyConfigured(NO_FULL_TEXT) from error
