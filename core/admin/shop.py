"""Pages of the shop itself: locations with their hours, closed days, settings."""

import zoneinfo
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelect2Widget

from core.admin import holidays, standing, words
from core.admin.base import BoutiqueAdmin, HistoryAdmin, RowsInline
from core.models import ClosedDay, Location, OpeningHours, ShopSettings


def time_zones() -> list[tuple[str, str]]:
    names = sorted(name for name in zoneinfo.available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names if not name.startswith("Etc/")]


class OpeningHoursInline(RowsInline):
    model = OpeningHours
    fields = ["weekday", "opens", "closes"]


class ClosedDayInline(RowsInline):
    model = ClosedDay
    fields = ["closed_on", "reason"]


@admin.register(Location)
class LocationAdmin(HistoryAdmin):
    main_tab = "Location"
    empty_icon = "storefront"
    empty_title = "Where do brides find you?"
    empty_hint = (
        "Add your first location with its address, time zone and opening hours. "
        "Stylists, fitting rooms and appointments all belong to a location."
    )
    change_form_outer_before_template = "core/rearranging/entry.html"
    list_display = ["where", "timezone", "phone", "grid", "is_active"]
    search_fields = ["name", "city", "street"]
    inlines = [OpeningHoursInline, ClosedDayInline]
    fieldsets = [
        (None, {"fields": ["name", "is_active", "timezone", "currency"]}),
        ("Address", {"fields": ["street", ("postal_code", "city"), "country", ("email", "phone")]}),
        ("Online booking", {"fields": ["slot_minutes"]}),
        ("Public holidays", {"fields": [("country_code", "region")]}),
        ("Website", {"fields": ["slug", "position"], "classes": ["collapse"]}),
    ]

    @display(description="Location", header=True, ordering="name")
    def where(self, location: Location) -> list[Any]:
        return [location.name, location.address or "No address yet", words.initials(location.name)]

    @display(description="Booking grid", ordering="slot_minutes")
    def grid(self, location: Location) -> str:
        return f"every {location.slot_minutes} minutes"

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is ClosedDay:
            for closed in (*formset.new_objects, *(row for row, _ in formset.changed_objects)):
                standing.warn(self, request, closed)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "timezone":
            choices = [("", "Choose the time zone"), *time_zones()]
            kwargs["widget"] = UnfoldAdminSelect2Widget(choices=choices)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(ClosedDay)
class ClosedDayAdmin(BoutiqueAdmin):
    empty_icon = "event_busy"
    empty_title = "No closed days"
    empty_hint = "Add holidays and days off here; nobody can book on them."
    actions_list = ["public_holidays"]
    list_display = ["when", "place", "reason"]
    list_filter = [("location", RelatedDropdownFilter)]
    list_select_related = ["location"]
    search_fields = ["reason"]
    date_hierarchy = "closed_on"

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "location":
            field.empty_label = "Every location"
        return field

    def save_model(self, request: HttpRequest, obj: ClosedDay, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        standing.warn(self, request, obj)

    @action(
        description="Fill from public holidays",
        url_path="public-holidays",
        permissions=["add"],
        icon="celebration",
    )
    def public_holidays(self, request: HttpRequest) -> HttpResponse:
        return holidays.page(self, request)

    @display(description="Day", ordering="closed_on")
    def when(self, closed: ClosedDay) -> str:
        return words.day(closed.closed_on)

    @display(description="Location", ordering="location__name")
    def place(self, closed: ClosedDay) -> str:
        return str(closed.location or "All locations")


@admin.register(ShopSettings)
class ShopSettingsAdmin(BoutiqueAdmin):
    fieldsets = [
        (None, {"fields": ["name", "currency"]}),
        ("How brides reach you", {"fields": ["email", "phone", "website"]}),
    ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one set only, so its list is its form."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        if self.has_change_permission(request):
            ShopSettings.objects.get_or_create(pk=1)
        return HttpResponseRedirect(reverse("admin:core_shopsettings_change", args=[1]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def response_change(self, request: HttpRequest, obj: ShopSettings) -> HttpResponse:
        self.message_user(request, "The settings are saved.")
        return self.to_page(obj)
