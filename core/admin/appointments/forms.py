"""Forms of an appointment: book, move. Dates and times are the location's wall clock."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminSingleTimeWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin import limits, words
from core.admin.refusals import BoutiqueForm
from core.errors import DomainError, SlotTaken
from core.models import Appointment, Location, Product, Room, Stylist, TryOn
from core.services.appointments.gowns import MOST_GOWNS

FREE = "Whoever is free"
ANY_ROOM = "Whichever is free"
FIELDS_OF_ACTS = {"starts_at": "time", "products": "gowns", "ends_at": "minutes"}


def day_field() -> forms.DateField:
    return forms.DateField(label="Date", widget=UnfoldAdminSingleDateWidget, validators=limits.DAYS)


def time_field() -> forms.TimeField:
    return forms.TimeField(
        label="Time",
        widget=UnfoldAdminSingleTimeWidget(format="%H:%M"),
        help_text="By the clock of the location.",
    )


def in_words_of_the_form(refusal: Any) -> Any:
    """Name the form's own field where an act speaks of the model's."""
    if isinstance(refusal, DomainError):
        refusal.field = FIELDS_OF_ACTS.get(refusal.field, refusal.field)
    elif hasattr(refusal, "error_dict"):
        for theirs, ours in FIELDS_OF_ACTS.items():
            if theirs in refusal.error_dict:
                refusal.error_dict[ours] = refusal.error_dict.pop(theirs)
    return refusal


def offers(refusal: Any, location: Location | None) -> list[dict[str, str]]:
    """The free times that a refusal names, as buttons that fill the form."""
    if not isinstance(refusal, SlotTaken) or location is None:
        return []
    return [offer(at, location) for at in refusal.alternatives]


def offer(at: datetime, location: Location) -> dict[str, str]:
    local = at.astimezone(location.zone)
    return {
        "words": words.moment(at, location.zone),
        "date": f"{local:%d/%m/%Y}",
        "time": f"{local:%H:%M}",
    }


class BookingForm(BoutiqueForm):
    """A new appointment, as somebody at the phone fills it in."""

    date = day_field()
    time = time_field()
    gowns = forms.ModelMultipleChoiceField(
        Product.objects.all(),
        label="Gowns to try",
        required=False,
        help_text=f"Up to {MOST_GOWNS}. Their samples are kept for her.",
    )

    class Meta:
        model = Appointment
        fields = [
            "location",
            "type",
            "customer",
            "stylist",
            "room",
            "party_size",
            "notes",
            "overbooked_reason",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gowns"].widget = AutocompleteSelectMultiple(
            TryOn._meta.get_field("product"), admin.site, choices=self.fields["gowns"].choices
        )
        self.fields["location"].queryset = Location.objects.filter(is_active=True)
        self.fields["type"].queryset = self.fields["type"].queryset.filter(is_active=True)
        self.fields["type"].label = "Appointment"
        self.fields["customer"].label = "Bride"
        for name in ("stylist", "room"):
            self.fields[name].required = False
            self.fields[name].empty_label = FREE if name == "stylist" else ANY_ROOM
            self.fields[name].queryset = self.fields[name].queryset.filter(is_active=True)
        self.fields["room"].label_from_instance = lambda room: f"{room} ({room.location})"
        self.fields["room"].queryset = self.fields["room"].queryset.select_related("location")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if {"location", "date", "time"} <= given.keys():
            try:
                shown = datetime.combine(given["date"], given["time"])
                starts_at = given["location"].moment(shown)
            except ValidationError as error:
                self.add_error("time", error)
            else:
                self.instance.starts_at = starts_at
        return given

    @property
    def offers(self) -> list[dict[str, str]]:
        return offers(self.refusal, getattr(self, "cleaned_data", {}).get("location"))


class MoveForm(forms.Form):
    """Another time, stylist or fitting room for what is booked."""

    date = day_field()
    time = time_field()
    stylist = forms.ModelChoiceField(
        Stylist.objects.none(), widget=UnfoldAdminSelectWidget, empty_label=None
    )
    room = forms.ModelChoiceField(
        Room.objects.none(),
        label="Fitting room",
        required=False,
        widget=UnfoldAdminSelectWidget,
        empty_label="The same, or another that is free",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, appointment: Appointment, data: Any = None) -> None:
        super().__init__(
            data,
            initial={
                "date": appointment.local_start.date(),
                "time": appointment.local_start.time(),
                "stylist": appointment.stylist_id,
                "version": appointment.version,
            },
        )
        self.appointment = appointment
        here = appointment.location
        self.fields["stylist"].queryset = (
            Stylist.objects.filter(  # type: ignore[attr-defined]
                is_active=True, working_hours__location=here
            ).distinct()
            | Stylist.objects.filter(pk=appointment.stylist_id).distinct()
        )
        self.fields["room"].queryset = Room.objects.filter(  # type: ignore[attr-defined]
            is_active=True, location=here
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if {"date", "time"} <= given.keys():
            try:
                shown = datetime.combine(given["date"], given["time"])
                given["starts_at"] = self.appointment.location.moment(shown)
            except ValidationError as error:
                self.add_error("time", error)
        return given


class ReasonForm(forms.Form):
    """Why an appointment is cancelled."""

    reason = forms.CharField(
        max_length=250, required=False, strip=True, widget=UnfoldAdminTextInputWidget
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
