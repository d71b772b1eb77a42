"""How she liked each gown, on the page of her appointment: compared with what stood there."""

from typing import Any

from django import forms

from core.errors import StaleVersion
from core.models import TryOn
from core.services import appointments
from core.services.appointments import Verdict

TOLD = ("rating", "said_yes", "note")


class VerdictForm(forms.ModelForm):
    """Knows what was seen; after a refusal it moves on to what stands there, her words are kept."""

    refusal: Any = None

    class Meta:
        model = TryOn
        fields = TOLD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = [name for name in TOLD if name in self.fields]  # none where she may only look
        for name in told:
            self.fields[name].show_hidden_initial = True
        if told and self.is_bound and isinstance(self.refusal, StaleVersion):
            self._move_on(self.refusal)

    @property
    def seen(self) -> Verdict:
        """What the browser says it showed her."""
        given = [self.fields[name].clean(self._hidden(name)) for name in TOLD]
        return Verdict(given[0] or None, *given[1:])

    @property
    def wanted(self) -> Verdict:
        rating, said_yes, note = (self.cleaned_data[name] for name in TOLD)
        return Verdict(rating or None, said_yes, note)

    def _hidden(self, name: str) -> Any:
        widget: Any = self.fields[name].hidden_widget()
        return widget.value_from_datadict(self.data, {}, self[name].html_initial_name)

    def _move_on(self, refusal: StaleVersion) -> None:
        """Only what she has been shown by now counts as seen; what she left alone is as it stands."""
        is_hers = self.has_changed()
        if is_hers and str(self.instance.product) not in {row.label for row in refusal.differences}:
            return
        data = self.data.copy()
        for name in TOLD:
            now = getattr(self.instance, name)
            text = "" if now in {None, False} else str(now)
            data[self[name].html_initial_name] = text
            if not is_hers:
                data[self.add_prefix(name)] = text
        self.data = data
        self.__dict__.pop("changed_data", None)


def record(formset: Any, *, by: Any) -> None:
    """Through the act, one gown after the other. Raises what `record_try_on` raises."""
    for form in formset.forms:
        if form.has_changed():
            appointments.record_try_on(form.instance, **vars(form.wanted), seen=form.seen, by=by)
    # The admin asks for them when it puts the change into words.
    formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
