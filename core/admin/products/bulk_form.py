"""What many products or variants are to become, as a form; empty means it stays."""

from decimal import Decimal
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from core.admin.products import bulk_own
from core.admin.products.forms import WordsField
from core.models import Collection, Location, Product
from core.services.catalog import bulk
from core.services.catalog.bulk import How, Kind, Rounding

STAYS = "Leave as it is"
PRICES = [
    ("", STAYS),
    ("percent+", "Raise by percent"),
    ("percent-", "Lower by percent"),
    ("amount+", "Raise by an amount"),
    ("amount-", "Lower by an amount"),
    ("set", "Set to one price"),
]
ROUNDINGS = [
    (Rounding.NONE, "To the cent"),
    (Rounding.WHOLE, "To whole amounts: 1,990"),
    (Rounding.NINETY, "To .90: 1,989.90"),
    (Rounding.NINETY_NINE, "To .99: 1,989.99"),
    (Rounding.TEN, "To tens: 1,990"),
]


def _select(label: str, choices: Any = (), **more: Any) -> forms.ChoiceField:
    widget = UnfoldAdminSelectWidget
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=widget, **more)


class BulkForm(forms.Form):
    """`wish()` says it in the words of the act."""

    price_how = _select("Price", PRICES)
    price_value = forms.DecimalField(
        label="By, or to",
        required=False,
        max_digits=9,
        decimal_places=2,
        min_value=0,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
    )
    price_rounding = _select("Rounded", ROUNDINGS)
    is_active = _select("Variants on sale", [("", STAYS), ("yes", "On sale"), ("no", "Off sale")])
    status = _select("Status", [("", STAYS), *Product.Status.choices])
    collection = _select("Collection")
    add_tags = WordsField(label="Add tags", required=False, widget=UnfoldAdminTextInputWidget)
    remove_tags = WordsField(
        label="Take tags away", required=False, widget=UnfoldAdminTextInputWidget
    )
    reorder_at = _select("Reorder level at")
    reorder_level = forms.IntegerField(
        label="Running low from",
        required=False,
        min_value=0,
        max_value=32767,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        help_text="Empty takes the reorder level away.",
    )

    cost_how = _select("Cost", [(key, said.replace("price", "cost")) for key, said in PRICES])
    cost_value = forms.DecimalField(
        label="Cost by, or to",
        required=False,
        max_digits=9,
        decimal_places=2,
        min_value=0,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
    )

    OF_PRODUCTS = ("status", "collection", "add_tags", "remove_tags")

    NEEDS = {
        "core.change_variant": (
            "price_how",
            "price_value",
            "price_rounding",
            "cost_how",
            "cost_value",
            "is_active",
        ),
        "core.change_stocklevel": ("reorder_at", "reorder_level"),
    }
    """What she may not change one by one she does not change together either."""

    def __init__(self, kind: str, data: Any = None, *, by: Any) -> None:
        super().__init__(data)
        places = [(str(place.pk), place.name) for place in Location.objects.all()]
        self._select("reorder_at", [("", "Nowhere: leave as it is"), *places])
        if kind == Kind.PRODUCT:
            seasons = [(str(one.pk), str(one)) for one in Collection.objects.all()]
            self._select("collection", [("", STAYS), ("none", "In no collection"), *seasons])
        else:
            for name in self.OF_PRODUCTS:
                del self.fields[name]
        if not by.has_perm("core.view_variant"):
            del self.fields["cost_how"], self.fields["cost_value"]
        for right, names in self.NEEDS.items():
            if not by.has_perm(right):
                for name in names:
                    self.fields.pop(name, None)
        self.hers = bulk_own.fields_for(self, kind, by=by)

    def _select(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        how, value = given.get("price_how"), given.get("price_value")
        if how and value is None and "price_value" not in self.errors:
            self.add_error("price_value", "Say by how much, or what the price is to be.")
        if not how and value is not None:
            self.add_error("price_how", "Say what to do with this price.")
        if how == "percent-" and value is not None and value > 100:
            self.add_error("price_value", "More than 100 % cannot be taken off.")
        if given.get("reorder_level") is not None and not given.get("reorder_at"):
            self.add_error("reorder_at", "Say at which location.")
        if given.get("cost_how") and given.get("cost_value") is None:
            self.add_error("cost_value", "Say by how much, or what the cost is to be.")
        if not given.get("cost_how") and given.get("cost_value") is not None:
            self.add_error("cost_how", "Say what to do with this cost.")
        bulk_own.check(self)
        return given

    def own_boxes(self) -> list[Any]:
        return bulk_own.boxes(self)

    def wish(self) -> bulk.Wish:
        given = self.cleaned_data
        collection = given.get("collection", "")
        place = given.get("reorder_at")
        return bulk.Wish(
            price=self._amount("price"),
            cost=self._amount("cost"),
            own=bulk_own.wishes(self),
            is_active={"yes": True, "no": False}.get(given.get("is_active", "")),
            reorder=bulk.ReorderWish(
                location=Location.objects.get(pk=place), level=given["reorder_level"]
            )
            if place
            else None,
            status=given.get("status", ""),
            collection=Collection.objects.get(pk=collection) if collection.isdigit() else None,
            no_collection=collection == "none",
            add_tags=tuple(given.get("add_tags", ())),
            remove_tags=tuple(given.get("remove_tags", ())),
        )

    def _amount(self, of_what: str) -> bulk.PriceWish | None:
        how = self.cleaned_data.get(f"{of_what}_how")
        if not how:
            return None
        value: Decimal = self.cleaned_data[f"{of_what}_value"]
        return bulk.PriceWish(
            how=How(how.rstrip("+-")),
            value=-value if how.endswith("-") else value,
            rounding=Rounding(self.cleaned_data.get(f"{of_what}_rounding") or Rounding.NONE),
            of_what=of_what,
        )
