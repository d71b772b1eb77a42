"""A list of 100,000 rows as a file, against the database's own COPY of the same columns.

Goals: the CSV takes at most four times COPY … TO (on SQLite: four times its rows written plainly
by the csv module), and the peak of memory at 100,000 rows is within 20 MB of that at 1,000.
"""

import csv
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import crowds, lists

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
TIMES = int(os.environ.get("BENCH_TIMES", "5"))
COLUMNS = [
    "slug",
    "name",
    "designer",
    "category",
    "status",
    "silhouette",
    "fabric",
    "tags",
    "sku",
    "size",
    "price",
    "version",
]
MOST_TIMES, MOST_MB = 4, 20


class Nowhere(io.RawIOBase):
    """Counts what is written and forgets it."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


def table(keys: list[str], most: int = 0, *, is_rich: bool = False) -> Any:
    from core.exchange import export
    from core.exchange.export import columns, tables
    from core.models import Product

    kind = export.KINDS["product"]
    found = Product.objects.order_by("pk")
    found = found.filter(pk__lte=most) if most else found
    return tables.Table(kind, found, columns.chosen(columns.all_of(kind), keys), is_rich=is_rich)


def ours(keys: list[str]) -> int:
    from core.exchange.export import texts

    return sum(len(part.encode()) for part in texts.parts(table(keys)))


def theirs(keys: list[str]) -> int:
    """COPY of the same columns in the same order, or the plainest way SQLite has."""
    from django.db import connection

    wanted = table(keys)
    paths = dict.fromkeys(
        path if isinstance(path, str) else path.source_expressions[0].name  # as it lies there
        for column in wanted.columns
        for path in column.paths
    )
    sql, params = wanted.found.values_list(*paths).query.sql_with_params()
    out = Nowhere()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.copy_expert(f"COPY ({sql}) TO STDOUT WITH CSV HEADER", out)
        else:
            cursor.execute(sql, params)
            csv.writer(io.TextIOWrapper(out, newline="")).writerows(cursor.cursor)
    return out.size


def clocked(act: Callable[[], Any]) -> float:
    """Seconds the processors worked for it, the database's included: see bench/lists.py."""
    began = lists.processors()
    act()
    return lists.processors() - began


def measure(keys: list[str], name: str) -> bool:
    # The quickest of several, by turns: on a machine that others use as well the rest is theirs.
    pairs = [(clocked(lambda: theirs(keys)), clocked(lambda: ours(keys))) for _ in range(TIMES)]
    plain, written = (min(part) for part in zip(*pairs, strict=True))
    ratio = written / plain
    is_fine = ratio <= MOST_TIMES
    print(
        f"{name:28} {plain:7.2f} s {written:7.2f} s {ratio:6.2f} times"
        f" {'' if is_fine else '  MISSED'}",
        flush=True,
    )
    return is_fine


def peak(rows: int, form: str) -> float:
    """MB a fresh process needs at most for a file of so many rows."""
    asked = [sys.executable, "-m", "bench.exports", form, str(rows)]
    return float(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)


def write(form: str, rows: int) -> None:
    from core.exchange.export import texts

    if form == "csv":
        for _ in texts.parts(table([], rows)):
            pass
    else:
        import tempfile

        from core.exchange.export import workbooks

        with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
            workbooks.write(table([], rows, is_rich=True), file)
    # Not getrusage: a child begins with the peak of the process that started it.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    print(next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line) / 1024)


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.DEBUG = False
    if len(sys.argv) == 3:
        write(sys.argv[1], int(sys.argv[2]))
        return
    call_command("migrate", verbosity=0)
    crowds.fill(ROWS)
    print(f"{ROWS:,} rows{'':19} {'plain':>9} {'export':>9}")
    fine = [measure(COLUMNS, f"CSV, {len(COLUMNS)} columns"), measure([], "CSV, every column")]
    for form in ("csv", "xlsx"):
        few, many = peak(1000, form), peak(ROWS, form)
        fine.append(many - few <= MOST_MB)
        print(f"peak, {form:22} {few:6.0f} MB {many:6.0f} MB {'' if fine[-1] else '  MISSED'}")
    if not all(fine):
        sys.exit("A goal was missed.")


if __name__ == "__main__":
    main()
