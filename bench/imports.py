"""An import of 100,000 products against stock django-import-export and bare COPY with an upsert.

Goal: plan and apply, receipts and history included, at least 30 times the rows a second of a stock
dry run plus import, and at most 5 times the time of COPY into a temporary table with INSERT ... ON
CONFLICT; less than 200 MB of memory. Stock is measured on 2,000 rows: on all it takes minutes.
`BENCH_ROWS=1000000` for a long file.
"""

import csv
import io
import os
import resource
import statistics
import sys
import time
from typing import Any

from bench.places import open_shop

ROWS = int(os.environ.get("BENCH_ROWS", "100000"))
STOCK_ROWS = 2000
DESIGNERS, CATEGORIES = 40, 12
TIMES_STOCK, TIMES_COPY, MOST_MB = 30, 5, 200 if ROWS <= 100_000 else 250
HEADERS = [
    "Web name", "Product", "Designer", "Category", "Status", "Silhouette", "Neckline", "Fabric",
    "Train", "Tags", "Description", "Pictures",
]  # fmt: skip
COLUMNS = [
    "slug", "name", "designer", "category", "status", "silhouette", "neckline", "fabric", "train",
    "tags", "description",
]  # fmt: skip


def rows(count: int, *, turn: int) -> Any:
    for n in range(count):
        yield [
            f"bench-{n}", f"Gown {n} of turn {turn}", f"Atelier {(n + turn) % DESIGNERS}",
            f"Kind {n % CATEGORIES}", "On sale" if turn % 2 else "Draft", "A-line", "V-neck",
            "Lace" if (n + turn) % 2 else "Silk", "Chapel", f"boho, t{turn}",
            f"Cut on the bias, turn {turn}, with a long line of buttons down the back.", "",
        ]  # fmt: skip


def file(count: int, *, turn: int) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADERS)
    writer.writerows(rows(count, turn=turn))
    return out.getvalue().encode()


def ours(data: bytes, label: str) -> float:
    from core.exchange import importing
    from core.models import ImportJob
    from core.services import imports

    began = time.perf_counter()
    job = imports.open([data], kind="products", file_name="bench.csv")
    importing.run(imports.ask_plan(job))
    planned = time.perf_counter() - began
    assert job.state == ImportJob.State.PLANNED, job.failure
    if job.counts["wanted"]:
        importing.run(imports.ask_apply(job))
        assert job.state == ImportJob.State.DONE, job.failure
    took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{label}: {took:6.1f} s, {ROWS / took:7,.0f} rows/s "
        f"(plan {planned:.1f} s, apply {took - planned:.1f} s), peak {peak:.0f} MB",
        flush=True,
    )
    return took


def stock(turn: int) -> float:
    """Rows a second of stock django-import-export, dry run and import, with its own defaults."""
    import tablib
    from import_export import fields, resources, widgets

    from core.models import Category, Designer, Product

    class Stock(resources.ModelResource):
        designer = fields.Field("designer", "designer", widgets.ForeignKeyWidget(Designer, "name"))
        category = fields.Field("category", "category", widgets.ForeignKeyWidget(Category, "name"))
        tags = fields.Field("tags", "tags", widgets.JSONWidget())

        class Meta:
            model = Product
            import_id_fields = ("slug",)
            fields = tuple(COLUMNS)

    table = tablib.Dataset(headers=COLUMNS)
    for row in rows(STOCK_ROWS, turn=turn):
        values = dict(zip(COLUMNS, row, strict=False))
        values |= {
            "status": "active",
            "silhouette": "a-line",
            "neckline": "v-neck",
            "train": "chapel",
        }
        values |= {"fabric": values["fabric"].lower(), "tags": f'["boho", "t{turn}"]'}
        table.append([values[name] for name in COLUMNS])
    began = time.perf_counter()
    for dry in (True, False):
        result = Stock().import_data(table, dry_run=dry, raise_errors=True)
        assert not result.has_errors()
    took = time.perf_counter() - began
    print(f"stock, {STOCK_ROWS:,} rows, turn {turn}: {STOCK_ROWS / took:7,.0f} rows/s", flush=True)
    return STOCK_ROWS / took


