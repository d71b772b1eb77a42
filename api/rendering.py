"""JSON in and out: orjson on both ways, and what a request may never carry."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja.errors import ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

LARGEST_BODY = 64 * 1024


class TooLarge(Exception):
    """The body is beyond LARGEST_BODY."""


class StrictParser(Parser):
    """Bodies by orjson (no lone surrogates, no NaN, bounded depth), queries without NUL."""

    def parse_body(self, request: HttpRequest) -> Any:
        if len(request.body) > LARGEST_BODY:
            raise TooLarge
        return orjson.loads(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for name in data:
            if name not in list_fields and len(data.getlist(name)) > 1:
                raise ValidationError([{"loc": ("query", name), "type": "repeated", "msg": ONCE}])
            if any("\0" in text for text in [name, *data.getlist(name)]):
                # PostgreSQL raises on NUL, SQLite stores it: neither is an answer.
                fault = {"loc": ("query", name), "type": "control", "msg": CONTROL}
                raise ValidationError([fault])
        return super().parse_querydict(data, list_fields, request)


ONCE = "Say this only once."
CONTROL = "Take the control characters out of this text."


class Renderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return dump(data)


def dump(data: Any) -> bytes:
    return orjson.dumps(data, default=str)  # str: amounts of money


def answer(data: Any, status: int = 200) -> HttpResponse:
    """An answer as it is, past the declared schema; the tests hold it to that."""
    return HttpResponse(dump(data), status=status, content_type="application/json")
