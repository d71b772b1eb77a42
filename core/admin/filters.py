"""Filters that speak the language of the shop."""

from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from core.models import Location
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


class LevelState(Choice):
    title = "state"
    parameter_name = "state"
    options = (("low", "Running low"), ("out", "Out of stock"), ("in", "In stock"))

    def only_low(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return overview.low(queryset)

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
        return queryset if is_searched else queryset.filter(self._days(0, 36500))

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


class Overbooked(Choice):
    """Put on top of others on purpose; what is over needs nobody's care any more."""

    title = "overbooked"
    parameter_name = "overbooked"
    options = (("ahead", "Overbooked, to come"),)

    def only_ahead(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(pk__in=overview.overbooked_ahead(now=timezone.now()))


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
