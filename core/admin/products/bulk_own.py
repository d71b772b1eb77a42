"""Fields of her own in the form that changes many rows: leave it, set it, or empty it."""

from typing import Any, NamedTuple

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from core.admin.own_fields.forms import form_field
from core.models import FieldDefinition
from core.queries import own_fields
from core.services.catalog import bulk
from core.services.catalog.bulk import Kind

HOWS = [("", "Leave as it is"), ("set", "Set to"), ("empty", "Empty it")]
KINDS = {Kind.PRODUCT: (Kind.PRODUCT, Kind.VARIANT), Kind.VARIANT: (Kind.VARIANT,)}


class Hers(NamedTuple):
    """One of her fields, and the names of its two inputs."""

    field: FieldDefinition
    how: str
    value: str


def fields_for(form: forms.Form, kind: str, *, by: Any) -> list[Hers]:
    """Two inputs for each of her fields that these rows have, and that she may change."""
    hers = []
    for one in KINDS[Kind(kind)]:
        if not by.has_perm(f"core.change_{one}"):
            continue
        for field in own_fields.definitions(one):
            found = Hers(field, f"how_{one}_{field.key}", f"own_{one}_{field.key}")
            label = f"{field.label} (variants)" if one != kind else field.label
            form.fields[found.how] = forms.ChoiceField(
                label=label, required=False, choices=HOWS, widget=UnfoldAdminSelectWidget
            )
            value = form_field(field)
            value.label, value.required = "To", False
            form.fields[found.value] = value
            hers.append(found)
    return hers


def wishes(form: Any) -> tuple[bulk.OwnWish, ...]:
    given = form.cleaned_data
    return tuple(
        bulk.OwnWish(field=one.field, value=given[one.value] if given[one.how] == "set" else None)
        for one in form.hers
        if given[one.how]
    )


def check(form: Any) -> None:
    """What is said in one of the two inputs has to fit the other."""
    for one in form.hers:
        how, value = form.cleaned_data.get(one.how), form.cleaned_data.get(one.value)
        if one.value in form.errors:
            continue
        if how == "set" and value is None:
            form.add_error(one.value, f"Say what {one.field.label} is to be, or choose “Empty it”.")
        if how != "set" and value is not None:
            form.add_error(
                one.how, f"Choose “Set to”, or clear what stands beside {one.field.label}."
            )


def boxes(form: Any) -> list[tuple[forms.BoundField, forms.BoundField]]:
    return [(form[one.how], form[one.value]) for one in form.hers]
