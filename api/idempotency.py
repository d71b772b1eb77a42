"""The Idempotency-Key: a request sent twice acts once, and both get the same answer.

The row of a key is written in the transaction of its act: either both are there or none, however
the process ends. A refusal changes nothing and leaves no row, so the key can be used again.

The answer is found by method, path, Authorization and key together, and given only to a request
with the very same content, mail address included: a stranger who guesses a key would have to know
all of that as well.
"""

import base64
import hashlib
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from ninja import Header
from pydantic import StringConstraints

from api.rendering import answer, dump
from core import history
from core.errors import DomainError
from core.models import IdempotencyKey

TRIES = 3
WORTH_ANOTHER_TRY = {"40P01", "40001"}  # deadlock, serialization: the next try finds a free way

Key = Annotated[
    Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[!-~]+$")] | None,
    Header(
        alias="Idempotency-Key",
        description=(
            "1 to 255 visible ASCII characters, best a fresh UUID for each thing to do. Sent "
            "again with the same content, the answer is the first one and nothing happens twice."
        ),
    ),
]


class KeyReused(DomainError):
    code = "idempotency-key-reused"
    message = "This Idempotency-Key was used for another request. Take a new one."


@dataclass(frozen=True)
class Attempt:
    """What an act is given: the token to give away, the same one when the answer is repeated."""

    token: str


Act = Callable[[Attempt], dict[str, Any]]


def once(
    request: HttpRequest, key: str | None, content: Any, act: Act, *, status: int = 200
) -> HttpResponse:
    """Do `act` and answer with what it returns, or repeat the answer that `key` got before."""
    with history.acting(history.Door.API):
        return _patiently(lambda: _once(request, key, content, act, status))


def _patiently(work: Callable[[], HttpResponse]) -> HttpResponse:
    for tried in range(TRIES):
        try:
            return work()
        except OperationalError as error:
            code = getattr(error.__cause__, "pgcode", None)
            if code not in WORTH_ANOTHER_TRY or tried == TRIES - 1:
                raise
        time.sleep(random.uniform(0.01, 0.05) * (tried + 1))  # noqa: S311  no secret in a pause
    raise AssertionError("unreachable")


def _once(
    request: HttpRequest, key: str | None, content: Any, act: Act, status: int
) -> HttpResponse:
    if key is None:
        return answer(act(Attempt(secrets.token_urlsafe(32))), status)
    digest = _digest(request.method, request.path, request.headers.get("Authorization"), key)
    asked = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    with transaction.atomic():
        row, is_new = _taken(digest, asked)
        if not is_new:
            return _again(row, asked, key)
        attempt = Attempt(_token(row, key))
        body = act(attempt)
        hidden = {name: None if value == attempt.token else value for name, value in body.items()}
        row.status, row.answer = status, dump(hidden).decode()
        row.save(update_fields=["status", "answer"])
    return answer(body, status)


def _taken(digest: str, asked: str) -> tuple[IdempotencyKey, bool]:
    """The row of this key; while another request writes it, the unique index makes us wait."""
    row = IdempotencyKey(digest=digest, request_hash=asked, nonce=secrets.token_urlsafe(32))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return IdempotencyKey.objects.get(digest=digest), False
    return row, True


def _again(row: IdempotencyKey, asked: str, key: str) -> HttpResponse:
    if row.request_hash != asked:
        raise KeyReused(field="Idempotency-Key")
    body = orjson.loads(row.answer)
    if "manage_token" in body:
        body["manage_token"] = _token(row, key)
    response = answer(body, row.status)
    response["Idempotent-Replayed"] = "true"
    return response


def _token(row: IdempotencyKey, key: str) -> str:
    """A manage token out of SECRET_KEY, the row's nonce, and the key, which no row holds."""
    made = salted_hmac("nexus.manage-token", f"{row.nonce}:{key}", algorithm="sha256")
    return base64.urlsafe_b64encode(made.digest()).rstrip(b"=").decode()


def _digest(*parts: str | None) -> str:
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()
