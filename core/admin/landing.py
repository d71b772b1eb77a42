"""The first page: staff go to work, everyone else finds the doors. And the page of a fault."""

import sys
from typing import Any

from django.contrib import admin
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.urls import URLPattern, path, reverse
from django.views.defaults import server_error

from core.models import ShopSettings

RETRY_AFTER = "5"


def welcome(request: HttpRequest) -> HttpResponse:
    if request.user.is_active and getattr(request.user, "is_staff", False):
        return HttpResponseRedirect(home(request.user))
    return render(request, "core/welcome.html", {"shop": ShopSettings.current()})


def sign_in(request: HttpRequest) -> HttpResponse:
    """The admin's own sign-in; whoever asked for nothing else begins where her work is."""
    answer = admin.site.login(request)
    if answer.status_code == 302 and answer.headers["Location"] == reverse("admin:index"):
        return HttpResponseRedirect(home(request.user))
    return answer


def home(user: Any) -> str:
    """A stylist's day, else the dashboard."""
    if hasattr(user, "stylist") and user.has_perm("core.view_appointment"):
        return reverse("admin:core_today")
    return reverse("admin:index")


def fault(request: HttpRequest) -> HttpResponse:
    """A database that is away or busy comes back: that is 503, and no fault of the program."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError | InternalError):
        return server_error(request)
    page = loader.render_to_string("503.html")  # without the request: who asks is in the database
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})


urls: list[URLPattern] = [path("login/", sign_in, name="login")]
"""They come before the admin's own, below the same address and with the same namespace."""
