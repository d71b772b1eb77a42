"""Around the API: no answer below /api/ is HTML, and HEAD works wherever GET does."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from api import errors
from api.rendering import LARGEST_BODY

PREFIX = "/api/"
WORDS = {
    400: ("malformed", "The request cannot be read."),
    404: ("not-found", "There is nothing here. /api/v1/docs lists every address."),
    405: ("method-not-allowed", "This address does not take that method."),
    413: ("too-large", "Send at most 64 KB."),
    503: ("busy", "We could not save or read that right now. Please try again."),
    500: ("fault", "This was our fault. We have a note of it; please try again."),
}


class ProblemMiddleware:
    """Django's own error pages (no such address, wrong method, wrong host) become problems too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        if _length(request) > LARGEST_BODY:
            return errors.too_large()
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = self.get_response(request)
        if response.status_code >= 400 and errors.MEDIA_TYPE not in response["Content-Type"]:
            response = _as_problem(response)
        if is_head and isinstance(response, HttpResponse):
            request.method = "HEAD"
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _as_problem(page: HttpResponseBase) -> HttpResponse:
    code, detail = WORDS.get(page.status_code, ("refused", "That is not possible."))
    response = errors.problem(page.status_code, code, detail)
    if "Allow" in page:
        response["Allow"] = page["Allow"]
    return response
