"""Filters that speak the language of the shop."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from core.models import Location, ProductImage, StockLevel
from core.queries import overview


class Choice(DropdownFilter):
    """A filter of few named choices; each choice is a method of its name."""

    options: tuple[tuple[str, str], ...] = ()

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> Any:
        return self.options

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen not in dict(self.options):
            return self.otherwise(request, queryset)
        found: QuerySet[Any] = getattr(self, f"only_{chosen}")(queryset)
        return found

    def otherwise(self, _request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


class ProductStock(Choice):
    title = "stock"
    parameter_name = "stock"
    options = (("in", "In stock"), ("out", "Out of stock"))

    @staticmethod
    def _on_the_shelf() -> Exists:
        return Exists(
            StockLevel.objects.filter(variant__product=OuterRef("pk"), on_hand__gt=F("reserved"))
        )

    def only_in(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self._on_the_shelf())

    def only_out(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.exclude(self._on_the_shelf())


class Picture(Choice):
    title = "picture"
    parameter_name = "picture"
    options = (("with", "Has a picture"), ("without", "Has no picture"))

    @staticmethod
    def _pictured() -> Exists:
        return Exists(ProductImage.objects.filter(product=OuterRef("pk")))

    def only_with(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self._pictured())

    def only_without(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.exclude(self._pictured())


class LevelState(Choice):
    title = "state"
    parameter_name = "state"
    options = (("low", "Running low"), ("out", "Out of stock"), ("in", "In stock"))

    def only_low(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(pk__in=overview.low_stock().values("pk"))

    def only_out(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(on_hand__lte=F("reserved"))

    def only_in(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(on_hand__gt=F("reserved"))


class AppointmentDay(Choice):
    """Local dates of each location; what is over is hidden until asked or searched for."""

    title = "day"
    parameter_name = "day"
    all_option = None
    options = (
        ("today", "Today"),
        ("tomorrow", "Tomorrow"),
        ("week", "The next seven days"),
        ("past", "Past"),
        ("all", "All"),
    )

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> Any:
        return (("", "From today on"), *self.options)

    def otherwise(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_searched = bool(request.GET.get("q")) or "autocomplete" in request.path
        return queryset if is_searched else queryset.exclude(self._before_today())

    @staticmethod
    def _days(ahead: int, length: int = 1) -> Any:
        return overview.local_days(Location.objects.all(), ahead, length, now=timezone.now())

    @classmethod
    def _before_today(cls) -> Any:
        return cls._days(-36500, 36500)

    def only_today(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self._days(0))

    def only_tomorrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self._days(1))

    def only_week(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self._days(0, 7))

    def only_past(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(self._before_today()).order_by("-starts_at")

    def only_all(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


class Wedding(Choice):
    title = "wedding"
    parameter_name = "wedding"
    options = (
        ("soon", "Within 90 days"),
        ("coming", "Still to come"),
        ("past", "Married"),
        ("unknown", "Date unknown"),
    )

    def only_soon(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        return queryset.filter(wedding_on__gte=today, wedding_on__lte=today + timedelta(days=90))

    def only_coming(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(wedding_on__gte=timezone.localdate())

    def only_past(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(wedding_on__lt=timezone.localdate())

    def only_unknown(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(wedding_on__isnull=True)
