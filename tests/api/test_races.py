"""Many visitors at once, over HTTP, against several server processes."""

import json
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any

import pytest

from core.models import Appointment, Claim, IdempotencyKey
from tests import processes
from tests.api.conftest import Wanted
from tests.cast import Boutique
from tests.races import crowd

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

VISITORS = 16
Answer = tuple[int, dict[str, str], Any]
Post = Callable[..., Answer]


@pytest.fixture
def post(boutique: Boutique) -> Iterator[Post]:
    """`post(body, key=...)` on a gunicorn with three processes, which has to stop cleanly."""
    server = processes.start(
        *("-m", "gunicorn", "project.wsgi", "--config", "python:project.gunicorn"),
        *("--workers", "3", "--bind", "127.0.0.1:0"),
    )
    assert server.stderr
    said = []
    for line in server.stderr:
        said.append(line)
        if found := re.search(r"Listening at: http://([\d.]+):(\d+)", line):
            break
    else:
        pytest.fail("".join(said))
    listening = threading.Thread(target=server.stderr.read)
    listening.start()

    def send(body: dict[str, Any], *, key: str | None = None) -> Answer:
        line = HTTPConnection(found[1], int(found[2]), timeout=60)
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        line.request("POST", "/api/v1/appointments", json.dumps(body), headers)
        response = line.getresponse()
        answer = response.status, dict(response.getheaders()), json.loads(response.read())
        line.close()
        return answer

    yield send
    server.send_signal(signal.SIGTERM)
    listening.join(timeout=20)
    with server:  # closes its pipes
        assert server.wait(timeout=20) == 0


def bride(number: int) -> dict[str, str]:
    return {"name": f"Bride {number}", "email": f"bride{number}@example.org"}


def test_one_of_sixteen_gets_the_slot_and_the_rest_hear_what_else_is_free(
    post: Post, wanted: Wanted, boutique: Boutique
) -> None:
    boutique.jo.is_active = False
    boutique.jo.save()
    for clock in ("10:00", "12:00", "14:00"):
        Claim.objects.all().delete()
        before = Appointment.objects.count()
        answers = crowd.at_once(
            lambda n=n, c=clock: post(wanted(c, customer=bride(n))) for n in range(VISITORS)
        )
        assert crowd.faults(answers) == []
        assert Counter(status for status, _, _ in answers) == {201: 1, 409: VISITORS - 1}
        for status, headers, body in answers:
            if status == 409:
                assert headers["Content-Type"] == "application/problem+json"
                assert body["code"] == "slot-taken"
                assert len(body["alternatives"]) == 3
        assert Appointment.objects.count() == before + 1
        assert crowd.overlaps() == 0


def test_one_key_sent_sixteen_times_at_once_books_once(post: Post, wanted: Wanted) -> None:
    answers = crowd.at_once(lambda: post(wanted(), key="the-same") for _ in range(VISITORS))
    assert crowd.faults(answers) == []
    assert {status for status, _, _ in answers} == {201}
    assert len({json.dumps(body) for _, _, body in answers}) == 1
    repeated = [headers.get("Idempotent-Replayed") for _, headers, _ in answers]
    assert Counter(repeated) == {None: 1, "true": VISITORS - 1}
    assert (Appointment.objects.count(), IdempotencyKey.objects.count()) == (1, 1)
