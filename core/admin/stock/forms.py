"""Forms of the acts: what each asks, in the order in which hands do it."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core.admin import words
from core.models import Customer, Location, Reservation, Variant
from core.models.base import plain_text
from core.queries import stock as reading
from core.services.stock import MOST_PIECES

KEPT_FOR = timedelta(days=14)


def number(label: str, *, least: int = 1, **more: Any) -> forms.IntegerField:
    attrs = {"inputmode": "numeric", "autocomplete": "off"}
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=MOST_PIECES,
        widget=UnfoldAdminIntegerFieldWidget(attrs=attrs),
        **more,
    )


def text(label: str, *, most: int = 250, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        validators=[plain_text],
        widget=UnfoldAdminTextInputWidget,
        **{"required": False} | more,
    )


class PlaceField(forms.ModelChoiceField):
    def __init__(self, label: str = "Location") -> None:
        super().__init__(
            queryset=Location.objects.order_by("position", "pk"),
            label=label,
            widget=UnfoldAdminSelectWidget,
        )


class ActForm(forms.Form):
    """Of one variant; `location` is chosen already where the page knows it."""

    location = PlaceField()

    def __init__(self, variant: Variant, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.variant = variant
        if not self.initial.get("location"):
            self.initial["location"] = only_place()


class ReceiveForm(ActForm):
    quantity = number("Pieces", initial=1)
    reference = text("Reference", most=120, help_text="For example the number of the delivery.")
    note = text("Note")


class SellForm(ActForm):
    quantity = number("Pieces", initial=1)
    customer = forms.ModelChoiceField(
        label="For a bride who reserved it",
        queryset=Customer.objects.none(),
        required=False,
        empty_label="Anybody else",
        widget=UnfoldAdminSelectWidget,
    )
    reference = text("Reference", most=120, help_text="For example the number of the receipt.")
    note = text("Note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = list(reading.live_reservations([self.variant.pk]))
        if not kept:
            del self.fields["customer"]
            return
        field: Any = self.fields["customer"]
        field.queryset = Customer.objects.filter(pk__in={row.customer_id for row in kept})
        told = {row.customer_id: f"{row.quantity} at {row.location}" for row in kept}
        field.label_from_instance = lambda bride: f"{bride}: {told[bride.pk]}"


class ReturnForm(ActForm):
    quantity = number("Pieces", initial=1)
    note = text("Why it came back", required=True)
    reference = text("Reference", most=120)


class CountForm(ActForm):
    counted = number("Pieces on the shelf", least=0, help_text="The difference is written down.")
    note = text("Note")


class AdjustForm(ActForm):
    quantity = number(
        "More or fewer pieces",
        least=-MOST_PIECES,
        help_text="2 adds two pieces, -2 takes two away.",
    )
    note = text("Why", required=True)


class DamageForm(ActForm):
    quantity = number("Pieces", initial=1)
    note = text("What happened", required=True)


class TransferForm(ActForm):
    location = PlaceField("From")
    destination = PlaceField("To")
    quantity = number("Pieces", initial=1)
    note = text("Note")


class BrideSelect(AutocompleteSelect):
    """Its hint is also its name for those who cannot see the label above."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().build_attrs(*args, **kwargs) | {
            "data-placeholder": "Look for a bride by name, mail or phone"
        }


class ReserveForm(ActForm):
    quantity = number("Pieces", initial=1)
    customer = forms.ModelChoiceField(label="Bride", queryset=Customer.objects.all())
    until = forms.DateField(
        label="Until the end of",
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="Afterwards it is for sale again.",
    )
    note = text("Note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["customer"]
        look = {"class": "unfold-admin-autocomplete"}
        to: Any = Reservation._meta.get_field("customer")
        field.widget = BrideSelect(to, admin.site, attrs=look, choices=field.choices)
        self.initial.setdefault("until", (timezone.localdate() + KEPT_FOR).isoformat())


class ReorderForm(ActForm):
    reorder_level = number(
        "Running low from",
        least=0,
        required=False,
        help_text="So many pieces or fewer count as running low. Leave empty not to be told.",
    )


def only_place() -> int | None:
    """The location of a shop that has just one: nobody needs to choose it."""
    places = list(Location.objects.values_list("pk", flat=True)[:2])
    return places[0] if len(places) == 1 else None


def end_of(day: Any, location: Location) -> datetime:
    """The midnight after that day, by the clock of the location."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=location.zone)


def called(variant: Variant) -> str:
    options = f", {variant.options}" if variant.options else ""
    return f"{variant.product}{options} ({variant.sku})"


def pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count:,} pieces"


def until(reservation: Reservation) -> str:
    """The last day on which it is hers, by the clock of the location."""
    last = reservation.expires_at.astimezone(reservation.location.zone) - timedelta(minutes=1)
    return words.day(last.date())
