"""Today: the run sheet of a stylist, in the admin, made for a phone."""

from django.urls import URLPattern, path

from core.admin.today import acts, pages

urls: list[URLPattern] = [
    path("today/", pages.today, name="core_today"),
    path("today/sheet/", pages.sheet, name="core_today_sheet"),
    path("today/<int:pk>/step/", acts.step, name="core_today_step"),
    path("today/<int:pk>/find/", pages.find, name="core_today_find"),
    path("today/<int:pk>/gowns/", acts.add, name="core_today_add"),
    path("today/<int:pk>/gowns/<int:gown>/", acts.record, name="core_today_record"),
    path("today/<int:pk>/gowns/<int:gown>/remove/", acts.remove, name="core_today_remove"),
]
"""They come before the admin's own, below the same address and with the same namespace."""
