"""What the pages of imports share."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

READ_AT_ONCE = 200 * 1024
"""Bytes of a file that is read while she waits; a larger one is read by the worker."""


def page(
    request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    shared = admin.site.each_context(request) | context
    return render(request, f"core/imports/{name}.html", shared, status=status)
