"""A website that calls the API, for the tests of this folder."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import At, Boutique

Wanted = Callable[..., dict[str, Any]]


class Website:
    """What a frontend would use: JSON in, JSON out, keys and tokens as headers."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, token: str = "", **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=_headers(token, None))

    def post(self, path: str, body: Any = None, *, token: str = "", key: str | None = None) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body) if body else ""
        return self.client.post(
            f"/api/v1{path}",
            text,
            content_type="application/json",
            headers=_headers(token, key),
        )


def _headers(token: str, key: str | None) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return headers | ({} if key is None else {"Idempotency-Key": key})


BEA = {"customer": {"name": "Bea Sommer", "email": "bea@example.org"}}
CORA = {"customer": {"name": "Cora Sommer", "email": "cora@example.org"}}


@pytest.fixture
def web(db: None) -> Website:
    return Website()


@pytest.fixture
def wanted(at: At) -> Wanted:
    """The body of Anna's booking for Tuesday at ten, or at another clock and with other fields."""

    def body(clock: str = "10:00", **fields: Any) -> dict[str, Any]:
        return {
            "type": "bridal-consultation",
            "location": "berlin",
            "starts_at": at(clock).isoformat(),
            "customer": {"name": "Anna Winter", "email": "anna@example.org"},
        } | fields

    return body


@pytest.fixture
def hers(web: Website, boutique: Boutique, wanted: Wanted) -> dict[str, Any]:
    """Anna's appointment, booked through the website: Tuesday at ten, with its token."""
    response = web.post("/appointments", wanted())
    assert response.status_code == 201, response.content
    return dict(response.json())
