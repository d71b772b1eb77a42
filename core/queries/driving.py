"""How the keys of a page are asked for, where a database left to itself reads a million rows.

SQLite reckons without the LIMIT of a page. A list sorted by a name of a neighbour (levels by
product) is read from that neighbour's index only when it is told to join in that order. PostgreSQL
reckons with it too boldly: it walks along the index of the order and hopes to meet soon what a
search has found, though all brides called Zoe stand at the end. Where the rows are known to be few,
or are listed by another query, it is told to find them first and to sort them then.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.constants import INNER


def statement(
    part: QuerySet[Any], most: int, offset: int, *, is_narrow: bool
) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters of so many keys of `part`, in its order."""
    connection = connections[part.db]
    is_sorted = is_narrow or _is_listed(part.query.where)
    if connection.vendor == "postgresql" and is_sorted:
        return _found_then_sorted(connection, part, most, offset)
    sliced = part[offset : offset + most]
    compiler: Any = sliced.query.get_compiler(connection=connection)
    if connection.vendor == "sqlite" and not is_sorted:
        # The joins are known only while the statement is being put together.
        compiler.get_from_clause = partial(_from, compiler, compiler.get_from_clause)
    sql, params = compiler.as_sql()
    return sql, params


def _found_then_sorted(
    connection: Any, part: QuerySet[Any], most: int, offset: int
) -> tuple[str, tuple[Any, ...]]:
    order: Any = part.query.order_by
    places = {f"place{n}": column.expression for n, column in enumerate(order)}
    rows = part.order_by().annotate(**places)
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    ways = ", ".join(
        f"{n + 2}{' DESC' if column.descending else ''}" for n, column in enumerate(order)
    )
    columns = ", ".join(["pk", *places])
    found = f"WITH found({columns}) AS MATERIALIZED ({sql}) SELECT * FROM found ORDER BY {ways}"  # noqa: S608  no words of anybody
    page = f"SELECT pk FROM ({found} LIMIT {most} OFFSET {offset}) AS page"  # noqa: S608
    return page, params


def each(sources: Sequence[QuerySet[Any]], most: int) -> list[list[tuple[Any, ...]]]:
    """So many rows of each, all with one query."""
    connection = connections[sources[0].db]
    found: list[list[tuple[Any, ...]]] = [[] for _ in sources]
    selects: list[str] = []
    params: list[Any] = []
    for n, source in enumerate(sources):
        try:
            sql, given = source[:most].query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        selects.append(f"SELECT part{n}.*, {n} FROM ({sql}) AS part{n}")  # noqa: S608
        params += given
    if not selects:
        return found
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), params)
        for *row, n in cursor.fetchall():
            found[n].append(tuple(row))
    return found


def _from(compiler: Any, usual: Callable[[], Any]) -> Any:
    used = _joined(compiler)
    chain = _chain(compiler.query, used)
    if len(chain) < 2:
        return usual()
    quote = compiler.quote_name_unless_alias

    def on(join: Any) -> str:
        return " AND ".join(
            f"{quote(join.parent_alias)}.{quote(left)} = {quote(join.table_alias)}.{quote(right)}"
            for left, right in join.join_cols
        )

    led = [quote(chain[-1].table_name)]
    for outer, inner in zip(chain[:0:-1], chain[-2::-1], strict=True):
        led.append(f"CROSS JOIN {quote(inner.table_name)} ON ({on(outer)})")
    beside = (join for join in used if join not in chain)
    led += [f"CROSS JOIN {quote(join.table_name)} ON ({on(join)})" for join in beside]
    return led, []


def _is_listed(where: Any) -> bool:
    """Whether a condition takes its keys out of another query, as a search does."""
    return any(
        _is_listed(part)
        if hasattr(part, "children")
        else isinstance(getattr(part, "rhs", None), Query)
        for part in where.children
    )


def _joined(compiler: Any) -> list[Any]:
    """All tables asked, each an inner join but the first; else nothing."""
    query = compiler.query
    used = [query.alias_map[alias] for alias in query.alias_map if query.alias_refcount[alias]]
    is_plain = all(join.table_alias == join.table_name for join in used)
    return used if is_plain and all(join.join_type == INNER for join in used[1:]) else []


def _chain(query: Any, used: list[Any]) -> list[Any]:
    """From the row to the table that leads, each joined to the one before; else nothing."""
    by_name = {join.table_alias: join for join in used}
    chain = [by_name.get(_leads(query))]
    while chain[0] is not None and chain[0] is not used[0]:
        chain.insert(0, by_name.get(chain[0].parent_alias))
    return chain if chain[0] is not None else []


def _leads(query: Any) -> str:
    """The table of the first column of the order."""
    path = query.order_by[0].expression.name if query.order_by else ""
    parts = path.split("__")
    at: Any = query.model
    for step in parts[:-1]:
        at = at._meta.get_field(step).related_model
    return str(at._meta.db_table)
