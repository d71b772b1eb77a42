"""The form of a product: tags are words with commas between them."""

from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.refusals import BoutiqueForm


class WordsField(forms.CharField):
    """A list of words, written with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = value if isinstance(value, str) else ", ".join(value or [])
        return list(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class ProductForm(BoutiqueForm):
    tags = WordsField(
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="Words separated by commas, for example: boho, open back, plus size.",
    )
