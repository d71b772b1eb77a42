"""The front door's form: what it is, the file, and where its pieces lie."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget

from core.exchange import products, shapes
from core.exchange.importing import kinds
from core.exchange.reading import limits
from core.models import ImportKind, Location
from core.services import imports

ACCEPTED = ".csv,.tsv,.txt,.xlsx"


class FileForm(forms.Form):
    kind = forms.ChoiceField(label="What it brings", widget=UnfoldAdminSelectWidget)
    file = forms.FileField(
        label="The file", widget=forms.FileInput(attrs={"accept": ACCEPTED, "class": "im-file"})
    )
    shape = forms.ChoiceField(
        label="Where it comes from",
        choices=shapes.CHOICES,
        required=False,
        widget=UnfoldAdminSelectWidget(choices=shapes.CHOICES),
    )
    location = forms.ModelChoiceField(
        Location.objects.none(),
        label="Where its pieces lie",
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="If the file says how many there are, they are counted at this location.",
    )

    def __init__(self, person: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [kind for kind in imports.kinds_of(person) if kind in kinds.KINDS]
        choices = [(kind, ImportKind(kind).label) for kind in known]
        self.fields["kind"].choices = choices
        self.fields["kind"].widget.choices = choices
        self.fields["location"].queryset = Location.objects.filter(is_active=True)
        self.fields["location"].initial = products.default_location()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > limits.MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size / 1048576:.0f} MB. At most 50 MB can be read at once; "
                "split it into several files."
            )
        return file
