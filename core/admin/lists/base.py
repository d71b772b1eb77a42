"""What every list of the boutique does: pages by key, finds by cards, opens what is scanned."""

from functools import cache
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from unfold.admin import ModelAdmin, checkbox
from unfold.decorators import display

from core.admin.lists import saved
from core.admin.lists.page import BoundedPaginator, LongList
from core.exchange.export import KINDS, columns
from core.models import Appointment, Customer
from core.queries import finding

SHORTEST_CODE = 4
OPENED = {Appointment, Customer}  # by reference and mail; for labels see products/scanning.py


def export_link(request: HttpRequest, page: Any) -> str:
    """Where this list, filtered as it is, leaves the house; nothing for who may not take it."""
    kind = KINDS.get(page.opts.model_name)
    if hasattr(page, "export_action") or kind is None or not columns.may_export(request.user, kind):
        return ""
    query = request.GET.urlencode()
    return reverse("admin:core_export_new", args=[kind.name]) + (f"?{query}" if query else "")


PLACE = "-place-"


@cache
def _around_the_key(_language: str) -> tuple[str, str]:
    """The box before each row, which is the same but for the key: drawn once, not for each."""
    before, _, after = checkbox.render(ACTION_CHECKBOX_NAME, PLACE).partition(PLACE)
    return mark_safe(before), mark_safe(after)  # noqa: S308  what the theme has drawn


class ListAdmin:
    """Mixed into every page of the boutique; see `core/queries/paging.py`."""

    model: Any
    opts: Any
    message_user: Any
    has_view_permission: Any

    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER  # they count the whole table once a choice
    show_full_result_count = False
    list_before_template = "core/lists/before.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LongList]:
        return LongList

    @display(description=ModelAdmin.action_checkbox.short_description)
    def action_checkbox(self, obj: Model) -> SafeString:
        before, after = _around_the_key(get_language() or "")
        return format_html("{}{}{}", before, obj.pk, after)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not finding.is_searched(self.model):
            narrow = super().get_search_results  # type: ignore[misc]
            return narrow(request, queryset, search_term)
        if not search_term.strip():
            return queryset, False
        found = finding.find(self.model, search_term)
        request.found = None if queryset.query.where else found  # of all that is on the list
        request.has_look_alikes = found.is_alike
        return queryset.filter(found.condition), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if (key := self._scanned(request)) is not None:
            self.message_user(
                request, f"Opened by its code, {request.GET['q'].strip()}.", messages.INFO
            )
            page = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(page, args=[key]))
        bar = {"saved": saved.bar(request, self), "export_link": export_link(request, self)}
        draw = super().changelist_view  # type: ignore[misc]
        return draw(request, bar | (extra_context or {}))

    def _scanned(self, request: HttpRequest) -> int | None:
        """The one row that has exactly this code; whoever narrowed the list wants the list."""
        code = request.GET.get("q", "").strip()
        is_plain = request.method == "GET" and set(request.GET) == {"q"}
        if not is_plain or len(code) < SHORTEST_CODE or self.model not in OPENED:
            return None
        if IS_POPUP_VAR in request.GET or not self.has_view_permission(request):
            return None
        keys = finding.exact(self.model, code)
        return keys[0] if len(keys) == 1 else None
