"""Refusals in the admin: what an act said no to becomes a message beside the field that caused it."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from core.errors import DomainError

Refusal = DomainError | ValidationError


class BoutiqueForm(forms.ModelForm):
    """Shows what an act refused beside the field that caused it.

    The page is built a second time when an act says no; then `refusal` is set, and the form is
    as wrong as if it had noticed by itself.
    """

    refusal: Refusal | None = None

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.refusal is None:
            return
        for field, message in reasons(self.refusal):
            self.add_error(field if field in self.fields else None, message)


def reasons(refusal: Refusal) -> list[tuple[str | None, str]]:
    """What to say, and beside which field."""
    if isinstance(refusal, DomainError):
        return [(refusal.field or None, refusal.message)]
    if not hasattr(refusal, "error_dict"):
        return [(None, " ".join(refusal.messages))]
    return [
        (None if field == NON_FIELD_ERRORS else field, " ".join(texts))
        for field, texts in refusal.message_dict.items()
    ]


def sentence(refusal: Refusal) -> str:
    return " ".join(message for _, message in reasons(refusal))
