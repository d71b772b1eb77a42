"""The database's own index of the owner's fields: `core_ownvalue` follows the column `own`.

Triggers write it, so that no door, no bulk write and no cascade can forget. Unlike
indexes on JSON expressions, it needs no DDL while the shop is open, indexes several choices too,
and serves ranges alike on both databases. SQLite drops triggers whenever Django rebuilds a table
for a migration, and refuses to rename a table that another's trigger speaks of: so they go before
a migration that has work to do; `install` puts them back after every migrate and indexes anew.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections, transaction

KINDS = ("product", "variant", "customer", "appointment")
_NAME = "core_own"

_POSTGRES_LEARN = r"""
        INSERT INTO core_ownvalue (definition_id, object_id, text, number)
        SELECT field.id, NEW.id,
            CASE WHEN field.type IN ('number', 'money') THEN ''
                 ELSE left(one.value #>> '{{}}', 200) END,
            CASE WHEN field.type IN ('number', 'money')
                  AND (one.value #>> '{{}}') ~ '^-?[0-9]{{1,13}}(\.[0-9]{{1,6}})?$'
                 THEN (one.value #>> '{{}}')::numeric END
        FROM {rows} jsonb_each(NEW.own) AS pair
        JOIN core_fielddefinition AS field
          ON field.kind = {kind} AND field.key = pair.key AND field.type <> 'long-text'
        CROSS JOIN LATERAL jsonb_array_elements(
            CASE jsonb_typeof(pair.value) WHEN 'array' THEN pair.value
                 ELSE jsonb_build_array(pair.value) END) AS one;
"""
_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_NAME}_mirror() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM core_ownvalue WHERE object_id = OLD.id AND definition_id IN (
            SELECT id FROM core_fielddefinition WHERE kind = TG_ARGV[0]);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {_POSTGRES_LEARN.format(rows="", kind="TG_ARGV[0]")}
    END IF;
    RETURN NULL;
END
$body$
"""  # noqa: S608  names of ours only
_POSTGRES = {
    "insert": "AFTER INSERT ON {table} FOR EACH ROW WHEN (NEW.own <> '{{}}'::jsonb)",
    "update": "AFTER UPDATE OF own ON {table} FOR EACH ROW WHEN (OLD.own <> NEW.own)",
    "delete": "AFTER DELETE ON {table} FOR EACH ROW WHEN (OLD.own <> '{{}}'::jsonb)",
}

_SQLITE_FORGET = """
    DELETE FROM core_ownvalue WHERE object_id = OLD.id AND definition_id IN (
        SELECT id FROM core_fielddefinition WHERE kind = '{kind}');
"""
_SQLITE_LEARN = """
    INSERT INTO core_ownvalue (definition_id, object_id, text, number)
    SELECT field.id, NEW.id,
        CASE WHEN field.type IN ('number', 'money') THEN ''
             WHEN one.type IN ('true', 'false') THEN one.type
             ELSE substr(one.value, 1, 200) END,
        CASE WHEN field.type IN ('number', 'money') THEN CAST(one.value AS NUMERIC) END
    FROM {rows} json_each(NEW.own) AS pair
    JOIN core_fielddefinition AS field
      ON field.kind = '{kind}' AND field.key = pair.key AND field.type <> 'long-text'
    JOIN json_each(NEW.own, pair.fullkey) AS one;
"""
_SQLITE = {
    "insert": "AFTER INSERT ON {table} WHEN NEW.own <> '{{}}' BEGIN " + _SQLITE_LEARN + " END",
    "update": "AFTER UPDATE OF own ON {table} WHEN OLD.own <> NEW.own BEGIN "
    + _SQLITE_FORGET
    + _SQLITE_LEARN
    + " END",
    "delete": "AFTER DELETE ON {table} WHEN OLD.own <> '{{}}' BEGIN " + _SQLITE_FORGET + " END",
}


_EVERY_ROW = {"postgresql": "{table} AS NEW CROSS JOIN LATERAL", "sqlite": "{table} AS NEW JOIN"}


def install(using: str = "default") -> None:
    """Put the triggers in place where they are missing, and what was written meanwhile beside them."""
    connection = connections[using]
    if "core_ownvalue" not in connection.introspection.table_names():
        return
    absent = missing(using)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for name in absent:
            cursor.execute(_making(name, connection.vendor))
        for kind in sorted({name.split("_")[2] for name in absent}):
            _refill(cursor, kind, connection.vendor)


def remove(using: str = "default") -> None:
    """Take the triggers away; for migrations on SQLite, and for tests."""
    connection = connections[using]
    absent = missing(using)
    with connection.cursor() as cursor:
        for name in _names():
            if name not in absent:
                on = f" ON core_{name.split('_')[2]}" * (connection.vendor == "postgresql")
                cursor.execute(f"DROP TRIGGER {name}{on}")


def lay_aside(using: str = "default") -> None:
    """Before a migration that has work to do: only SQLite stumbles over triggers."""
    if connections[using].vendor == "sqlite":
        remove(using)


def _making(name: str, vendor: str) -> str:
    _, _, kind, event = name.split("_")
    table = f"core_{kind}"
    if vendor == "postgresql":
        rule = _POSTGRES[event].format(table=table)
        return f"CREATE TRIGGER {name} {rule} EXECUTE FUNCTION {_NAME}_mirror('{kind}')"
    return f"CREATE TRIGGER {name} {_SQLITE[event].format(table=table, kind=kind, rows='')}"


def _refill(cursor: Any, kind: str, vendor: str) -> None:
    """Write the index of one kind anew, from the rows themselves."""
    cursor.execute(
        "DELETE FROM core_ownvalue WHERE definition_id IN "
        "(SELECT id FROM core_fielddefinition WHERE kind = %s)",
        [kind],
    )
    learn = _POSTGRES_LEARN if vendor == "postgresql" else _SQLITE_LEARN
    rows = _EVERY_ROW[vendor].format(table=f"core_{kind}")
    named = f"'{kind}'" if vendor == "postgresql" else kind
    cursor.execute(learn.format(rows=rows, kind=named))


def _names() -> list[str]:
    return [f"{_NAME}_{kind}_{event}" for kind in KINDS for event in _POSTGRES]


def missing(using: str = "default") -> list[str]:
    """Names of the triggers the database lacks."""
    connection = connections[using]
    question = (
        f"SELECT tgname FROM pg_trigger WHERE tgname LIKE '{_NAME}_%%'"  # noqa: S608  ours only
        if connection.vendor == "postgresql"
        else f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{_NAME}_%%'"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(question.replace("%%", "%"))
        present = {row[0] for row in cursor.fetchall()}
    return [name for name in _names() if name not in present]


def require(using: str = "default") -> None:
    """Raise ImproperlyConfigured while triggers are missing; a database that is away is no proof."""
    try:
        absent = missing(using)
    except DatabaseError:
        connections[using].close()
        return
    if absent:
        raise ImproperlyConfigured(
            f"the database lacks what keeps the owner's fields in step ({', '.join(absent)}). "
            "Run `python manage.py migrate`, which puts it back."
        )
