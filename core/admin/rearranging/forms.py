"""Forms of a rearrangement: who is away and when, and what becomes of each appointment."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.admin import limits
from core.models import (
    Appointment,
    Location,
    RearrangedAppointment,
    Rearrangement,
    Stylist,
)
from core.queries.diary import LONGEST
from core.queries.rearranging import Proposal
from core.services import rearranging

Outcome = RearrangedAppointment.Outcome

ACTS = [
    (Outcome.MOVED, "Move her"),
    (Outcome.CALL, "Call her first"),
    (Outcome.LEFT, "Leave as it is"),
    (Outcome.CANCELLED, "Cancel"),
]


class Native(UnfoldAdminTextInputWidget):
    """The browser's own picker, which a phone knows best; it speaks ISO whatever the language."""

    def __init__(self, kind: str, **attrs: Any) -> None:
        super().__init__(attrs=attrs)
        self.input_type = kind

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, date):
            return value.isoformat()
        return value if isinstance(value, str) else f"{value:%H:%M}" if value else None


def day_field(label: str = "Date", **more: Any) -> forms.DateField:
    """A day the diary can hold; RowForm and WhatForm alike."""
    widget = Native("date", min=f"{limits.YEARS.start}-01-01", max=f"{limits.YEARS.stop - 1}-12-31")
    formats = ["%Y-%m-%d"]
    return forms.DateField(
        label=label, widget=widget, input_formats=formats, validators=limits.DAYS, **more
    )


def clock_field(label: str = "Time", **more: Any) -> forms.TimeField:
    widget = Native("time", step="300")
    return forms.TimeField(
        label=label, widget=widget, input_formats=["%H:%M", "%H:%M:%S"], required=False, **more
    )


class WhatForm(forms.Form):
    """Who or what is away, and when; `change` is the rearrangement it describes."""

    who = forms.ChoiceField(label="Who or what", widget=UnfoldAdminSelectWidget)
    first_on = day_field("From")
    last_on = day_field("To", required=False, help_text="Leave empty for one day.")
    starts = clock_field("Only from", help_text="Only for some hours of one day.")
    ends = clock_field("until")
    reason = forms.CharField(
        label="Reason",
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "rearranging-reasons"}),
        help_text="Your team sees it in the diary. Brides do not.",
    )

    change: Rearrangement

    def __init__(self, user: Any, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["who"].choices = whom(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors:
            self.change = _change(given)
            self._check(self.change)
        return given

    def _check(self, change: Rearrangement) -> None:
        try:
            change.full_clean()
        except ValidationError as fault:
            for field, faults in fault.error_dict.items():
                known = field if field in self.fields and field != NON_FIELD_ERRORS else None
                self.add_error(known, faults)
        if change.last_on < timezone.localdate() - timedelta(days=1):
            self.add_error("first_on", "That day is over.")
        elif change.last_on - change.first_on > LONGEST:
            self.add_error("last_on", f"Choose at most {LONGEST.days} days at once.")


def whom(user: Any) -> list[Any]:
    """Stylists and locations, as far as this person may rearrange them."""
    groups = [
        ("A stylist is away", "stylist", Stylist.objects.filter(is_active=True)),
        ("A location is closed", "location", Location.objects.filter(is_active=True)),
    ]
    return [
        ("", "Choose"),
        *(
            (label, [(f"{kind}-{row.pk}", str(row)) for row in rows])
            for label, kind, rows in groups
            if rearranging.may_apply(Rearrangement(**{f"{kind}_id": 1}), user)
        ),
    ]


def _change(given: dict[str, Any]) -> Rearrangement:
    kind, _, key = given["who"].partition("-")
    model = Stylist if kind == "stylist" else Location
    return Rearrangement(
        **{kind: model._default_manager.get(pk=int(key))},
        first_on=given["first_on"],
        last_on=given["last_on"] or given["first_on"],
        starts=given["starts"],
        ends=given["ends"],
        reason=given["reason"],
    )


class RowForm(forms.Form):
    """What becomes of one appointment; an unfinished row is told so by the check, not refused here."""

    act = forms.ChoiceField(label="What happens", choices=ACTS, widget=UnfoldAdminSelectWidget)
    stylist = forms.TypedChoiceField(
        label="Stylist",
        coerce=int,
        empty_value=None,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    date = day_field(required=False)
    time = clock_field()
    reason = forms.CharField(
        label="Reason for cancelling",
        max_length=250,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, proposal: Proposal, stylists: Sequence[tuple[int, str]], data: Any = None
    ) -> None:
        appointment = proposal.appointment
        super().__init__(data, prefix=f"r{appointment.pk}", initial=_initial(proposal))
        self.appointment = appointment
        self.fields["stylist"].choices = [("", "Whoever is free"), *stylists]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs["aria-label"] = f"{field.label}, {appointment.customer}"

    def proposal(self) -> Proposal:
        """What was filled in, as far as it can be read."""
        self.is_valid()
        given = self.cleaned_data
        return Proposal(
            self.appointment,
            given.get("version") or 0,
            starts_at=self._starts_at(given),
            stylist_id=given.get("stylist"),
            act=given.get("act") or Outcome.CALL,
            reason=given.get("reason") or "",
        )

    def _starts_at(self, given: dict[str, Any]) -> datetime | None:
        day, clock = given.get("date"), given.get("time")
        if day is None or clock is None:
            return None
        local = self.appointment.local_start
        if (day, clock) == (local.date(), local.time().replace(microsecond=0)):
            return self.appointment.starts_at
        try:
            return self.appointment.location.moment(datetime.combine(day, clock))
        except (ValidationError, OverflowError):
            return None


def _initial(proposal: Proposal) -> dict[str, Any]:
    appointment: Appointment = proposal.appointment
    at = (proposal.starts_at or appointment.starts_at).astimezone(appointment.location.zone)
    return {
        "act": proposal.decided,
        "stylist": proposal.stylist_id,
        "date": at.date(),
        "time": at.time(),
        "reason": proposal.reason,
        "version": appointment.version,
    }
