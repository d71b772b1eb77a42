"""Filters of lists by fields of her own, each made anew for the request that shows it."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter, RangeNumericListFilter, TextFilter
from unfold.contrib.filters.admin.mixins import RangeNumericMixin
from unfold.contrib.filters.forms import RangeDateForm, RangeNumericForm

from core.models import FieldDefinition
from core.queries import own_fields

Type = FieldDefinition.Type
NOTHING = "\x7f"  # no choice can be called this: control characters are refused
NOTHING_SAID = (NOTHING, "Nothing said")


class ByChoice(DropdownFilter):
    field: FieldDefinition

    def lookups(self, _request: HttpRequest, _page: Any) -> Any:
        if self.field.type == Type.YES_NO:
            return [("true", "Yes"), ("false", "No"), NOTHING_SAID]
        return [*((choice, choice) for choice in self.field.choices), NOTHING_SAID]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen == NOTHING:
            return own_fields.empty(queryset, self.field)
        if not chosen:
            return queryset
        return own_fields.choosing(queryset, self.field, chosen)


class ByText(TextFilter):
    field: FieldDefinition

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        text = (self.value() or "").replace("\0", "").strip()
        if not text:
            return queryset
        return own_fields.narrowed(queryset, self.field, own_fields.containing(text))


class ByRange(RangeNumericListFilter):
    """From and to; a bound that is no number is as good as none."""

    field: FieldDefinition
    form_class = RangeNumericForm

    def bound(self, end: str) -> Any:
        text = self.used_parameters.get(f"{self.parameter_name}_{end}") or ""
        try:
            return self.field.read(text)
        except ValidationError:
            return None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        low, high = (self.amount(self.bound(end)) for end in ("from", "to"))
        if low is None and high is None:
            return queryset
        asked = own_fields.between(self.field, low, high)
        return own_fields.narrowed(queryset, self.field, asked)

    @staticmethod
    def amount(bound: Any) -> Any:
        try:
            return None if bound is None else Decimal(str(bound))
        except InvalidOperation:
            return None


class ByDay(ByRange):
    template = "unfold/filters/filters_date_range.html"

    @staticmethod
    def amount(bound: Any) -> Any:
        return None if bound is None else date.fromisoformat(bound)

    def choices(self, changelist: Any) -> Any:
        for choice in RangeNumericMixin.choices(self, changelist):
            data = choice["form"].data
            yield choice | {"form": RangeDateForm(name=self.parameter_name, data=data)}


KINDS: dict[str, type[admin.SimpleListFilter]] = {
    Type.CHOICE: ByChoice,
    Type.CHOICES: ByChoice,
    Type.YES_NO: ByChoice,
    Type.NUMBER: ByRange,
    Type.MONEY: ByRange,
    Type.DATE: ByDay,
    Type.TEXT: ByText,
}


def list_filter(field: FieldDefinition) -> type[admin.SimpleListFilter]:
    about = {"field": field, "title": field.label.lower(), "parameter_name": field.name}
    return type(f"By_{field.key}", (KINDS[field.type],), about)
