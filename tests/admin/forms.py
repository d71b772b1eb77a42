"""What a browser sends back of a form it was shown, without a change."""

from typing import Any

from django.test import Client


def sent_back(client: Client, address: str) -> dict[str, Any]:
    return fields_of(client.get(address))


def fields_of(answer: Any) -> dict[str, Any]:
    """Every input of the page's form and of the rows below it, as it stands there."""
    context = answer.context
    given = _inputs(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        for form in (inline.formset.management_form, *inline.formset.forms):
            given |= _inputs(form)
    if seen := context.get("seen"):
        given["nx-seen"] = seen
    return given


def _inputs(form: Any) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for bound in form:
        widget, name = bound.field.widget, bound.html_name
        if bound.field.disabled:
            continue
        given |= _input(getattr(widget, "widget", widget), name, bound.value())
        if bound.field.show_hidden_initial:
            given |= _input(bound.field.hidden_widget(), bound.html_initial_name, bound.value())
    return given


def _input(widget: Any, name: str, value: Any) -> dict[str, Any]:
    if getattr(widget, "input_type", "") == "file":
        return {}
    if getattr(widget, "widgets", None):
        parts = widget.decompress(value) if not isinstance(value, list) else value
        found: dict[str, Any] = {}
        for part, suffix, one in zip(widget.widgets, widget.widgets_names, parts, strict=True):
            found |= _input(part, name + suffix, one)
        return found
    if getattr(widget, "input_type", "") == "checkbox" and not hasattr(widget, "optgroups"):
        return {name: "on"} if value else {}
    shown = widget.format_value(value)
    if getattr(widget, "allow_multiple_selected", False) or (
        isinstance(shown, list) and len(shown) > 1
    ):
        return {name: [str(one) for one in shown or []]}
    if isinstance(shown, list):
        shown = shown[0] if shown else ""
    return {name: "" if shown is None else str(shown)}
