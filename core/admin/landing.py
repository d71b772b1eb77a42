"""The first page: staff go to work, everyone else finds the doors."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse

from core.models import ShopSettings


def welcome(request: HttpRequest) -> HttpResponse:
    if request.user.is_active and getattr(request.user, "is_staff", False):
        return HttpResponseRedirect(home(request.user))
    return render(request, "core/welcome.html", {"shop": ShopSettings.current(), "docs": _docs()})


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


urls: list[URLPattern] = [path("login/", sign_in, name="login")]
"""They come before the admin's own, below the same address and with the same namespace."""


def _docs() -> str:
    try:
        return reverse("api-v1:openapi-view")
    except NoReverseMatch:
        return "/api/v1/docs"
