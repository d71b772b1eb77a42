"""A client in a process of its own: says it is ready, waits for a line, books, says how it went.

The line is JSON: location, type and customers (keys), starts_at. One thread for each customer.
"""

import json
import sys
from datetime import datetime
from functools import partial
from typing import Any

import django


def book(order: dict[str, Any], customer_id: int) -> Any:
    from core.models import Appointment, AppointmentType, Customer, Location
    from core.services import appointments

    return appointments.book(
        Appointment(
            location=Location.objects.get(pk=order["location"]),
            type=AppointmentType.objects.get(pk=order["type"]),
            customer=Customer.objects.get(pk=customer_id),
            starts_at=datetime.fromisoformat(order["starts_at"]),
        )
    )


def main() -> None:
    django.setup()
    from tests.races import crowd

    print("ready", flush=True)
    order = json.loads(sys.stdin.readline())
    outcomes = crowd.at_once([partial(book, order, pk) for pk in order["customers"]])
    print(json.dumps([type(outcome).__name__ for outcome in outcomes]), flush=True)


if __name__ == "__main__":
    main()
