"""A list read without its page: the same filters, for a file or for the worker."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.messages.storage import default_storage
from django.core.exceptions import SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from core.errors import NotAllowed, NotPossible
from core.exchange.export.columns import Kind
from core.exchange.export.lists import Query
from core.models import Location

NOT_KEPT = {"p", "after", "before", "end", "e", "all"}
UNREADABLE = (
    "This list can't be read with these filters. Open it, choose its filters and try again."
)


def page_of(kind: Kind) -> Any:
    return admin.site.get_model_admin(apps.get_model(kind.page))


def address(kind: Kind) -> str:
    return reverse(f"admin:core_{kind.name}_changelist")


def kept(given: QueryDict) -> dict[str, list[str]]:
    """Of a query string what narrows or orders the list."""
    return {
        name: [value for value in given.getlist(name) if value]
        for name in given
        if name not in NOT_KEPT and any(given.getlist(name))
    }


def rows(user: Any, kind: Kind, query: Query) -> QuerySet[Any]:
    """Raises NotAllowed, NotPossible."""
    page = page_of(kind)
    asked: Any = HttpRequest()
    asked.method, asked.path, asked.user, asked.session = "GET", address(kind), user, {}
    asked.GET = QueryDict(mutable=True)
    for name, several in query.items():
        asked.GET.setlist(name, list(several))
    asked._messages = default_storage(asked)
    if not page.has_view_or_change_permission(asked):
        raise NotAllowed("This list is closed for this account.")
    first = Location.objects.filter(is_active=True).order_by("position", "name", "pk").first()
    with timezone.override(first.zone if first else None):
        try:
            found: QuerySet[Any] = page.get_changelist_instance(asked).queryset
        except (IncorrectLookupParameters, SuspiciousOperation) as error:
            raise NotPossible(UNREADABLE) from error
    return found


def said(kind: Kind, query: Query) -> list[str]:
    """The filters in words, as far as they are known without asking the database."""
    words = []
    for name, several in query.items():
        label = {"q": "Search", "o": "Order"}.get(name, name.split("__")[0].replace("_", " "))
        words.append(f"{label.capitalize()}: {', '.join(several)}")
    return words
