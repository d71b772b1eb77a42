"""Many rows of one table at once, past the model's instances: read, insert, change, delete, remember.

Values travel in the plain form that a receipt keeps: texts, numbers, yes and no, amounts as text.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import orjson
from django.db import connection, models
from django.utils import timezone

from core import history

Plain = dict[str, Any]
PART = 500


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


# Plain values -----------------------------------------------------------------


@cache
def plain_of(field: Any) -> Callable[[Any], Any] | None:
    """What turns a value read from the field into plain form; None where it is plain already."""
    if isinstance(field, models.DecimalField):
        step = Decimal(1).scaleb(-field.decimal_places)
        return lambda value: None if value is None else str(Decimal(value).quantize(step))
    if isinstance(field, models.DateField):
        return lambda value: value.isoformat() if isinstance(value, date | datetime) else value
    return None


def column(model: type[models.Model], name: str) -> Any:
    """The model's field; any, because a generic row's fields are."""
    return model._meta.get_field(name)


def plain(model: type[models.Model], name: str, value: Any) -> Any:
    turn = plain_of(column(model, name))
    return turn(value) if turn else value


@cache
def _kept_of(field: Any) -> Callable[[Any], Any] | None:
    """What turns a plain value into what the database is given."""
    if isinstance(field, models.JSONField):
        return lambda value: orjson.dumps(value).decode()
    if isinstance(field, models.DateTimeField):
        return lambda value: connection.ops.adapt_datetimefield_value(
            datetime.fromisoformat(value) if isinstance(value, str) else value
        )
    return None


# Reading ----------------------------------------------------------------------


def read(
    model: type[models.Model], names: Sequence[str], keys: Iterable[int], *, lock: bool = False
) -> dict[int, Plain]:
    """The rows of those keys in plain form, locked in the order of their keys if asked for."""
    rows = model._default_manager.filter(pk__in=sorted(keys)).order_by("pk")
    if lock:
        rows = rows.select_for_update(no_key=True)
    turns = [(name, plain_of(column(model, name))) for name in names]
    turns = [(name, turn) for name, turn in turns if turn]
    found = {}
    for key, *values in rows.values_list("pk", *names):
        there = dict(zip(names, values, strict=True))
        for name, turn in turns:
            there[name] = turn(there[name])  # type: ignore[misc]
        found[key] = there
    return found


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Keys that no other row will get: the rows may follow later, or never."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, key, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute(
                f'INSERT INTO sqlite_sequence (name, seq) SELECT %s, coalesce(max("{key}"), 0) + %s '  # noqa: S608  names of ours only
                f'FROM "{table}"',
                [table, count],
            )
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last: int = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))


# Writing ----------------------------------------------------------------------


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """New rows with these fields; all fields that must have a value are named."""
    if not rows:
        return
    fields = [column(model, name) for name in names]
    rows = list(_kept(fields, rows))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    table = f'"{model._meta.db_table}"'
    with connection.cursor() as cursor:
        if is_postgres():
            text = "".join(map(_copied, rows))
            cursor.cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(text))
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608  names of ours only


def change(model: type[models.Model], changed: Mapping[int, Plain]) -> None:
    """Write these fields of these rows, and nothing else but the moment of the change."""
    stamp = "updated_at" if any(f.name == "updated_at" for f in model._meta.fields) else ""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for key, values in sorted(changed.items()):
        names = tuple(sorted(values))
        alike.setdefault(names, []).append((*(values[name] for name in names), key))
    now = timezone.now()
    for names, rows in alike.items():
        if stamp:
            _change_alike(model, (stamp, *names), [(now, *row) for row in rows])
        elif names:
            _change_alike(model, names, rows)


def _change_alike(
    model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Rows end in their key."""
    fields = [*(column(model, name) for name in names), model._meta.pk]
    kept = list(_kept(fields, rows))
    table, key = f'"{model._meta.db_table}"', f'"{model._meta.pk.column}"'
    with connection.cursor() as cursor:
        if not is_postgres():
            sets = ", ".join(f'"{field.column}" = %s' for field in fields[:-1])
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", kept)  # noqa: S608  names of ours only
            return
        from psycopg2.extras import execute_values

        sets = ", ".join(f'"{field.column}" = v.c{n}' for n, field in enumerate(fields[:-1]))
        columns = ", ".join(f"c{n}" for n in range(len(fields)))
        casts = ", ".join(f"%s::{field.rel_db_type(connection)}" for field in fields)
        execute_values(
            cursor.cursor,
            f"UPDATE {table} AS t SET {sets} FROM (VALUES %s) AS v ({columns}) "  # noqa: S608  names of ours only
            f"WHERE t.{key} = v.c{len(fields) - 1}",
            kept,
            template=f"({casts})",
            page_size=PART,
        )


def delete(model: type[models.Model], keys: Iterable[int]) -> None:
    """Delete rows that nothing points to any more."""
    rows = model._default_manager.filter(pk__in=list(keys))
    rows._raw_delete(rows.db)


def _kept(fields: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    turns = [(n, turn) for n, field in enumerate(fields) if (turn := _kept_of(field))]
    if not turns:
        yield from rows
        return
    for row in rows:
        new = list(row)
        for n, turn in turns:
            if new[n] is not None:
                new[n] = turn(new[n])
        yield new


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copied(row: Sequence[Any]) -> str:
    """One line of PostgreSQL's COPY."""
    cells = []
    for value in row:
        if value is None:
            cells.append("\\N")
        elif isinstance(value, str):
            is_plain = not ("\\" in value or "\n" in value or "\t" in value or "\r" in value)
            cells.append(value if is_plain else value.translate(_ESCAPED))
        else:
            cells.append(str(value))
    return "\t".join(cells) + "\n"


# History ----------------------------------------------------------------------


def remember(
    model: Any, keys: Sequence[int], sign: str, *, by: Any = None, because: str = ""
) -> None:
    """A history row of how each of these rows stands now, written by the database itself."""
    if not keys or not hasattr(model, "history"):
        return
    records = model.history.model
    tracked = ", ".join(f'"{field.column}"' for field in records.tracked_fields)
    table, key = model._meta.db_table, model._meta.pk.column
    chosen = (
        f'"{key}" = ANY(%s)' if is_postgres() else f'"{key}" IN (SELECT value FROM json_each(%s))'  # noqa: S608  names of ours only
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{records._meta.db_table}" ({tracked}, history_date, history_type, '  # noqa: S608  names of ours only
            "history_change_reason, history_user_id, door) "
            f'SELECT {tracked}, %s, %s, %s, %s, %s FROM "{table}" WHERE {chosen} ORDER BY "{key}"',
            [
                connection.ops.adapt_datetimefield_value(timezone.now()),
                sign,
                because[:100] or None,
                getattr(by, "pk", None),
                history.current_door(),
                list(keys) if is_postgres() else json.dumps(list(keys)),
            ],
        )
