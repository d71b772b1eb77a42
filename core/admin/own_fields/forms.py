"""A field of her own as a field of a form: the widget of its type, the one reader of all doors."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
)

from core.models import FieldDefinition
from core.services import own_fields

Type = FieldDefinition.Type


class Hers(forms.Field):
    """What every one of them does: the value a person typed is read by the definition."""

    definition: FieldDefinition

    def clean(self, value: Any) -> Any:
        return own_fields.parse(self.definition, super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.definition.read(initial) != self.definition.read(self.to_python(data)))
        except ValidationError:
            return True


class HerText(Hers, forms.CharField):
    pass


class HerDate(Hers, forms.DateField):
    def prepare_value(self, value: Any) -> Any:
        try:
            return date.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return value


class HerChoice(Hers, forms.ChoiceField):
    def prepare_value(self, value: Any) -> Any:
        return own_fields.write(self.definition, value) if isinstance(value, bool) else value


class HerChoices(Hers, forms.MultipleChoiceField):
    pass


def form_field(field: FieldDefinition) -> forms.Field:
    about: dict[str, Any] = {
        "label": field.label,
        "help_text": escape(field.help),  # the form shows hints as markup
        "required": field.is_required,
    }
    made = _made(field, about)
    made.definition = field
    return made


def _made(field: FieldDefinition, about: dict[str, Any]) -> Any:
    if field.type == Type.LONG_TEXT:
        return HerText(widget=UnfoldAdminTextareaWidget, **about)
    if field.type == Type.DATE:
        return HerDate(widget=UnfoldAdminSingleDateWidget, **about)
    if field.type == Type.CHOICES:
        named = [(choice, choice) for choice in field.choices]
        return HerChoices(choices=named, widget=UnfoldAdminCheckboxSelectMultipleWidget, **about)
    if field.type in (Type.CHOICE, Type.YES_NO):
        words = [(choice, choice) for choice in field.choices]
        words = [("yes", "Yes"), ("no", "No")] if field.type == Type.YES_NO else words
        return HerChoice(choices=[("", "–"), *words], widget=UnfoldAdminSelectWidget, **about)
    if field.type == Type.LINK:
        return HerText(widget=UnfoldAdminURLInputWidget, **about)
    is_number = field.type in (Type.NUMBER, Type.MONEY)
    attrs = {"inputmode": "decimal"} if is_number else {}
    return HerText(widget=UnfoldAdminTextInputWidget(attrs=attrs), **about)


class HasOwnFields(forms.ModelForm):
    """A form that carries them: what stands there is shown, what is typed goes to the row."""

    definitions: list[FieldDefinition] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        is_new = row is None or row._state.adding
        stands = {
            field.name: field.read(field.default) if is_new else row.own.get(field.key)
            for field in self.definitions
        }
        kwargs["initial"] = stands | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def own_values(self) -> dict[str, Any]:
        """What she typed, by key; None where she left it empty."""
        return {
            field.key: self.cleaned_data[field.name]
            for field in self.definitions
            if field.name in self.cleaned_data
        }

    def _post_clean(self) -> None:
        own_fields.put(self.instance, self.own_values())
        super()._post_clean()


def with_own_fields(form: type[forms.ModelForm], fields: list[FieldDefinition]) -> Any:
    """That form, and her fields in it."""
    declared = {field.name: form_field(field) for field in fields}
    return type(form)(form.__name__, (HasOwnFields, form), {"definitions": fields, **declared})
