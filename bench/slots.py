"""Free slots: what reading costs and what computing costs, and how both grow with the span.

The last line is a ratio: 62 days against 1 day. The number of queries stays the same.
"""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.places import open_shop

TIMES = 15


def main() -> None:
    open_shop()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from core.models import AppointmentType, Location
    from core.queries import diary
    from core.queries.diary import slots

    berlin = Location.objects.get(slug="berlin")
    kind = AppointmentType.objects.filter(is_bookable_online=True).order_by("position")[0]
    first = timezone.now().astimezone(berlin.zone).date() + timedelta(days=2)
    whole = {}
    for days in (1, 31, 62):
        last = first + timedelta(days=days - 1)
        plan = diary.read_plan(kind, berlin, first, last)
        with CaptureQueriesContext(connection) as queries:
            found = diary.free_slots(kind, berlin, first, last)
        computing = median(lambda plan=plan: slots.free_slots(plan))
        whole[days] = median(lambda last=last: diary.free_slots(kind, berlin, first, last))
        print(
            f"{days:>2} days: {len(found)} slots, {len(queries)} queries, "
            f"all {whole[days]:.2f} ms, computing {computing:.2f} ms"
        )
    print(f"62 days cost {whole[62] / whole[1]:.1f} times 1 day")


def median(work: Callable[..., Any]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
