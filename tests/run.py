"""`make test`: SQLite always, then PostgreSQL, Redis and a browser where this machine has them.

Every round writes into a temporary folder and ignores `.env`. With CI=true a missing server or
browser is a failure. `--fast` is SQLite alone, without slow and browser tests; all other arguments
go to pytest.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from tests.browsers import chromium_path

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres://postgres:postgres@localhost:5432/postgres"
REDIS = "redis://localhost:6379/15"
# What `.env` may set; an empty value of the environment keeps it out of the tests.
VARIABLES = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "SITE_URL",
    "CORS_ALLOWED_ORIGINS",
    "TRUSTED_PROXIES",
    "PORT",
)


@dataclass
class Round:
    """One run of pytest and what came of it."""

    name: str
    environment: dict[str, str] = field(default_factory=dict)
    left_out: str = ""
    markers: str = ""
    processes: int = min(os.cpu_count() or 1, 4)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def __str__(self) -> str:
        if self.left_out:
            return f"{self.name:<20}left out: {self.left_out}"
        return f"{self.name:<20}{in_words(self.counts)} in {self.seconds:.0f} s"


def in_words(counts: dict[str, int]) -> str:
    order = ("failed", "passed", "skipped", "errors")
    return ", ".join(f"{counts[k]} {k}" for k in order if counts.get(k)) or "no tests"


def postgres_trouble(url: str) -> str:
    """Why the server cannot be used, or nothing."""
    import psycopg2

    try:
        with psycopg2.connect(url, connect_timeout=3) as connection:
            version = connection.server_version
        connection.close()
    except psycopg2.Error as error:
        return f"{place(url)} does not answer ({str(error).strip().splitlines()[0]})"
    return "" if version >= 150000 else f"{place(url)} is older than PostgreSQL 15"


def redis_trouble(url: str) -> str:
    import redis

    try:
        redis.Redis.from_url(url, socket_connect_timeout=3).ping()
    except (redis.RedisError, OSError, ValueError) as error:
        return f"{place(url)} does not answer ({error})"
    return ""


def place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or '(default port)'}"


def own_database(url: str) -> str:
    """The same server under a name of this checkout's own, so that two checkouts don't meet."""
    name = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    return urlsplit(url)._replace(path=f"/nexus_{name}").geturl()


def run(this: Round, arguments: list[str]) -> None:
    print(f"\n== {this.name} ==", flush=True)
    with tempfile.TemporaryDirectory(prefix="nexus-tests-") as folder:
        environment = (
            os.environ
            | dict.fromkeys(VARIABLES, "")
            | {"DEBUG": "1", "VAR_DIR": folder, "WEB_CONCURRENCY": "2"}
            | this.environment
        )
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", str(this.processes), "-rfE"]
        command += [f"--junitxml={report}", "-o", "junit_family=xunit1"]
        command += ["-m", this.markers] if this.markers else []
        began = time.monotonic()
        code = subprocess.run(
            [*command, *arguments], cwd=ROOT, env=environment, check=False
        ).returncode
        this.seconds = time.monotonic() - began
        this.counts = read_report(report, code)


def read_report(report: Path, code: int) -> dict[str, int]:
    if not report.exists():
        return {"errors": 1}
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    totals = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in suites:
        for key in totals:
            totals[key] += int(suite.get(key, 0))
    failed, errors, skipped = totals["failures"], totals["errors"], totals["skipped"]
    if code not in (0, 1, 5) and not errors:
        errors = 1  # pytest itself broke: an interrupt, a wrong option
    passed = totals["tests"] - failed - totals["errors"] - skipped
    return {"failed": failed, "passed": passed, "skipped": skipped, "errors": errors}


def plan(*, fast: bool) -> list[Round]:
    if fast:
        left = "not slow and not browser and not postgres and not redis"
        return [Round("SQLite", markers=left)]
    postgres_url = os.environ.get("TEST_DATABASE_URL") or POSTGRES
    redis_url = os.environ.get("TEST_REDIS_URL") or REDIS
    no_postgres, no_redis = postgres_trouble(postgres_url), redis_trouble(redis_url)

    sqlite = Round("SQLite", markers="not postgres and not redis and not browser")
    browser = Round("Browser", markers="browser and not postgres and not redis")
    postgres = Round("PostgreSQL", markers="not browser and not redis")
    redis = Round("Redis", {"REDIS_URL": redis_url}, markers="redis and not browser")
    postgres.environment["DATABASE_URL"] = own_database(postgres_url)
    postgres.left_out, redis.left_out = no_postgres, no_redis
    browser.left_out = "" if chromium_path() else "no chromium or google-chrome on PATH"
    if not no_postgres and not no_redis:
        # Production's pair: with both there, the whole round uses the shared queue and cache.
        postgres.name = "PostgreSQL + Redis"
        postgres.markers = "not browser"
        postgres.environment["REDIS_URL"] = redis_url
        return [sqlite, browser, postgres]
    return [sqlite, browser, postgres, redis]


def main(arguments: list[str]) -> int:
    fast = "--fast" in arguments
    arguments = [argument for argument in arguments if argument != "--fast"]
    rounds = plan(fast=fast)
    for this in rounds:
        if not this.left_out:
            run(this, arguments)

    total: dict[str, int] = {}
    for this in rounds:
        for key, number in this.counts.items():
            total[key] = total.get(key, 0) + number
    missing = [this.name for this in rounds if this.left_out]
    insists = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    print("\n== What ran ==")
    for this in rounds:
        print(this)
    if fast:
        print("Left out by --fast: slow tests, browser, PostgreSQL, Redis")
    if missing and insists:
        print(f"CI insists on {', '.join(missing)}.")
    print(f"{in_words(total)} in {sum(this.seconds for this in rounds):.2f}s", flush=True)
    broken = total.get("failed") or total.get("errors") or not total.get("passed")
    return 1 if broken or (missing and insists) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
