"""What the search of the command palette finds: a few of each kind, whatever is in the shop."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

from core.models import (
    Appointment,
    Collection,
    Customer,
    Designer,
    Product,
    Sample,
    Stylist,
    Variant,
)

MOST = 6
KINDS: list[tuple[Any, str]] = [
    (Customer, "favorite"),
    (Appointment, "event"),
    (Product, "checkroom"),
    (Variant, "sell"),
    (Sample, "styler"),
    (Designer, "draw"),
    (Collection, "auto_awesome"),
    (Stylist, "badge"),
]


def find(request: HttpRequest, term: str) -> list[SearchResult]:
    """The theme's own search of models reads every hit; this one stops at a handful of each."""
    return [
        SearchResult(
            title=str(row),
            description=str(model._meta.verbose_name),
            link=reverse(f"admin:core_{model._meta.model_name}_change", args=[row.pk]),
            icon=icon,
        )
        for model, icon in KINDS
        for row in _hits(request, model, term)
    ]


def _hits(request: HttpRequest, model: Any, term: str) -> Any:
    page = admin.site.get_model_admin(model)
    if not page.has_view_permission(request):
        return []
    found, has_doubles = page.get_search_results(request, model._default_manager.all(), term)
    found = found.distinct() if has_doubles else found
    return found.select_related("customer")[:MOST] if model is Appointment else found[:MOST]
