"""The database's own guard: two live claims on one resource never overlap.

PostgreSQL holds it with an exclusion constraint, SQLite with triggers. SQLite drops triggers
without a word whenever Django rebuilds the table for a later migration, so `install` runs after
every migrate and `require` keeps the program from starting without the guard.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "claim_no_overlap"
TABLE = "core_claim"

_POSTGRES = f"""
ALTER TABLE {TABLE} ADD CONSTRAINT {NAME} EXCLUDE USING gist (
    resource_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&
) WHERE (is_live AND NOT is_overbooked)
"""

# Text comparison is right here: Django stores every SQLite datetime as UTC text of one form, but
# leaves the fraction out when it is zero; julianday() has too little precision, so both sides are
# brought to the same width first.
_SQLITE = f"""
CREATE TRIGGER {{name}} BEFORE {{event}} ON {TABLE}
WHEN NEW.is_live AND NOT NEW.is_overbooked
BEGIN
    SELECT RAISE(ABORT, '{NAME}') FROM {TABLE} AS other
    WHERE other.resource_id = NEW.resource_id
      AND other.is_live AND NOT other.is_overbooked
      AND other.id IS NOT NEW.id
      AND substr(other.starts_at || '.000000', 1, 26) < substr(NEW.ends_at || '.000000', 1, 26)
      AND substr(NEW.starts_at || '.000000', 1, 26) < substr(other.ends_at || '.000000', 1, 26);
END
"""  # noqa: S608  names of ours only
_TRIGGERS = {f"{NAME}_insert": "INSERT", f"{NAME}_update": "UPDATE"}


def install(using: str = "default") -> None:
    """Put the guard in place where it is missing."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for part in missing(using):
            if connection.vendor == "postgresql":
                cursor.execute(_POSTGRES)
            else:
                cursor.execute(_SQLITE.format(name=part, event=_TRIGGERS[part]))


def remove(using: str = "default") -> None:
    """Take the guard away; for tests that must see the damage without it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {NAME}")
        else:
            for name in _TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing(using: str = "default") -> list[str]:
    """Names of the parts of the guard that the database lacks."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE contype = 'x' AND conrelid = to_regclass(%s)",
                [TABLE],
            )
            wanted = [NAME]
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
            )
            wanted = list(_TRIGGERS)
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted if name not in present]


def is_violation(error: DatabaseError) -> bool:
    """Whether the guard, and not another constraint, refused the write."""
    return NAME in str(error)


def require(using: str = "default") -> None:
    """Raise ImproperlyConfigured while the guard is missing; a database that is away is no proof."""
    connection: BaseDatabaseWrapper = connections[using]
    try:
        absent = missing(using)
    except DatabaseError:
        connection.close()
        return
    if absent:
        raise ImproperlyConfigured(
            "the database lacks its guard against double booking "
            f"({', '.join(absent)}). Run `python manage.py migrate`, which puts it back."
        )
