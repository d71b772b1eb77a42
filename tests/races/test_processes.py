"""The same hour, wanted through four processes with four clients each."""

import json

import pytest

from core.models import Appointment, AppointmentType, Customer, Location, Room, Stylist
from tests import processes
from tests.cast import At
from tests.races import crowd

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PROCESSES, CLIENTS = 4, 4


def test_one_of_sixteen_over_four_processes_gets_the_hour(
    berlin: Location, consultation: AppointmentType, mira: Stylist, salon: Room, at: At
) -> None:
    brides = [Customer.objects.create(name=f"Bride {n}").pk for n in range(PROCESSES * CLIENTS)]
    running = [processes.start("-m", "tests.races.client") for _ in range(PROCESSES)]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n", process.communicate()
    said = []
    for number, process in enumerate(running):
        order = {
            "location": berlin.pk,
            "type": consultation.pk,
            "starts_at": at("10:00").isoformat(),
            "customers": brides[number * CLIENTS : (number + 1) * CLIENTS],
        }
        assert process.stdin
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
    for process in running:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        said += json.loads(out)
    assert sorted(said) == ["Appointment", *["SlotTaken"] * (PROCESSES * CLIENTS - 1)]
    assert Appointment.objects.count() == 1
    assert crowd.overlaps() == 0
