"""The form of a booked appointment: what can be amended, and both versions where two people did."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from core.admin import words
from core.admin.base import BoutiqueForm
from core.errors import StaleVersion
from core.models import Appointment, Product, TryOn
from core.services.appointments import stretching

AMENDED = ("party_size", "minutes", "gowns", "notes")
OF_THE_ACT = {"gowns": "products", "minutes": "length"}
MINE, THEIRS = "mine", "theirs"
NOT_SAVED = (
    "Nothing is saved yet: somebody else changed this appointment while you had it open. "
    "Look at both versions and save once more."
)


@dataclass(frozen=True)
class Conflict:
    """A field both of them changed, in words; `chosen` is whose version she wants to stay."""

    name: str
    label: str
    mine: str
    theirs: str
    chosen: str


class AmendForm(BoutiqueForm):
    """Notes, people and gowns, compared with what stood there when the page was opened.

    Where an act was refused because of a newer version, the form moves on to that version: what
    she left alone shows what stands there now, what she wrote is kept, and where both wrote she
    chooses.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    gowns = forms.ModelMultipleChoiceField(
        Product.objects.all(), label="Gowns to try", required=False
    )

    minutes = forms.IntegerField(
        label="Length in minutes",
        min_value=5,
        max_value=720,
        required=False,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text="Start, stylist and fitting room stay.",
    )

    class Meta:
        model = Appointment
        fields = ["party_size", "notes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gowns"].widget = AutocompleteSelectMultiple(
            TryOn._meta.get_field("product"), admin.site, choices=self.fields["gowns"].choices
        )
        ready = list(self.instance.try_ons.values_list("product_id", flat=True))
        it = self.instance
        minutes = (it.ends_at - it.starts_at) // timedelta(minutes=1)
        self.initial.update(version=it.version, gowns=ready, minutes=minutes)
        over = () if it.status in Appointment.LIVE else ("party_size", "gowns")
        for name in over if it.is_open or stretching.is_running(it) else (*over, "minutes"):
            self.fields.pop(name, None)
        for name in self.amended:
            self.fields[name].show_hidden_initial = True
        self.clashing: list[str] = []
        if self.is_bound:
            self.clashing = [n for n in self.data.getlist("clash") if n in self.amended]
            if isinstance(self.refusal, StaleVersion):
                self.refusal.message = NOT_SAVED
                self._move_on()

    @property
    def amended(self) -> list[str]:
        return [name for name in (*AMENDED, *self.hers) if name in self.fields]

    @property
    def hers(self) -> dict[str, Any]:
        """The fields of her own, by their names in the form."""
        return {field.name: field for field in getattr(self, "definitions", [])}

    @property
    def wanted(self) -> dict[str, Any]:
        """What `appointments.amend` is to change: only what she wrote, and wants to stay."""
        written = {
            name: self.cleaned_data[name]
            for name in self.amended
            if name in self.changed_data and not self._gives_way(name)
        }
        own = {self.hers[name].key: written.pop(name) for name in self.hers if name in written}
        found = {OF_THE_ACT.get(name, name): value for name, value in written.items()}
        if minutes := found.pop("length", None):  # emptied, it stays as it is
            found["length"] = timedelta(minutes=minutes)
        return found | ({"own": own} if own else {})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self.clashing:
            if not self._chosen(name) and self.refusal is None:
                self.add_error(name, "Choose whose version stays.")
            elif self._gives_way(name) and name != "gowns":
                given[name] = self.initial[name]
        return given

    # Both versions ----------------------------------------------------------------------------

    def conflicts(self) -> Iterator[Conflict]:
        for name in self.clashing:
            theirs = self._as_sent(name, self.initial[name])
            yield Conflict(
                name,
                str(self[name].label),
                self._said(name, self._written(name)),
                self._said(name, theirs),
                self._chosen(name),
            )

    def meanwhile(self) -> list[Any]:
        """What else became different: status, time, stylist, and what she had left alone."""
        if not isinstance(self.refusal, StaleVersion):
            return []
        clashing = {OF_THE_ACT.get(name, name) for name in self.clashing}
        return [row for row in self.refusal.differences if row.field not in clashing]

    def who(self) -> str:
        """Who saved last, and when."""
        last = self.instance.history.select_related("history_user").first()
        if last is None:
            return ""
        by = last.history_user
        name = (by.get_full_name() or by.get_username()) if by else "Somebody"
        return f"{name}, {words.moment(last.history_date, self.instance.location.zone)}"

    def _move_on(self) -> None:
        hers = [name for name in self.amended if name in self.changed_data]
        data = self.data.copy()
        for name in self.amended:
            now = self._as_sent(name, self.initial[name])
            seen = self._parsed(name, self[name].html_initial_name)
            if name not in hers:
                _put(data, name, now)
            elif not self._same(name, now, seen) and not self._same(name, now, self._written(name)):
                self.clashing.append(name)
            _put(data, self[name].html_initial_name, now)
            data.pop(f"keep_{name}", None)
        _put(data, "version", self.instance.version)
        self.clashing = [name for name in dict.fromkeys(self.clashing) if name in hers]
        self.data = data
        del self.__dict__["changed_data"]

    def _same(self, name: str, one: Any, other: Any) -> bool:
        if name in self.hers:
            return not self.fields[name].has_changed(one, other)
        if isinstance(one, list):
            return set(one) == set(other)
        return _plain(one) == _plain(other)

    def _as_sent(self, name: str, value: Any) -> Any:
        """The value as a browser sends it."""
        if name not in self.hers:
            return value
        field = self.fields[name]
        shown = field.prepare_value(value)
        if isinstance(field, forms.MultipleChoiceField):
            return list(shown or [])
        shown = field.widget.format_value(shown)
        return (shown[0] if isinstance(shown, list) else shown) or ""

    def _written(self, name: str) -> Any:
        return self._parsed(name, self.add_prefix(name))

    def _parsed(self, name: str, key: str) -> Any:
        if name == "gowns":
            return [
                int(text) for text in self.data.getlist(key) if text.isdecimal() and len(text) < 16
            ]
        if name in self.hers and isinstance(self.fields[name], forms.MultipleChoiceField):
            return self.data.getlist(key)
        return self.data.get(key, "")

    def _chosen(self, name: str) -> str:
        chosen = self.data.get(f"keep_{name}", "")
        return chosen if chosen in {MINE, THEIRS} else ""

    def _gives_way(self, name: str) -> bool:
        return name in self.clashing and self._chosen(name) == THEIRS

    def _said(self, name: str, value: Any) -> str:
        if name in self.hers:
            return ", ".join(value) if isinstance(value, list) else str(value)
        if name != "gowns":
            return str(value)
        names = Product.objects.filter(pk__in=value).order_by("name")
        return ", ".join(str(product) for product in names)


def _plain(value: Any) -> str:
    """A browser sends line ends of its own, and a field is stripped before it is saved."""
    return str(value).replace("\r\n", "\n").strip()


def _put(data: Any, name: str, value: Any) -> None:
    values: Sequence[Any] = value if isinstance(value, list) else [value]
    data.setlist(name, [str(one) for one in values])
