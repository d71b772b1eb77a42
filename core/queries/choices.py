"""What there is to choose from in a column of a million rows: a jump along its index a value."""

from typing import Any

from django.db import connections
from django.db.models import Model

MOST = 200


def values(model: type[Model], name: str, most: int = MOST) -> list[str]:
    """The first different values that are not empty, in order; needs an index that begins so."""
    connection = connections["default"]
    quote = connection.ops.quote_name
    field: Any = model._meta.get_field(name)
    table, column = quote(model._meta.db_table), quote(field.column)
    jump = (
        "WITH RECURSIVE found(value) AS ("  # noqa: S608  names of ours only
        f"SELECT min({column}) FROM {table} WHERE {column} > '' UNION ALL "
        f"SELECT (SELECT min({column}) FROM {table} WHERE {column} > found.value) FROM found "
        f"WHERE found.value IS NOT NULL) SELECT value FROM found WHERE value IS NOT NULL LIMIT {most}"
    )
    with connection.cursor() as cursor:
        cursor.execute(jump)
        return [row[0] for row in cursor.fetchall()]
