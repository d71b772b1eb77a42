"""Saved views in the sidebar and above their list: only one's own, links made from known filters."""

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import escape

from core.errors import NotPossible
from core.models import SavedView
from core.services.views import Query

ALWAYS = {"q", "o"}
NOT_KEPT = {"p", "after", "before", "end", "e", "all"}
"""Where in the list somebody stands is no part of a view."""


def own(request: HttpRequest) -> list[SavedView]:
    """Hers, in order; asked for once a request."""
    if not hasattr(request, "saved_views"):
        request.saved_views = list(SavedView.objects.filter(user_id=request.user.pk))
    return request.saved_views


def list_of(page: str) -> Any:
    """The admin page behind a saved view's list, None when there is none any more."""
    try:
        return admin.site.get_model_admin(apps.get_model(page))
    except (LookupError, ValueError, admin.exceptions.NotRegistered):
        return None


def address_of(page: str) -> str:
    app, _, model = page.partition(".")
    return reverse(f"admin:{app}_{model}_changelist")


def link(view: SavedView) -> str:
    return f"{address_of(view.page)}?{urlencode(sorted(view.query.items()), doseq=True)}"


def may_see(request: HttpRequest, view: SavedView) -> bool:
    page = list_of(view.page)
    return page is not None and page.has_view_or_change_permission(request)


def known(request: HttpRequest, page: Any, text: str) -> Query:
    """Of a query string what the list itself understands; all else is left out.

    Raises NotPossible for a query that the list refuses.
    """
    given = QueryDict(text)
    asked = HttpRequest()
    asked.method, asked.path, asked.GET = "GET", page_path(page), given
    asked.user, asked.session, asked._messages = request.user, request.session, request._messages
    try:
        shown = page.get_changelist_instance(asked)
    except (IncorrectLookupParameters, SuspiciousOperation) as error:
        raise NotPossible("This list can't be kept as it is. Choose its filters again.") from error
    names = ALWAYS.union(*(spec.expected_parameters() for spec in shown.filter_specs))
    return {
        name: [value for value in given.getlist(name) if value]
        for name in given
        if name in names and any(given.getlist(name))
    }


def page_path(page: Any) -> str:
    return reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_changelist")


# What is drawn ----------------------------------------------------------------------------------


def is_open(request: HttpRequest, view: SavedView) -> bool:
    """The list shows just this view, on whichever of its pages."""
    if request.path != address_of(view.page):
        return False
    given = {
        name: request.GET.getlist(name) for name in request.GET if any(request.GET.getlist(name))
    }
    for name in NOT_KEPT:
        given.pop(name, None)
    return given == view.query


def group(request: HttpRequest) -> list[dict[str, Any]]:
    """The part of the sidebar with her views; nothing for who has none."""
    items = [item(request, view) for view in own(request) if may_see(request, view)]
    if not items:
        return []
    arrange = {
        "title": "Arrange views",
        "icon": "tune",
        "link": reverse("admin:core_views"),
        "active": request.path == reverse("admin:core_views"),
    }
    return [{"title": "Your views", "separator": True, "items": [*items, arrange]}]


def item(request: HttpRequest, view: SavedView) -> dict[str, Any]:
    return {
        # The theme prints titles as they are.
        "title": escape(view.name),
        "icon": "bookmark",
        "link": link(view),
        "active": is_open(request, view),
    }


def starts(request: HttpRequest) -> dict[str, str]:
    """By the address of a list, the view that it opens with."""
    return {address_of(view.page): link(view) for view in own(request) if view.is_start}


def navigation(request: HttpRequest, groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sidebar with her views, and her lists opening as she wants them."""
    if not request.user.is_authenticated:
        return groups
    first = starts(request)
    changed = [
        part
        | {
            "items": [
                line | ({"link": first[str(line["link"])]} if str(line["link"]) in first else {})
                for line in part["items"]
            ]
        }
        for part in groups
    ]
    return [*changed[:1], *group(request), *changed[1:]]


def bar(request: HttpRequest, page: Any) -> dict[str, Any]:
    """Above a list: her views of it, and a button when there is something to keep."""
    label = page.opts.label_lower
    mine = [view for view in own(request) if view.page == label]
    shown = [{"it": view, "link": link(view), "is_open": is_open(request, view)} for view in mine]
    names = {name for name in request.GET if any(request.GET.getlist(name))} - NOT_KEPT
    return {
        "is_whole": not names,
        "views": shown,
        "page": label,
        "query": request.GET.urlencode(),
        "can_save": bool(names) and not any(one["is_open"] for one in shown),
    }
