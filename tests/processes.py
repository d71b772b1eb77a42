"""Second processes for tests, on the very database the test works with."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    who = ":".join(quote(part, safe="") for part in (there["USER"], there["PASSWORD"]) if part)
    return f"postgres://{who}@{there['HOST']}:{there['PORT'] or 5432}/{there['NAME']}"


def start(*arguments: str) -> subprocess.Popen[str]:
    """`python ARGUMENTS` in the house, with pipes for all it reads and says."""
    own = {
        "DATABASE_URL": database_url(),
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "project.settings",
    }
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | own,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
