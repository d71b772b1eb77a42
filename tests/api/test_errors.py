"""Whatever is sent, the answer is a problem that names the field, and never a fault of ours."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, override_settings

from core.models import Appointment, Location
from tests.api.conftest import Wanted, Website
from tests.cast import At, Boutique

MEMBERS = {"type", "title", "status", "detail", "code", "errors"}


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = dict(response.json())
    assert set(body) >= MEMBERS
    assert body["status"] == status
    return body


def fields(response: Any) -> set[str]:
    return {error["field"] for error in problem(response, 422)["errors"]}


BAD: list[tuple[str, dict[str, Any]]] = [
    ("nonsense", {"nonsense": 1}),
    ("type", {"type": None}),
    ("type", {"type": 5}),
    ("type", {"type": "a\0b"}),
    ("starts_at", {"starts_at": "2026-06-02T10:00:00"}),
    ("starts_at", {"starts_at": "2026-06-02"}),
    ("starts_at", {"starts_at": 1780000000}),
    ("starts_at", {"starts_at": "0001-01-01T00:00:00+14:00"}),
    ("starts_at", {"starts_at": "9999-12-31T23:59:59-12:00"}),
    ("starts_at", {"starts_at": "2026-02-30T10:00:00Z"}),
    ("starts_at", {"starts_at": "2026-06-02T10:00:00+99:99"}),
    ("starts_at", {"starts_at": None}),
    ("products", {"products": ["a"] * 6}),
    ("products", {"products": "aurora"}),
    ("products.0", {"products": [["aurora"]]}),
    ("party_size", {"party_size": "2"}),
    ("party_size", {"party_size": 10**30}),
    ("party_size", {"party_size": 0}),
    ("party_size", {"party_size": 2.5}),
    ("party_size", {"party_size": True}),
    ("notes", {"notes": "n" * 2001}),
    ("notes", {"notes": "bell\x07"}),
    ("customer", {"customer": None}),
    ("customer", {"customer": []}),
    ("customer.email", {"customer": {"name": "Anna"}}),
    ("customer.name", {"customer": {"name": "  ", "email": "a@example.org"}}),
    ("customer.name", {"customer": {"name": "n" * 161, "email": "a@example.org"}}),
    ("customer.email", {"customer": {"name": "Anna", "email": "anna"}}),
    ("customer.email", {"customer": {"name": "Anna", "email": f"{'a' * 250}@example.org"}}),
    ("customer.phone", {"customer": {"name": "A", "email": "a@example.org", "phone": "ring"}}),
    ("customer.budget", {"customer": {"name": "A", "email": "a@example.org", "budget": 1}}),
    (
        "customer.wedding_on",
        {"customer": {"name": "A", "email": "a@example.org", "wedding_on": "1999-12-31"}},
    ),
    (
        "customer.wedding_on",
        {"customer": {"name": "A", "email": "a@example.org", "wedding_on": "02.06.2026"}},
    ),
]


@pytest.mark.parametrize(("field", "change"), BAD)
def test_a_field_that_is_not_right_is_named(
    web: Website, boutique: Boutique, wanted: Wanted, field: str, change: dict[str, Any]
) -> None:
    assert field in fields(web.post("/appointments", wanted(**change)))
    assert not Appointment.objects.exists()


def test_what_was_sent_is_not_sent_back(web: Website, wanted: Wanted) -> None:
    secret = "never-to-be-seen-again"
    guest = {"name": [secret], "email": secret, "phone": secret}
    response = web.post("/appointments", wanted(customer=guest, type={"x": secret}))
    assert secret.encode() not in response.content


@pytest.mark.parametrize(
    "body",
    ["{", "", "nul", b"\xff\xfe", '"\\ud800"', '{"type": NaN}', "[" * 3000, '{"a":' * 3000],
    ids=["open", "empty", "word", "bytes", "surrogate", "nan", "deep list", "deep object"],
)
def test_what_is_no_json_is_said_to_be_none(web: Website, body: Any) -> None:
    response = web.post("/appointments", body)
    assert problem(response, 400 if body else 422)["code"] == ("malformed" if body else "invalid")


@pytest.mark.parametrize("body", ["[]", "5", '"text"', "null", "[[[[]]]]", "{}"])
def test_json_that_is_no_booking_is_refused(web: Website, body: str) -> None:
    problem(web.post("/appointments", body), 422)


def test_names_in_a_body_come_back_short_and_printable(web: Website, wanted: Wanted) -> None:
    name = "ü" * 3000
    response = web.post("/appointments", wanted(**{name: 1}))
    assert len(max(fields(response), key=len)) <= 80


def test_a_body_beyond_64_kb_is_too_large(web: Website, wanted: Wanted) -> None:
    body = problem(web.post("/appointments", wanted(notes="n" * 66_000)), 413)
    assert body["code"] == "too-large"


QUERIES = [
    ("/products", "limit", {"limit": "0"}),
    ("/products", "limit", {"limit": "101"}),
    ("/products", "limit", {"limit": "9" * 5000}),
    ("/products", "q", {"q": "a\0b"}),
    ("/products", "q", {"q": "q" * 101}),
    ("/products", "q", {"q": "one two three four five six seven eight nine"}),
    ("/products", "designer.0", {"designer": "\x07"}),
    ("/products", "designer", {"designer": "\0"}),
    ("/products", "limit", {"limit": ["1", "2"]}),
    ("/products", "price_min", {"price_min": "NaN"}),
    ("/products", "price_min", {"price_min": "-1"}),
    ("/products", "price_max", {"price_max": "1e30"}),
    ("/products", "silhouette.0", {"silhouette": "potato"}),
    ("/products", "order", {"order": "slug"}),
    ("/products", "colour", {"colour": "ivory"}),
    ("/products", "cursor", {"cursor": "abc"}),
    ("/products", "cursor", {"cursor": "ü"}),
    ("/products", "cursor", {"cursor": "WyJuYW1lIl0"}),
    ("/products", "cursor", {"cursor": "WyJuYW1lIixudWxsLDk5OTk5OTk5OTk5OTk5OTk5OTk5OTld"}),
    ("/products", "cursor", {"cursor": "WyJuYW1lIiwiYVx1MDAwMGIiLDFd"}),
    ("/locations", "cursor", {"cursor": "W10"}),
    ("/locations", "page", {"page": "2"}),
    ("/availability", "from", {"from": "0001-01-01"}),
    ("/availability", "to", {"to": "9999-12-31"}),
    ("/availability", "to", {"to": "2026-08-04"}),
    ("/availability", "to", {"to": "2026-05-31"}),
    ("/availability", "party_size", {"party_size": "0"}),
    ("/availability", "product", {"product": ["a", "b", "c", "d", "e", "f"]}),
    ("/availability", "location", {"location": ["berlin", "lisbon"]}),
    ("/availability/explain", "starts_at", {"starts_at": "2026-06-02T10:00:00"}),
    ("/availability/explain", "starts_at", {"starts_at": "9999-12-31T23:59:59-12:00"}),
]
SLOT = {"type": "bridal-consultation", "location": "berlin"}
NEEDED: dict[str, dict[str, str]] = {
    "/availability": {**SLOT, "from": "2026-06-01", "to": "2026-06-02"},
    "/availability/explain": SLOT,
}


@pytest.mark.parametrize(("path", "field", "query"), QUERIES)
def test_a_parameter_that_is_not_right_is_named(
    web: Website, boutique: Boutique, path: str, field: str, query: dict[str, Any]
) -> None:
    assert field in fields(web.get(path, **NEEDED.get(path, {}) | query))


@pytest.mark.parametrize(
    "path", ["/products/a%00b", "/products/nope", "/nowhere", "/products/", ""]
)
def test_what_is_not_there_is_a_problem_too(web: Website, path: str) -> None:
    assert problem(web.get(path or "/"), 404)["code"] == "not-found"


def test_a_wrong_method_says_which_are_right(web: Website) -> None:
    response = web.client.delete("/api/v1/products")
    assert problem(response, 405)["code"] == "method-not-allowed"
    assert response["Allow"] == "GET"


def test_head_answers_like_get_without_the_body(web: Website, boutique: Boutique) -> None:
    response, full = web.client.head("/api/v1/locations"), web.get("/locations")
    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(len(full.content))


@contextmanager
def read_only() -> Iterator[None]:
    """A database that takes no writes, as with a full disk or a standby."""
    is_postgres = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY" if is_postgres else "PRAGMA query_only = ON")
        yield
        transaction.set_rollback(True)
    if not is_postgres:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


@pytest.mark.parametrize("key", [None, "some-key"])
def test_a_database_that_cannot_write_is_a_reason_to_come_back(
    web: Website, boutique: Boutique, wanted: Wanted, key: str | None
) -> None:
    with read_only():
        response = web.post("/appointments", wanted(), key=key)
    assert problem(response, 503)["code"] == "busy"
    assert response["Retry-After"] == "2"
    assert not Appointment.objects.exists()
    assert web.post("/appointments", wanted(), key=key).status_code == 201


@pytest.mark.parametrize("is_debug", [True, False])
def test_a_fault_of_ours_tells_strangers_nothing(
    web: Website, boutique: Boutique, caplog: pytest.LogCaptureFixture, is_debug: bool
) -> None:
    Location.objects.update(timezone="Nowhere/Atlantis")  # past every check
    with override_settings(DEBUG=is_debug):
        response = web.get("/availability", **NEEDED["/availability"])
    assert problem(response, 500)["code"] == "fault"
    assert b"Atlantis" not in response.content
    assert "Nowhere/Atlantis" in caplog.text


@override_settings(CORS_ALLOWED_ORIGINS=["https://boutique.example"])
def test_only_the_shops_own_website_may_call_from_a_browser(db: None) -> None:
    def allowed(origin: str, path: str = "/api/v1/products") -> str | None:
        preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        return Client().options(path, headers=preflight).headers.get("Access-Control-Allow-Origin")

    assert allowed("https://boutique.example") == "https://boutique.example"
    assert allowed("https://elsewhere.example") is None
    assert allowed("https://boutique.example", "/admin/") is None


def test_no_cookie_is_needed_to_post(boutique: Boutique, wanted: Wanted, at: At) -> None:
    careful = Client(enforce_csrf_checks=True)
    response = careful.post(
        "/api/v1/appointments", json.dumps(wanted()), content_type="application/json"
    )
    assert response.status_code == 201
    assert not response.cookies
