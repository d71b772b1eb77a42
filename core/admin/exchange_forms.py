"""The forms of the import and export pages."""

from typing import Any

from django import forms
from unfold.contrib.import_export.forms import ImportForm
from unfold.widgets import UnfoldAdminSelectWidget

from core.exchange import products, reading, shapes
from core.models import Location


class CatalogueImportForm(ImportForm):
    """The file, what wrote it, and where its stock lies."""

    shape = forms.ChoiceField(
        label="Where the file comes from",
        choices=shapes.CHOICES,
        required=False,
        widget=UnfoldAdminSelectWidget(choices=shapes.CHOICES),
    )
    location = forms.ModelChoiceField(
        Location.objects.none(),
        label="Where its stock lies",
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="If the file says how many pieces there are, they are counted at this location.",
    )
    field_order = ["import_file", "shape", "location"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One kind of file, one resource: nothing to choose.
        del self.fields["format"], self.fields["resource"]
        self.fields["import_file"].label = "CSV file"
        self.fields["location"].queryset = Location.objects.filter(is_active=True)
        self.fields["location"].initial = products.default_location()

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > reading.MOST_BYTES:
            raise forms.ValidationError("The file is larger than 50 MB. Split it into several.")
        return file
