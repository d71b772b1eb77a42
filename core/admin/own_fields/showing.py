"""Where fields of her own appear on a page: form, list, filters, search.

The definitions are read once a request and never kept: a field she adds is there with the next
click, in every process.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from unfold.admin import ModelAdmin

from core.admin import words
from core.admin.own_fields.filters import KINDS, list_filter
from core.admin.own_fields.forms import with_own_fields
from core.models import FieldDefinition
from core.queries import own_fields

TITLE = "Your own fields"


class Column:
    """One of her fields as a column of the list, and as a line of a page that may only be read."""

    def __init__(self, field: FieldDefinition) -> None:
        self.field = field
        self.short_description = field.label
        self.__name__ = field.name

    def __call__(self, row: Any) -> Any:
        value = row.own.get(self.field.key)
        said = self.field.say(value)
        if self.field.type == FieldDefinition.Type.LINK and said:
            return render_to_string("core/own_fields/link.html", {"address": said})
        return said or words.NOTHING


class OwnFieldsAdmin(ModelAdmin):
    """To be mixed in before the page's other classes."""

    def own_definitions(self, request: HttpRequest) -> list[FieldDefinition]:
        kept: dict[str, list[FieldDefinition]] = request.__dict__.setdefault("own_definitions", {})
        kind = str(self.opts.model_name)
        if kind not in kept:
            kept[kind] = own_fields.definitions(kind)
        return kept[kind]

    def get_form(
        self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if fields := self.own_definitions(request):
            form: Any = kwargs.get("form", self.form)
            kwargs["form"] = with_own_fields(form, fields)
        return super().get_form(request, obj, change, **kwargs)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Here, and not among the page's own fieldsets: those change with the state of the row."""
        if fields := self.own_definitions(request):
            shown: list[Any] = [field.name for field in fields]
            if change and not self.has_change_permission(request, obj):
                shown = [Column(field) for field in fields]
                context["adminform"].readonly_fields = [
                    *context["adminform"].readonly_fields,
                    *shown,
                ]
            page = context["adminform"]
            page.fieldsets = [*page.fieldsets, (TITLE, {"fields": shown})]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        listed = [Column(field) for field in self.own_definitions(request) if field.is_listed]
        return [*super().get_list_display(request), *listed]

    def get_list_filter(self, request: HttpRequest) -> Sequence[Any]:
        usable = [field for field in self.own_definitions(request) if field.is_filter]
        ours = [list_filter(field) for field in usable if field.type in KINDS]
        return [*super().get_list_filter(request), *ours]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found, doubles = super().get_search_results(request, queryset, search_term)
        searched = [field for field in self.own_definitions(request) if field.is_searched]
        if not searched or not search_term.strip():
            return found, doubles
        if keys := own_fields.having(searched, search_term):
            found = found | queryset.filter(pk__in=keys)
        return found, doubles
