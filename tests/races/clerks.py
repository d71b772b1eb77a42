"""Clerks in processes of their own who all sell the last piece in the same moment.

Reads a line of JSON: variant and location (keys), how many clerks, and whether they lock. Each clerk
is a forked process with a connection of its own. Says in JSON what each was told.
"""

import contextlib
import json
import multiprocessing
import sys
from typing import Any

import django

PATIENCE = 60


def sell(order: dict[str, Any], gate: Any, seen: Any, told: Any) -> None:
    from django.db import connection

    from core.errors import DomainError
    from core.models import Location, Variant
    from core.services import stock

    if not order["is_locked"]:
        switch_the_lock_off(seen)
    variant = Variant.objects.get(pk=order["variant"])
    location = Location.objects.get(pk=order["location"])
    gate.wait(PATIENCE)
    try:
        stock.sell(variant, location=location)
        told.put("sold")
    except DomainError as refusal:
        told.put(refusal.message)
    except Exception as fault:
        told.put(f"FAULT {type(fault).__name__}: {fault}")
    connection.close()


def switch_the_lock_off(seen: Any) -> None:
    """No transaction, no locked rows; and nobody writes before all have looked."""
    from core.services.stock import ledger, moving

    def unlocked(keys: Any) -> Any:
        part = list(keys)
        rows = ledger._rows(part)
        levels = {(level.variant_id, level.location_id): level for level in rows}
        seen.wait(PATIENCE)
        return levels

    ledger.lock = unlocked
    for module in (ledger, moving):
        module.transaction = type("Off", (), {"atomic": contextlib.nullcontext})


def main() -> None:
    django.setup()
    order = json.loads(sys.stdin.readline())
    forking = multiprocessing.get_context("fork")
    clerks = order["clerks"]
    gate, seen, told = forking.Barrier(clerks), forking.Barrier(clerks), forking.Queue()
    running = [forking.Process(target=sell, args=(order, gate, seen, told)) for _ in range(clerks)]
    for process in running:
        process.start()
    print(json.dumps([told.get(timeout=PATIENCE) for _ in running]), flush=True)
    for process in running:
        process.join()


if __name__ == "__main__":
    main()
