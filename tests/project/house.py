"""Fresh checkouts in a temporary folder, and this house's programs started in them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "shop.example.com"}


def checkout(folder: Path) -> Path:
    """Only what a start that is refused ever reads."""
    shutil.copytree(ROOT / "project", folder / "project")
    shutil.copy(ROOT / "manage.py", folder)
    return folder


def start(
    folder: Path, arguments: Sequence[str], **environment: str
) -> subprocess.CompletedProcess[str]:
    """`python ARGUMENTS` in that checkout, with no other settings than these."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=bare | environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def refusal(folder: Path, arguments: Sequence[str], **environment: str) -> str:
    """The one sentence with which the start was refused."""
    answer = start(folder, arguments, **environment)
    assert answer.returncode == 1, answer
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1, answer.stderr
    return lines[0]
