"""The same request twice acts once: the Idempotency-Key."""

from typing import Any

import pytest

from core.models import Appointment, IdempotencyKey
from tests.api.conftest import Wanted, Website
from tests.cast import At, Boutique

KEY = "5b1d6f0e-3f0c-4f57-9a55-0f6f1f5f3c11"


@pytest.fixture(autouse=True)
def _open(boutique: Boutique) -> None:
    """The shop is there."""


def test_the_same_request_gets_the_same_answer_and_books_once(web: Website, wanted: Wanted) -> None:
    first = web.post("/appointments", wanted(), key=KEY)
    again = web.post("/appointments", wanted(), key=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert Appointment.objects.count() == 1


def test_the_repeated_token_opens_the_appointment(web: Website, wanted: Wanted) -> None:
    web.post("/appointments", wanted(), key=KEY)
    again = web.post("/appointments", wanted(), key=KEY).json()
    path = f"/appointments/{again['reference']}"
    opened = web.get(path, token=again["manage_token"]).json()
    assert opened == {name: said for name, said in again.items() if name != "manage_token"}


def test_the_answer_is_the_first_one_also_after_a_change(
    web: Website, wanted: Wanted, at: At
) -> None:
    first = web.post("/appointments", wanted(), key=KEY)
    body = first.json()
    path = f"/appointments/{body['reference']}/cancel"
    web.post(path, token=body["manage_token"])
    assert web.post("/appointments", wanted(), key=KEY).content == first.content
    assert Appointment.objects.get().status == "cancelled"


def test_written_otherwise_it_is_still_the_same_request(
    web: Website, wanted: Wanted, at: At, boutique: Boutique
) -> None:
    first = web.post("/appointments", wanted(), key=KEY)
    local = at("10:00").astimezone(boutique.berlin.zone).isoformat()
    turned = dict(reversed(wanted(starts_at=local).items()))
    assert web.post("/appointments", turned, key=KEY).content == first.content


@pytest.mark.parametrize(
    "change",
    [
        {"notes": "Something else."},
        {"customer": {"name": "Anna Winter", "email": "stranger@example.org"}},
    ],
)
def test_another_request_under_the_key_is_refused(
    web: Website, wanted: Wanted, change: dict[str, Any]
) -> None:
    web.post("/appointments", wanted(), key=KEY)
    response = web.post("/appointments", wanted(**change), key=KEY)
    assert (response.status_code, response.json()["code"]) == (422, "idempotency-key-reused")
    assert b"manage_token" not in response.content
    assert Appointment.objects.count() == 1


def test_neither_key_nor_token_is_written_down(web: Website, wanted: Wanted) -> None:
    token = web.post("/appointments", wanted(), key=KEY).json()["manage_token"]
    kept = str(IdempotencyKey.objects.values().get())
    assert token not in kept
    assert KEY not in kept


def test_a_refusal_leaves_the_key_free(web: Website, wanted: Wanted) -> None:
    assert web.post("/appointments", wanted("07:00"), key=KEY).status_code == 422
    assert not IdempotencyKey.objects.exists()
    assert web.post("/appointments", wanted(), key=KEY).status_code == 201


def test_moves_and_cancellations_have_keys_too(web: Website, hers: dict[str, Any], at: At) -> None:
    path, token = f"/appointments/{hers['reference']}", hers["manage_token"]
    move = {"starts_at": at("15:00").isoformat()}
    moved = [web.post(f"{path}/reschedule", move, token=token, key=KEY) for _ in range(2)]
    assert moved[0].content == moved[1].content
    assert Appointment.objects.get().version == 2
    left = [web.post(f"{path}/cancel", token=token, key=KEY) for _ in range(2)]
    assert [r.status_code for r in left] == [200, 200]
    assert left[1]["Idempotent-Replayed"] == "true"
    assert Appointment.objects.get().version == 3


def test_a_stranger_with_the_key_but_without_the_token_learns_nothing(
    web: Website, hers: dict[str, Any]
) -> None:
    path = f"/appointments/{hers['reference']}/cancel"
    web.post(path, token=hers["manage_token"], key=KEY)
    assert web.post(path, token="wrong", key=KEY).status_code == 404


@pytest.mark.parametrize("key", ["", " ", "a b", "k" * 256, "ü", "a\tb"])
def test_a_key_that_is_none_is_refused_by_name(web: Website, wanted: Wanted, key: str) -> None:
    response = web.post("/appointments", wanted(), key=key)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Appointment.objects.exists()


def test_the_longest_key_is_fine(web: Website, wanted: Wanted) -> None:
    assert web.post("/appointments", wanted(), key="~" * 255).status_code == 201
