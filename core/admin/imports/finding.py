"""Whose import an address names: hers, or anybody's for who oversees imports."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from core.models import ImportJob
from core.services import imports

View = Callable[..., HttpResponse]


def for_importers(view: View) -> View:
    """Only staff who may import something; no change without the form's secret."""

    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not imports.kinds_of(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return admin.site.admin_view(inside)(request, *args, **kwargs)

    return guarded


def find(request: HttpRequest, pk: int) -> ImportJob:
    """The import, for those who may touch it; to all others it does not exist."""
    jobs = imports.of(request.user).select_related("created_by", "applied_by", "location")
    found = jobs.filter(pk=pk).first() if pk < 1 << 63 else None
    if found is None:
        raise Http404
    return found
