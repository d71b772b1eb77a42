"""`make bench`: every measurement, or those named: `make bench ARGS="slots booking"`."""

import importlib
import os
import pkgutil
import subprocess
import sys
import tempfile
from pathlib import Path

import bench
from bench.places import places

ROOT = Path(__file__).resolve().parent.parent


def measurements() -> list[str]:
    """The modules here that measure something: those with a `main`."""
    names = (module.name for module in pkgutil.iter_modules(bench.__path__))
    return [n for n in names if hasattr(importlib.import_module(f"bench.{n}"), "main")]


def run(name: str, place: str, environment: dict[str, str]) -> int:
    """One measurement in a process of its own, on a fresh database."""
    print(f"\n== {name} on {place} ==", flush=True)
    return subprocess.run(
        [sys.executable, "-m", f"bench.{name}"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "project.settings"} | environment,
        check=False,
    ).returncode


def main() -> None:
    known = measurements()
    wanted = [word for word in sys.argv[1:] if not word.startswith("-")] or known
    if unknown := set(wanted) - set(known):
        sys.exit(f"No such measurement: {', '.join(unknown)}. There are: {', '.join(known)}.")
    failed = []
    with tempfile.TemporaryDirectory(prefix="nexus-bench-") as folder:
        for place, environment in places(Path(folder)):
            failed += [f"{n} on {place}" for n in wanted if run(n, place, environment)]
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
