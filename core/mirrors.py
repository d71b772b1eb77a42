"""The database's own index of the owner's fields: `core_ownvalue` follows the column `own`.

Triggers write it, so that no door, no bulk write and no cascade can forget. Unlike
indexes on JSON expressions, it needs no DDL while the shop is open, indexes several choices too,
and serves ranges alike on both databases. SQLite drops triggers whenever Django rebuilds a table
for a migration; `install` puts them back after every migrate, as for the guard of the claims.
"""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

KINDS = ("product", "variant", "customer", "appointment")
_NAME = "core_own"

_POSTGRES_FUNCTION = rf"""
CREATE OR REPLACE FUNCTION {_NAME}_mirror() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM core_ownvalue WHERE object_id = OLD.id AND definition_id IN (
            SELECT id FROM core_fielddefinition WHERE kind = TG_ARGV[0]);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO core_ownvalue (definition_id, object_id, text, number)
        SELECT field.id, NEW.id,
            CASE WHEN field.type IN ('number', 'money') THEN ''
                 ELSE left(one.value #>> '{{}}', 200) END,
            CASE WHEN field.type IN ('number', 'money')
                  AND (one.value #>> '{{}}') ~ '^-?[0-9]{{1,13}}(\.[0-9]{{1,6}})?$'
                 THEN (one.value #>> '{{}}')::numeric END
        FROM jsonb_each(NEW.own) AS pair
        JOIN core_fielddefinition AS field
          ON field.kind = TG_ARGV[0] AND field.key = pair.key AND field.type <> 'long-text'
        CROSS JOIN LATERAL jsonb_array_elements(
            CASE jsonb_typeof(pair.value) WHEN 'array' THEN pair.value
                 ELSE jsonb_build_array(pair.value) END) AS one;
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
    FROM json_each(NEW.own) AS pair
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


def install(using: str = "default") -> None:
    """Put the triggers in place where they are missing."""
    connection = connections[using]
    if "core_ownvalue" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        absent = missing(using)
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for name in absent:
            _, _, kind, event = name.split("_")
            table = f"core_{kind}"
            if connection.vendor == "postgresql":
                rule = _POSTGRES[event].format(table=table)
                cursor.execute(
                    f"CREATE TRIGGER {name} {rule} EXECUTE FUNCTION {_NAME}_mirror('{kind}')"
                )
            else:
                cursor.execute(
                    f"CREATE TRIGGER {name} {_SQLITE[event].format(table=table, kind=kind)}"
                )


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
    wanted = [f"{_NAME}_{kind}_{event}" for kind in KINDS for event in _POSTGRES]
    return [name for name in wanted if name not in present]


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
