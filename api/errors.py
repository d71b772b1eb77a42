"""Errors: every refusal and every fault leaves the API as one shape, application/problem+json."""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

import orjson
from django.core import exceptions as django
from django.db import InterfaceError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from api.rendering import TooLarge
from core import errors

log = logging.getLogger("nexus.api")

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 2
LONGEST_NAME = 80

TITLES = {
    400: "The request cannot be read",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "That is no longer possible",
    413: "The request is too large",
    422: "Something in the request is not right",
    500: "Something went wrong on our side",
    503: "Please try again in a moment",
}

STATUSES: dict[type[errors.DomainError], int] = {
    # 409: the shop has changed in between. 422: this request will never work as it is.
    errors.SlotTaken: 409,
    errors.BookedAlready: 409,
    errors.AppointmentClosed: 409,
    errors.StaleVersion: 409,
    errors.OutOfStock: 409,
    errors.NotAllowed: 403,
    errors.DomainError: 422,
}

ORIGINS = {"body", "query", "path", "header", "cookie"}
SENTENCES = {
    "missing": "This is required.",
    "extra_forbidden": "This name is not known here.",
    "model_attributes_type": "This is a JSON object.",
    "model_type": "This is a JSON object.",
    "dict_type": "This is a JSON object.",
}


class FieldError(Schema):
    field: str = Field(description="Where in the request, for example customer.email.")
    code: str
    message: str


class Problem(Schema):
    """What went wrong (RFC 9457). Branch on `code`; show `detail` to people."""

    type: str = Field(examples=["/api/v1/docs#slot-taken"])
    title: str = Field(examples=["That is no longer possible"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["Every stylist is taken at that time."])
    code: str = Field(examples=["slot-taken"])
    errors: list[FieldError] = Field(description="One for each field that is not right.")
    alternatives: list[str] | None = Field(
        None,
        description="With slot-taken: up to three free starts, nearest first.",
        examples=[["2026-06-02T14:00:00+02:00"]],
    )
    reasons: list[str] | None = Field(
        None, description="Codes of every rule that says no, as /availability/explain gives them."
    )


def declared(*statuses: int) -> dict[int, Any]:
    """The errors an operation can answer with; trouble of our own always belongs to them."""
    return dict.fromkeys(sorted({*statuses, 500, 503}), Problem)


def problem(
    status: int, code: str, detail: str, faults: Sequence[dict[str, str]] = (), **more: Any
) -> HttpResponse:
    body = {
        "type": f"/api/v1/docs#{code}",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": list(faults),
        **more,
    }
    response = HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def fault(field: str, code: str, message: str) -> dict[str, str]:
    """One entry of `errors`; a name that came with the request is cut and made printable."""
    printable = field.encode("ascii", "replace").decode()[:LONGEST_NAME]
    return {"field": printable, "code": code, "message": message}


def invalid(field: str, message: str, code: str = "unknown") -> ValidationError:
    """For operations: `field` names nothing we have, or does not fit the rest."""
    return ValidationError([{"loc": (field,), "type": code, "msg": message}])


def too_large() -> HttpResponse:
    return problem(413, "too-large", "Send at most 64 KB.")


# What each exception becomes ---------------------------------------------------


def on_domain_error(request: HttpRequest, error: errors.DomainError) -> HttpResponse:
    status = next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)
    faults = [fault(error.field, error.code, error.message)] if error.field else []
    more: dict[str, Any] = {}
    if reasons := error.facts.get("reasons"):
        more["reasons"] = list(reasons)
    if isinstance(error, errors.SlotTaken):
        zone = getattr(request, "zone", UTC)  # set by the operation that knows the location
        more["alternatives"] = [m.astimezone(zone).isoformat() for m in error.alternatives]
    return problem(status, error.code, error.message, faults, **more)


def on_unfit_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What the schemas refuse; the input itself is never repeated."""
    faults = [
        fault(_path(entry["loc"]), _code(entry["type"]), _sentence(entry))
        for entry in error.errors[:20]
    ]
    return _not_right(faults)


def on_unfit_row(request: HttpRequest, error: django.ValidationError) -> HttpResponse:
    """What the models refuse."""
    by_field: Iterable[tuple[str, list[Any]]] = (
        error.error_dict.items() if hasattr(error, "error_dict") else [("", error.error_list)]
    )
    faults = [
        fault("" if name == "__all__" else name, one.code or "invalid", " ".join(one.messages))
        for name, several in by_field
        for one in several
    ]
    return _not_right(faults)


def _not_right(faults: list[dict[str, str]]) -> HttpResponse:
    first = faults[0] if faults else fault("", "invalid", "")
    detail = f"{first['field']}: {first['message']}" if first["field"] else first["message"]
    return problem(422, "invalid", detail, faults)


def _path(where: Sequence[Any]) -> str:
    """("body", "wish", "customer", "email") becomes customer.email."""
    parts = [str(part) for part in where]
    if parts and parts[0] in ORIGINS:
        # Of a body or a group of filters the second part is our own name for it.
        parts = parts[1:] if len(parts) == 2 else [p for p in parts[1:] if p not in GROUPS]
    return "body" if parts and parts[-1] in GROUPS else ".".join(parts)


GROUPS = {"wish", "move", "leave", "filters"}
"""What operations call a body or a group of query parameters; no field has such a name."""


def _code(kind: str) -> str:
    return kind.replace("_", "-")


def _sentence(entry: dict[str, Any]) -> str:
    return SENTENCES.get(entry["type"]) or str(entry["msg"])


def on_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, TooLarge):
        return too_large()
    if isinstance(error, AuthenticationError):
        return problem(
            401, "no-token", "Send the token you got with the booking: Authorization: Bearer …"
        )
    if error.status_code == 400:
        return problem(400, "malformed", "The body is no JSON that we can read.")
    return problem(error.status_code, "refused", error.message)


def on_not_found(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem(404, "not-found", "There is nothing here.")


def on_database_trouble(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("the database could not answer %s: %s", request.path, error)
    return problem(503, "busy", "We could not save or read that right now. Please try again.")


def on_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("a fault answered %s %s", request.method, request.path, exc_info=error)
    return problem(500, "fault", "This was our fault. We have a note of it; please try again.")


def install(api: NinjaAPI) -> None:
    handlers: dict[type[Exception], Any] = {
        errors.DomainError: on_domain_error,
        ValidationError: on_unfit_input,
        django.ValidationError: on_unfit_row,
        django.RequestDataTooBig: lambda request, error: too_large(),
        HttpError: on_http_error,
        Http404: on_not_found,
        OperationalError: on_database_trouble,
        InterfaceError: on_database_trouble,
        InternalError: on_database_trouble,  # PostgreSQL's word for a read-only database
        Exception: on_fault,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
