"""The slot function of django-appointment on the diary it is given; runs in bench's own environment.

Reads JSON from standard input: database, staff, days, appointments (staff, day, start, end), times.
Prints JSON: milliseconds (median), queries and slots found. Nothing of the house is imported.
"""

import json
import statistics
import sys
import time
from datetime import date, timedelta
from datetime import time as clock
from typing import Any


def configure(database: dict[str, Any]) -> None:
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="only for this measurement",
        DATABASES={"default": database},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "appointment",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        TIME_ZONE="UTC",
        LOGGING_CONFIG=None,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)


def fill(order: dict[str, Any]) -> tuple[Any, list[Any]]:
    from appointment.models import Appointment as Theirs
    from appointment.models import AppointmentRequest, Service, StaffMember, WorkingHours
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    service = Service.objects.create(name="Consultation", duration=timedelta(hours=1), price=0)
    client = users.create(username="bench-client")
    staff = []
    for number in range(order["staff"]):
        member = StaffMember.objects.create(
            user=users.create(username=f"bench-{number}"),
            slot_duration=30,
            lead_time=clock(9),
            finish_time=clock(19),
            work_on_saturday=True,
            work_on_sunday=True,
        )
        member.services_offered.add(service)
        staff.append(member)
        for day in range(7):
            WorkingHours.objects.create(
                staff_member=member, day_of_week=day, start_time=clock(9), end_time=clock(19)
            )
    for number, (who, day, start, end) in enumerate(order["appointments"]):
        request = AppointmentRequest(
            date=date.fromisoformat(day),
            start_time=clock.fromisoformat(start),
            end_time=clock.fromisoformat(end),
            service=service,
            staff_member=staff[who],
            id_request=f"bench-{number}",
        )
        AppointmentRequest.objects.bulk_create([request])
        Theirs.objects.bulk_create(
            [Theirs(client=client, appointment_request=request, id_request=f"bench-{number}")]
        )
    return service, staff


def look(days: list[date], service: Any, staff: list[Any]) -> int:
    from appointment.services import get_available_slots_for_staff

    return sum(
        len(get_available_slots_for_staff(day, member, day.isoweekday() % 7, service))
        for day in days
        for member in staff
    )


def answer_once() -> None:
    order = json.load(sys.stdin)
    configure(order["database"])
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    service, staff = fill(order)
    days = [date.fromisoformat(day) for day in order["days"]]
    with CaptureQueriesContext(connection) as queries:
        found = look(days, service, staff)
    taken = []
    for _ in range(order["times"]):
        began = time.perf_counter()
        look(days, service, staff)
        taken.append((time.perf_counter() - began) * 1000)
    answer = {"ms": statistics.median(taken), "queries": len(queries), "slots": found}
    print(json.dumps(answer))


if __name__ == "__main__":
    answer_once()
