"""Free slots against django-appointment on the same diary: 5 stylists, 3 rooms, 1,240 appointments.

Then computing alone for one day, and 100 stylists over 62 days. django-appointment lives in an
environment of its own, made on the first run; without it the comparison is left out.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

STYLISTS, ROOMS, DAYS, A_DAY = 5, 3, 31, 40
TIMES = 15
HERE = Path(__file__).resolve().parent


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from core.queries import diary
    from core.queries.diary import slots

    call_command("migrate", verbosity=0)
    location, kind = open_house("bench", STYLISTS, ROOMS)
    first = datetime.now(UTC).date() + timedelta(days=2)
    booked = fill(location, kind, first)
    last = first + timedelta(days=DAYS - 1)
    with CaptureQueriesContext(connection) as queries:
        found = diary.free_slots(kind, location, first, last)
    ours = median(lambda: diary.free_slots(kind, location, first, last))
    offers = sum(len(slot.stylists) for slot in found)
    print(f"{DAYS} days, {len(booked)} appointments: {offers} slots of a stylist")
    print(f"here: {ours:.2f} ms, {len(queries)} queries")
    compare(ours, booked, first)
    day = diary.read_plan(kind, location, first, first)
    print(f"one day, computing: {median(lambda: slots.free_slots(day)):.3f} ms")
    big, kind = open_house("big", 100, 40)
    whole = (kind, big, first, first + timedelta(days=61))
    with CaptureQueriesContext(connection) as queries:
        diary.free_slots(*whole)
    took = median(lambda: diary.free_slots(*whole))
    print(f"100 stylists x 62 days: {took:.1f} ms, {len(queries)} queries")


def open_house(name: str, stylists: int, rooms: int) -> tuple[Any, Any]:
    """A location that is open daily from 9 to 19 UTC, with people, rooms and a type of one hour."""
    from core.models import AppointmentType, Location, OpeningHours, Room, Stylist, WorkingHours

    location = Location.objects.create(name=name, slug=f"{name}-house", timezone="UTC")
    kind = AppointmentType.objects.create(
        name=name, slug=f"{name}-hour", duration_minutes=60, notice_hours=0, horizon_days=365
    )
    for number in range(rooms):
        Room.objects.create(name=f"{name} {number}", slug=f"{name}-r{number}", location=location)
    people = [
        Stylist.objects.create(name=f"{name} {n}", slug=f"{name}-s{n}") for n in range(stylists)
    ]
    for day in range(7):
        hours = {"weekday": day}
        OpeningHours.objects.create(location=location, opens=clock(9), closes=clock(19), **hours)
        WorkingHours.objects.bulk_create(
            WorkingHours(stylist=who, location=location, starts=clock(9), ends=clock(19), **hours)
            for who in people
        )
    return location, kind


def fill(location: Any, kind: Any, first: date) -> list[tuple[int, str, str, str]]:
    """Forty half hours a day, three side by side: the claims, and the same for the peer."""
    from core.models import Appointment, Claim, Customer, Room, Stylist

    people = list(Stylist.objects.filter(slug__startswith="bench-").order_by("pk"))
    rooms = list(Room.objects.filter(location=location).order_by("pk"))
    guest = Customer.objects.create(name="Guest")
    booked, rows = [], []
    for day in range(DAYS):
        for number in range(A_DAY):
            at = datetime.combine(first + timedelta(days=day), clock(9), UTC)
            at += timedelta(minutes=30 * (number // ROOMS))
            end = at + timedelta(minutes=30)
            who = number % STYLISTS
            booked.append((who, f"{at:%Y-%m-%d}", f"{at:%H:%M}", f"{end:%H:%M}"))
            rows.append(
                Appointment(
                    reference=f"BENCH{day:03}{number:03}",
                    type=kind,
                    location=location,
                    customer=guest,
                    stylist=people[who],
                    room=rooms[number % ROOMS],
                    starts_at=at,
                    ends_at=end,
                )
            )
    Appointment.objects.bulk_create(rows)
    Claim.objects.bulk_create(
        Claim(
            resource_id=key,
            kind="appointment",
            appointment=row,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
        for key in (row.stylist_id, row.room_id)
    )
    return booked


def compare(ours: float, booked: list[tuple[int, str, str, str]], first: date) -> None:
    python = peer_python()
    if python is None:
        print("django-appointment: left out, it could not be installed")
        return
    order = {
        "database": peer_database(),
        "staff": STYLISTS,
        "days": [(first + timedelta(days=n)).isoformat() for n in range(DAYS)],
        "appointments": booked,
        "times": 3,
    }
    run = subprocess.run(
        [str(python), str(HERE / "peer_slots.py")],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.exit(f"django-appointment failed: {run.stderr.strip()[-400:]}")
    theirs = json.loads(run.stdout.strip().splitlines()[-1])
    print(
        f"django-appointment: {theirs['ms']:.0f} ms, {theirs['queries']} queries, "
        f"{theirs['slots']} slots of a stylist"
    )
    print(f"theirs to ours: {theirs['ms'] / ours:.0f} times")


def peer_database() -> dict[str, Any]:
    """The same kind of database; on PostgreSQL the same one, on SQLite a file beside it."""
    from django.conf import settings

    given = settings.DATABASES["default"]
    names = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")
    database = {name: given.get(name, "") for name in names}
    if settings.IS_SQLITE:
        database["ENGINE"] = "django.db.backends.sqlite3"
        database["NAME"] = f"{given['NAME']}-peer"
    return database


def peer_python() -> Path | None:
    """The environment with django-appointment, made where it is missing."""
    folder = HERE.parent / "var" / "bench-venv"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        made = [
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False),
            subprocess.run(
                [str(python), "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"],
                check=False,
            )
            if python.exists()
            else None,
        ]
        if any(step is None or step.returncode for step in made):
            return None
        (folder / "ready").touch()
    return python


def median(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
