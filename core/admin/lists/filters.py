"""Filters of a boutique's catalogue and stock; none of them loads more than a screen of choices."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import DropdownFilter, RangeNumericFilter

from core.admin.filters import Choice
from core.models import StockLevel, Variant
from core.queries import choices, overview

IN_STOCK = Q(on_hand__gt=F("reserved"))


class OfVariants(DropdownFilter):
    """A size or a colour; of products, those that come in it."""

    column = ""

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> Any:
        found = choices.values(Variant, self.column)
        chosen = self.value()
        return [(one, one) for one in dict.fromkeys([*found, *([chosen] if chosen else [])])]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if not chosen:
            return queryset
        if queryset.model is Variant:
            return queryset.filter(**{self.column: chosen})
        if hasattr(queryset.model, "variant"):
            return queryset.filter(**{f"variant__{self.column}": chosen})
        # One variant has both, where size and colour are asked for.
        both = {name: request.GET[name] for name in ("size", "color") if request.GET.get(name)}
        wanted = Variant.objects.filter(product=OuterRef("pk"), is_active=True, **both)
        return queryset.filter(Exists(wanted))


class Size(OfVariants):
    title = "size"
    parameter_name = column = "size"


class Color(OfVariants):
    title = "colour"
    parameter_name = column = "color"


class OnTheShelf(Choice):
    """By what is available, in any location; `path` leads from a level to the row."""

    title = "stock"
    parameter_name = "stock"
    options = (("in", "In stock"), ("low", "Running low"), ("out", "Out of stock"))
    path = "variant"

    def _levels(self) -> QuerySet[StockLevel]:
        return StockLevel.objects.filter(**{self.path: OuterRef("pk")})

    def only_in(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(Exists(self._levels().filter(IN_STOCK)))

    def only_low(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(Exists(overview.low(self._levels())))

    def only_out(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(~Exists(self._levels().filter(IN_STOCK)))


class ProductsOnTheShelf(OnTheShelf):
    path = "variant__product"


class Picture(Choice):
    title = "picture"
    parameter_name = "picture"
    options = (("with", "Has a picture"), ("without", "Has no picture"))

    def only_with(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(card__has_picture=True)

    def only_without(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(card__has_picture=False)


class Priced(Choice):
    title = "price tag"
    parameter_name = "priced"
    options = (("with", "Has a price"), ("without", "Has no price"))
    path = "price"

    def only_with(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.path}__isnull": False})

    def only_without(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.path}__isnull": True})


class ProductPriced(Priced):
    path = "card__price_from"


class PriceRange(RangeNumericFilter):
    """From and to, in the currency of the price list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.parameter_name = "price"
        super().__init__(*args, **kwargs)
        self.title = "price"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = {}
        for end, way in (("from", "gte"), ("to", "lte")):
            value = self.used_parameters.get(f"price_{end}")
            value = value[-1] if isinstance(value, list) else value
            self.used_parameters[f"price_{end}"] = value  # the form shows it again
            if value:
                asked[f"{self.field_path}__{way}"] = self._amount(value)
        return queryset.filter(**asked)

    def _amount(self, value: str) -> Any:
        from django.contrib.admin.options import IncorrectLookupParameters
        from django.core.exceptions import ValidationError

        try:
            return self.field.clean(value.replace(",", "."), None)
        except ValidationError as error:
            raise IncorrectLookupParameters(error) from error
