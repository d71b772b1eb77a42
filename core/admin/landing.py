"""The first page: staff go to work, everyone else finds the doors."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from core.models import ShopSettings


def welcome(request: HttpRequest) -> HttpResponse:
    if request.user.is_active and getattr(request.user, "is_staff", False):
        return HttpResponseRedirect(reverse("admin:index"))
    return render(request, "core/welcome.html", {"shop": ShopSettings.current()})
