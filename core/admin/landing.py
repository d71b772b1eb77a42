"""The first page: staff go to work, everyone else finds the doors. And the page of a fault."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.views.defaults import server_error

from core.models import ShopSettings

RETRY_AFTER = "5"


def welcome(request: HttpRequest) -> HttpResponse:
    if request.user.is_active and getattr(request.user, "is_staff", False):
        return HttpResponseRedirect(reverse("admin:index"))
    return render(request, "core/welcome.html", {"shop": ShopSettings.current()})


def fault(request: HttpRequest) -> HttpResponse:
    """A database that is away or busy comes back: that is 503, and no fault of the program."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError | InternalError):
        return server_error(request)
    page = loader.render_to_string("503.html")  # without the request: who asks is in the database
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