def bare(turn: int, table: str) -> float:
    """COPY into a temporary table, names to keys, INSERT ... ON CONFLICT."""
    from django.db import connection

    data = io.StringIO()
    writer = csv.writer(data)
    for row in rows(ROWS, turn=turn):
        writer.writerow(
            [*row[:4], "draft", "a-line", "v-neck", "lace", "chapel", f'["t{turn}"]', row[10]]
        )
    data.seek(0)
    names = ", ".join(f"{name} text" for name in COLUMNS)
    plain = "slug, name, status, silhouette, neckline, fabric, train, tags, description"
    sets = ", ".join(f"{n} = excluded.{n}" for n in plain.split(", ")[1:])
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE incoming ({names})")
        cursor.cursor.copy_expert("COPY incoming FROM STDIN WITH (FORMAT csv)", data)
        cursor.execute(
            f"INSERT INTO {table} (slug, name, status, silhouette, neckline, fabric, train, tags, "
            "description, designer_id, category_id, own, created_at, updated_at) "
            "SELECT i.slug, i.name, i.status, i.silhouette, i.neckline, i.fabric, i.train, "
            "i.tags::jsonb, i.description, d.id, c.id, '{}', now(), now() FROM incoming i "
            "LEFT JOIN core_designer d ON d.name = i.designer "
            "LEFT JOIN core_category c ON c.name = i.category "
            f"ON CONFLICT (slug) DO UPDATE SET {sets}, designer_id = excluded.designer_id, "
            "category_id = excluded.category_id, updated_at = now()"
        )
        cursor.execute("DROP TABLE incoming")
    took = time.perf_counter() - began
    print(f"COPY and upsert, {table}, turn {turn}: {took:6.1f} s", flush=True)
    return took


def compare(label: str, took: float, stock_rate: float, copy: float | None) -> bool:
    faster = ROWS / took / stock_rate
    said = f"{label}: {faster:.0f} times stock (goal {TIMES_STOCK})"
    fine = faster >= TIMES_STOCK
    if copy is not None:
        said += f", {took / copy:.1f} times COPY (goal at most {TIMES_COPY})"
        fine &= took <= TIMES_COPY * copy
    print(said, "" if fine else "MISSED", flush=True)
    return fine


def main() -> None:
    open_shop()
    from django.db import connection

    from core.models import Category, Designer, Product

    is_postgres = connection.vendor == "postgresql"
    for n in range(DESIGNERS):
        Designer.objects.create(name=f"Atelier {n}", slug=f"bench-atelier-{n}")
    for n in range(CATEGORIES):
        Category.objects.create(name=f"Kind {n}", slug=f"bench-kind-{n}")
    new, changed = file(ROWS, turn=0), file(ROWS, turn=1)
    empty = ours(new, "into an empty shop, all new ")
    all_changed = ours(changed, "into a full shop, all changed")
    none_changed = ours(changed, "into a full shop, unchanged  ")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    changing = statistics.mean([stock(2), stock(3)])
    Product.objects.filter(slug__in=[f"bench-{n}" for n in range(STOCK_ROWS)]).delete()
    creating = stock(2)
    copied: list[float | None] = [None, None]
    if is_postgres:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bare_product (LIKE core_product INCLUDING ALL)")
        copied = [bare(0, "bare_product"), bare(1, "bare_product")]
        bare(5, "core_product")
    fine = [
        compare("all new", empty, creating, copied[0]),
        compare("all changed", all_changed, changing, copied[1]),
        compare("unchanged", none_changed, changing, copied[1]),
        peak < MOST_MB,
    ]
    print(f"peak {peak:.0f} MB (goal under {MOST_MB})")
    if not all(fine):
        sys.exit(1)


if __name__ == "__main__":
    main()
