"""The board's door: who may enter, what may come in, and how a refusal goes out as JSON."""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.admin import limits
from core.admin.board import shapes
from core.errors import DomainError, NotAllowed, SlotTaken, StaleVersion
from core.models import Appointment, Location

View = Callable[..., HttpResponse]


class BadInput(Exception):
    """What came in cannot be read; the message says how in a sentence."""


def may(request: HttpRequest, *verbs: str, model: str = "appointment") -> bool:
    return any(request.user.has_perm(f"core.{verb}_{model}") for verb in verbs)


def signed_in(view: View) -> View:
    """Only staff come in, and no change without the form's secret: the admin sees to both."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return admin.site.admin_view(view)(request, *args, **kwargs)

    return guarded


def answers_json(
    *verbs: str, method: str = "POST", model: str = "appointment"
) -> Callable[[View], View]:
    """An address for programs: one method, one of these permissions, every refusal as JSON."""

    def wrap(view: View) -> View:
        @wraps(view)
        def translated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != method:
                return refuse(405, "method", f"Only {method} is possible here.", Allow=method)
            try:
                if not may(request, *verbs, model=model):
                    raise NotAllowed
                return view(request, *args, **kwargs)
            except BadInput as error:
                return refuse(400, "bad-input", str(error))
            except ValidationError as error:
                fields = [*getattr(error, "error_dict", {})]
                return refuse(400, "bad-input", " ".join(error.messages), facts={"fields": fields})
            except Appointment.DoesNotExist:
                return refuse(404, "gone", "This appointment is not there any more.")
            except ObjectDoesNotExist:
                return refuse(404, "gone", "This is not there any more.")
            except DomainError as error:
                return _translate(error, request, kwargs.get("pk"))

        return signed_in(translated)

    return wrap


def refuse(
    status: int, code: str, message: str, *, facts: dict[str, Any] | None = None, **headers: str
) -> JsonResponse:
    body = {"code": code, "message": message} | (facts or {})
    return JsonResponse(body, status=status, headers=headers)


def _translate(error: DomainError, request: HttpRequest, pk: int | None) -> JsonResponse:
    facts: dict[str, Any] = {"alternatives": [], "fields": [error.field] if error.field else []}
    if isinstance(error, SlotTaken) and error.alternatives:
        asked = {"appointments": pk} if pk else {"slug": read_body(request).get("location")}
        zone = Location.objects.get(**asked).zone
        facts["alternatives"] = [shapes.wall(moment, zone) for moment in error.alternatives]
    if isinstance(error, StaleVersion):
        facts["differences"] = [
            {"label": one.label, "hers": one.hers, "theirs": one.theirs}
            for one in error.differences
        ]
    status = 403 if isinstance(error, NotAllowed) else 409
    return refuse(status, error.code, error.message, facts=facts)


def read_body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadInput("This request could not be read. Reload the board and try again.") from error
    if not isinstance(body, dict):
        raise BadInput("This request could not be read. Reload the board and try again.")
    if not all(map(limits.can_be_kept, limits.texts(body))):
        raise BadInput("There is a sign in your text that cannot be kept. Type it anew.")
    return body


def read_version(body: dict[str, Any]) -> int:
    version = body.get("version")
    if type(version) is not int:
        raise BadInput("This request does not say which version it saw. Reload the board.")
    return version


def read_moment(text: Any, location: Location, *, keep: datetime | None = None) -> datetime:
    """The instant at which the location's clock shows `text`; `keep` wins where it shows the same.

    An hour that the autumn night shows twice is its first showing; one that the spring night
    skips is refused.
    """
    try:
        naive = datetime.fromisoformat(text) if len(text) >= len("2026-05-12T10:00") else None
    except (TypeError, ValueError):
        naive = None
    if naive is None or naive.tzinfo is not None or naive.year not in limits.YEARS:
        raise BadInput("Give date and time by the clock of the shop, like 2026-05-12T10:00.")
    if keep and shapes.wall(keep, location.zone) == naive.isoformat(timespec="seconds"):
        return keep
    return location.moment(naive)
