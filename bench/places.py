"""Where a measurement runs: a fresh SQLite file, and a fresh PostgreSQL database where one answers."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

POSTGRES = "postgres://postgres:postgres@localhost:5432/postgres"
NAME = "nexus_bench"


def places(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each place with the environment that leads there; its database is empty and goes after use."""
    common = {"DEBUG": "1", "VAR_DIR": str(folder), "REDIS_URL": ""}
    yield "SQLite", common | {"DATABASE_URL": f"sqlite:///{folder / 'nexus.sqlite3'}"}
    url = os.environ.get("TEST_DATABASE_URL") or POSTGRES
    try:
        server = psycopg2.connect(url, connect_timeout=3)
    except psycopg2.Error as error:
        print(f"\n== PostgreSQL left out: {str(error).strip().splitlines()[0]} ==")
        return
    server.autocommit = True
    with closing(server), server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
        try:
            own = urlsplit(url)._replace(path=f"/{NAME}").geturl()
            yield "PostgreSQL", common | {"DATABASE_URL": own}
        finally:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def open_shop() -> None:
    """Django set up and the demo boutique loaded into this place."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from core.models import Location

    if not Location.objects.exists():
        call_command("load_demo", verbosity=0)
