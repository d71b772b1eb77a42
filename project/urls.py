"""Which address opens which door."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

from core.admin import board, exporting, free, imports, landing, palette, today
from core.admin.lists import views

_admin_urls, _admin_app, _admin_name = admin.site.urls

handler500 = "core.admin.landing.fault"

urlpatterns = [
    path("", landing.welcome, name="welcome"),
    path("", include("api.urls")),
    path(
        "admin/",
        (
            [
                *landing.urls,
                *today.urls,
                *board.urls,
                *free.urls,
                *palette.urls,
                *imports.urls,
                *views.urls,
                *exporting.urls,
                *_admin_urls,
            ],
            _admin_app,
            _admin_name,
        ),
    ),
    # The pictures of the gowns; a web server in front may take this address over.
    re_path(
        r"^media/(?P<path>(?:products|samples)/.+)$", serve, {"document_root": settings.MEDIA_ROOT}
    ),
]
