"""The form of the export page."""

from typing import Any

from django import forms
from unfold.contrib.import_export.forms import SelectableFieldsExportForm
from unfold.widgets import UnfoldBooleanWidget


class CatalogueExportForm(SelectableFieldsExportForm):
    for_excel = forms.BooleanField(
        label="Made for Excel",
        required=False,
        widget=UnfoldBooleanWidget,
        help_text="Separated by semicolons, so that a double click opens it in columns.",
    )

    def _get_field_label(self, resource: Any, field_name: str) -> str:
        return str(resource.fields[field_name].column_name)

    def column_boxes(self) -> list[forms.BoundField]:
        return [box for box in self.visible_fields() if hasattr(box.field, "resource_name")]
