"""Import: one door for every file, its plan, its progress and its receipt."""

from django.urls import URLPattern, path

from core.admin.imports import acts, columns, pages

urls: list[URLPattern] = [
    path("imports/", pages.front, name="core_imports"),
    path("imports/<int:pk>/", pages.job, name="core_import"),
    path("imports/<int:pk>/columns/", columns.columns, name="core_import_columns"),
    path("imports/<int:pk>/progress/", pages.progress, name="core_import_progress"),
    path("imports/<int:pk>/refused/", pages.refused, name="core_import_refused"),
    path("imports/<int:pk>/read/", acts.read, name="core_import_read"),
    path("imports/<int:pk>/apply/", acts.apply, name="core_import_apply"),
    path("imports/<int:pk>/cancel/", acts.cancel, name="core_import_cancel"),
    path("imports/<int:pk>/resume/", acts.resume, name="core_import_resume"),
    path("imports/<int:pk>/undo/", acts.undo, name="core_import_undo"),
]
"""They come before the admin's own, below the same address and with the same namespace."""
