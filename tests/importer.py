"""A worker of imports in a process of its own: goes on with whatever waits, until all is done."""

import sys
import time

import django

django.setup()

from core.exchange import importing  # noqa: E402
from core.services import imports  # noqa: E402

if __name__ == "__main__":
    print("ready", flush=True)
    until = time.monotonic() + float(sys.argv[1])
    while time.monotonic() < until:
        importing.orphans()
        if not imports.waiting() and len(sys.argv) > 2:
            break
        time.sleep(0.05)
