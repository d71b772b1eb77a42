"""Pages of who and what can be booked: stylists, fitting rooms, appointment types."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminColorInputWidget

from core.admin import words
from core.admin.base import BoutiqueAdmin, HistoryAdmin, ReadOnlyInline, RowsInline
from core.models import AppointmentType, Claim, Room, Stylist, WorkingHours


class Coloured:
    """Picks the colour on the board from a palette instead of typing it."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "color":
            kwargs["widget"] = UnfoldAdminColorInputWidget(attrs={"type": "color"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class WorkingHoursInline(RowsInline):
    model = WorkingHours
    fields = ["weekday", "location", "starts", "ends"]


class BlocksInline(ReadOnlyInline):
    """What is still to come; a block is made and ended on its own page."""

    model = Claim
    fk_name = "resource"
    verbose_name_plural = "time off"
    empty_hint = "No time off is planned."
    fields = readonly_fields = ["begins", "finishes", "note"]
    show_change_link = True
    show_title = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        found: QuerySet[Claim] = super().get_queryset(request)
        return found.filter(kind=Claim.Kind.BLOCK, is_live=True, ends_at__gt=timezone.now())

    @display(description="From")
    def begins(self, claim: Claim) -> str:
        return words.moment(claim.starts_at)

    @display(description="To")
    def finishes(self, claim: Claim) -> str:
        return words.moment(claim.ends_at)


@admin.register(Stylist)
class StylistAdmin(Coloured, BoutiqueAdmin):
    main_tab = "Stylist"
    empty_icon = "badge"
    empty_title = "Who serves the brides?"
    empty_hint = "Add each stylist with her working hours; without hours she cannot be booked."
    change_form_outer_before_template = "core/rearranging/entry.html"
    list_display = ["person", "where", "email", "phone", "is_active"]
    list_filter = [("working_hours__location", RelatedDropdownFilter), "is_active"]
    search_fields = ["name", "email"]
    autocomplete_fields = ["user"]
    inlines = [WorkingHoursInline, BlocksInline]
    fieldsets = [
        (None, {"fields": ["name", ("email", "phone"), "user", ("color", "is_active")]}),
        ("Website", {"fields": ["introduction", "slug"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stylist]:
        return super().get_queryset(request).prefetch_related("working_hours__location")

    @display(description="Stylist", ordering="name")
    def person(self, stylist: Stylist) -> SafeString:
        return words.dot(stylist.color, stylist.name)

    @display(description="Works at")
    def where(self, stylist: Stylist) -> str:
        places = dict.fromkeys(str(hours.location) for hours in stylist.working_hours.all())
        return ", ".join(places) or "No working hours yet"


@admin.register(Room)
class RoomAdmin(BoutiqueAdmin):
    empty_icon = "meeting_room"
    empty_title = "No fitting rooms yet"
    empty_hint = "Every appointment takes place in a room. Add them for each location."
    list_display = ["name", "location", "seats", "is_active"]
    list_filter = [("location", RelatedDropdownFilter), "is_active"]
    list_select_related = ["location"]
    search_fields = ["name", "location__name"]
    inlines = [BlocksInline]
    main_tab = "Room"
    fieldsets = [
        (None, {"fields": ["name", "location", "capacity", "is_active"]}),
        ("Website", {"fields": ["slug"], "classes": ["collapse"]}),
    ]

    @display(description="Seats", ordering="capacity")
    def seats(self, room: Room) -> str:
        return f"{room.capacity} people"


@admin.register(AppointmentType)
class AppointmentTypeAdmin(Coloured, HistoryAdmin):
    empty_icon = "category"
    empty_title = "What can a bride come for?"
    empty_hint = "Add a consultation, a fitting, a pick-up: each with its length and its rules."
    list_display = ["title", "length", "buffers", "is_bookable_online", "is_active"]
    list_filter = ["is_bookable_online", "is_active"]
    search_fields = ["name"]
    autocomplete_fields = ["stylists", "rooms"]
    fieldsets = [
        (None, {"fields": ["name", "description", ("color", "is_active"), "position"]}),
        (
            "How long",
            {"fields": ["duration_minutes", ("buffer_before_minutes", "buffer_after_minutes")]},
        ),
        ("Who and where", {"fields": ["stylists", "rooms"]}),
        (
            "Online booking",
            {
                "fields": [
                    ("is_bookable_online", "needs_confirmation"),
                    ("notice_hours", "horizon_days"),
                    ("cutoff_hours", "most_moves"),
                    "slug",
                ]
            },
        ),
    ]

    @display(description="Appointment", ordering="name")
    def title(self, type_: AppointmentType) -> SafeString:
        return words.dot(type_.color, type_.name)

    @display(description="Length", ordering="duration_minutes")
    def length(self, type_: AppointmentType) -> str:
        return f"{type_.duration_minutes} minutes"

    @display(description="Before and after")
    def buffers(self, type_: AppointmentType) -> str:
        if not type_.buffer_before_minutes and not type_.buffer_after_minutes:
            return words.NOTHING
        return f"{type_.buffer_before_minutes} + {type_.buffer_after_minutes} minutes"
