"""What stands in a form and in the rows below it: as JSON for the page to carry, and in words."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields.files import FieldFile
from django.forms.models import BaseInlineFormSet

from core.admin import limits, words

OF_THE_FORMSET = {"DELETE", "ORDER"}
Values = dict[str, Any]

READ: dict[str, Any] = {
    "amount": Decimal,
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "clock": time.fromisoformat,
    "file": str,
}


def pack(value: Any) -> Any:  # noqa: PLR0911
    """The value as JSON can carry it, with its kind where JSON has none."""
    if isinstance(value, Decimal):
        return {"amount": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"clock": value.isoformat()}
    if isinstance(value, FieldFile):
        return {"file": value.name or ""}
    if isinstance(value, list | tuple | set):
        return [pack(one) for one in value]
    if value is None or isinstance(value, bool | int | float | str | dict):
        return value
    return str(value)


def unpack(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        [(kind, text)] = value.items()
        if kind in READ and isinstance(text, str):
            return READ[kind](text)
    return [unpack(one) for one in value] if isinstance(value, list) else value


def fields_of(form: forms.BaseForm, fixed: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of what a person can change in it; `fixed` ties a row to its parent."""
    for name, field in form.fields.items():
        if not field.disabled and name not in fixed and name not in OF_THE_FORMSET:
            yield name


def values_of(form: forms.BaseForm, fixed: frozenset[str] = frozenset()) -> Values:
    """What stands in the database, as this form shows it."""
    found = {}
    for name in fields_of(form, fixed):
        field = form.fields[name]
        value = form[name].initial
        if isinstance(field, forms.ModelMultipleChoiceField):
            value = sorted(str(key) for key in field.prepare_value(value) or [])
        elif isinstance(field, forms.ModelChoiceField):
            value = field.prepare_value(value)
        found[name] = pack(value)
    return found


def fixed_in(formset: BaseInlineFormSet) -> frozenset[str]:
    return frozenset({formset.fk.name, formset.model._meta.pk.name})


def rows_of(formset: BaseInlineFormSet) -> dict[str, forms.ModelForm]:
    """The rows there are, by their keys."""
    return {str(form.instance.pk): form for form in formset.initial_forms if form.instance.pk}


def everything(form: forms.BaseForm, formsets: dict[str, BaseInlineFormSet]) -> dict[str, Any]:
    """The form's values, and those of each row below it by prefix and key."""
    return {
        "form": values_of(form),
        "rows": {
            prefix: {
                key: values_of(row, fixed_in(formset)) for key, row in rows_of(formset).items()
            }
            for prefix, formset in formsets.items()
        },
    }


def write(seen: dict[str, Any]) -> str:
    return json.dumps(seen, separators=(",", ":"))


def read(text: str) -> dict[str, Any] | None:
    """What the page carried; None where it carried nothing that can be read."""
    try:
        seen = json.loads(text)
        if not isinstance(seen["form"], dict):
            return None
        for rows in seen["rows"].values():
            for values in rows.values():
                values.items()
        unpack(list(seen["form"].values()))
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None
    return dict(seen)


# In words -----------------------------------------------------------------------------------


def said(field: forms.Field, value: Any) -> str:  # noqa: PLR0911
    """A value of that field, read or as typed, as a person would say it; empty for nothing."""
    if value is None or value in ("", []):
        return ""
    if isinstance(field, forms.ModelChoiceField):
        keys = value if isinstance(value, list | tuple) else [value]
        found = field.queryset.filter(pk__in=[key for key in keys if limits.key(key)])
        return ", ".join(sorted(field.label_from_instance(one) for one in found)) or "Nobody knows"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, forms.ChoiceField):
        known = {str(key): str(label) for key, label in _flat(field.choices)}
        parts = value if isinstance(value, list | tuple) else [value]
        return ", ".join(known.get(str(part), str(part)) for part in parts)
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, datetime):
        return words.moment(value) if value.tzinfo else f"{words.day(value.date())}, {value:%H:%M}"
    if isinstance(value, date):
        return words.day(value)
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def typed(field: forms.Field, posted: Any) -> Any:
    """What she typed as the field reads it; as she typed it where it can't be read."""
    if isinstance(field, forms.ModelChoiceField):
        return posted
    try:
        return field.clean(posted) if not isinstance(field, forms.FileField) else str(posted)
    except ValidationError:
        return " ".join(str(one) for one in posted) if isinstance(posted, list) else posted


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
