"""Which address opens which door."""

from django.contrib import admin
from django.urls import include, path

from core.admin import board

_admin_urls, _admin_app, _admin_name = admin.site.urls

urlpatterns = [
    path("", include("api.urls")),
    path("admin/", ([*board.urls, *_admin_urls], _admin_app, _admin_name)),
]
