"""The appointment's list and page; whatever it changes goes through services.appointments."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from core.admin import filters, limits, words
from core.admin.appointments import acts, verdicts
from core.admin.appointments.amending import AmendForm
from core.admin.appointments.forms import BookingForm, ReasonForm, in_words_of_the_form
from core.admin.appointments.inlines import GownsInline, MessagesInline
from core.admin.base import HistoryAdmin
from core.admin.own_fields import OwnFieldsAdmin
from core.admin.steps import steps
from core.history import Door
from core.models import Appointment, Location, Product, TryOn
from core.services import appointments
from core.services.appointments import stretching

THROUGH = {
    Door.ADMIN: "in the back office",
    Door.API: "on the website",
    Door.IMPORT: "with an import",
    Door.JOB: "by the program",
}


@admin.register(Appointment)
class AppointmentAdmin(OwnFieldsAdmin, HistoryAdmin):
    main_tab = "Appointment"
    compares = False  # its act does, by version
    empty_icon = "event"
    empty_title = "Nothing booked here"
    empty_hint = "Book for a bride who calls, or wait for the website to do it."
    list_display = ["when", "bride", "kind", "stylist_name", "place", "state"]
    list_filter = [
        filters.AppointmentDay,
        ("status", ChoicesDropdownFilter),
        filters.Overbooked,
        ("stylist", RelatedDropdownFilter),
        ("location", RelatedDropdownFilter),
        ("type", RelatedDropdownFilter),
    ]
    list_select_related = ["type", "location", "customer", "stylist", "room"]
    search_fields = ["reference", "customer__name", "customer__email", "customer__phone"]
    search_help_text = "Bride, phone, mail or reference"
    autocomplete_fields = ["customer"]
    inlines = [GownsInline, MessagesInline]
    change_form_outer_before_template = "core/appointments/summary.html"
    change_form_before_template = "core/appointments/before.html"
    fieldsets = [(None, {"fields": ["notes", "how_booked"]})]
    amend_fieldsets = [
        (None, {"fields": [("party_size", "minutes"), "gowns", "notes", "how_booked"]})
    ]
    over_fieldsets = [(None, {"fields": ["party_size", "gowns", "notes", "how_booked"]})]
    readonly_fields = ["how_booked"]
    add_fieldsets = [
        (None, {"fields": [("location", "type"), ("date", "time"), "customer"]}),
        ("Who and where", {"fields": [("stylist", "room"), "party_size"]}),
        ("What to prepare", {"fields": ["gowns", "notes"]}),
    ]
    overbook_fieldset = (
        "Overbook on purpose",
        {
            "fields": ["overbooked_reason"],
            "description": "Only when there is no other way: choose stylist and fitting room above "
            "and say why. Everybody sees it in red.",
        },
    )

    # The list -----------------------------------------------------------------

    @display(description="When", ordering="starts_at")
    def when(self, appointment: Appointment) -> SafeString:
        start = appointment.local_start
        return render_to_string(
            "core/cells/when.html",
            {"day": words.day(start.date()), "start": start, "end": appointment.local_end},
        )

    @display(description="Bride", ordering="customer__name", header=True)
    def bride(self, appointment: Appointment) -> list[Any]:
        customer = appointment.customer
        reach = customer.phone or customer.email or appointment.reference
        return [customer.name, reach, words.initials(customer.name)]

    @display(description="Appointment")
    def kind(self, appointment: Appointment) -> SafeString:
        return words.dot(appointment.type.color, appointment.type.name)

    @display(description="Stylist")
    def stylist_name(self, appointment: Appointment) -> str:
        return appointment.stylist.name

    @display(description="Where")
    def place(self, appointment: Appointment) -> SafeString:
        two = {"title": appointment.room.name, "below": appointment.location.name}
        return render_to_string("core/cells/two.html", two)

    @display(description="Status", ordering="status", label=words.STATUS_COLORS)
    def state(self, appointment: Appointment) -> tuple[str, str]:
        return appointment.status, appointment.get_status_display()

    # The page -----------------------------------------------------------------

    @display(description="Booked")
    def how_booked(self, appointment: Appointment) -> str:
        at = words.moment(appointment.created_at, appointment.location.zone)
        return f"{at}, {THROUGH[Door(appointment.booked_through)]}"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an appointment is cancelled, never forgotten

    def has_overbook_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.overbook_appointment")

    def get_inlines(self, request: HttpRequest, obj: Any) -> Sequence[Any]:
        return self.inlines if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return self.readonly_fields if obj else []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj:  # the list of gowns is shown beside it to those who may only look
            may = obj.status in Appointment.LIVE and self.has_change_permission(request, obj)
            if not may:
                return self.fieldsets
            can_stretch = obj.is_open or stretching.is_running(obj)
            return self.amend_fieldsets if can_stretch else self.over_fieldsets
        extra = [self.overbook_fieldset] if self.has_overbook_permission(request) else []
        return [*self.add_fieldsets, *extra]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        in_words_of_the_form(getattr(request, "refusal", None))
        kwargs["form"] = BookingForm if obj is None else AmendForm
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address says (the board fills it in), else here and today."""
        here = Location.objects.filter(is_active=True).first()
        asked = super().get_changeform_initial_data(request)
        if "gowns" in asked:  # the form's own field, no column
            asked["gowns"] = limits.keys(Product._meta.pk, asked["gowns"])
        return {"location": here and here.pk, "date": timezone.localdate()} | asked

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only a bride may be new at the phone; the rest is chosen."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"location", "type", "stylist", "room"}:
            field.widget = getattr(field.widget, "widget", field.widget)
        return field

    def save_model(self, request: HttpRequest, obj: Appointment, form: Any, change: bool) -> None:
        if change:
            if form.wanted:
                version = form.cleaned_data["version"]
                appointments.amend(obj, by=request.user, version=version, **form.wanted)
            return
        appointments.book(
            obj,
            by=request.user,
            products=list(form.cleaned_data["gowns"]),
            overbook_reason=form.cleaned_data.get("overbooked_reason", ""),
        )

    def restore(self, request: HttpRequest, row: Any, record: Any, when: str) -> list[str]:
        """Back to its notes, people and fields of her own; time and status have acts of their own."""
        given: dict[str, Any] = {"notes": record.notes}
        if row.status in Appointment.LIVE:
            given["party_size"] = record.party_size
        own = self.own_of(record, self.get_form(request, row, change=True))
        version = row.version
        appointments.amend(row, by=request.user, version=version, **given, own=own or None)
        return []

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Gowns are rated through their act; letters are shown, and changed nowhere."""
        if formset.model is TryOn:
            verdicts.record(formset, by=request.user)
        else:
            super().save_formset(request, form, formset, change)

    def response_add(self, request: HttpRequest, obj: Appointment, *args: Any) -> HttpResponse:
        if "_popup" in request.POST:
            return super().response_add(request, obj, *args)
        when = words.moment(obj.starts_at, obj.location.zone)
        said = f"Booked: {obj.customer} on {when}, with {obj.stylist} in {obj.room}."
        self.message_user(request, said, messages.SUCCESS)
        return self.to_page(obj)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {}) | {"show_save_and_add_another": False}
        if object_id and (found := self.get_object(request, object_id)):
            more |= self._summary(request, found)
        elif not object_id:
            more |= {"title": "New appointment", "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, more)

    def _summary(self, request: HttpRequest, appointment: Appointment) -> dict[str, Any]:
        wedding = appointment.customer.wedding_on
        acts_page = partial(reverse, args=[appointment.pk])
        return {
            "appointment": appointment,
            "title": str(appointment.customer),
            "subtitle": None,
            "day": words.long_day(appointment.local_start.date()),
            "wedding": wedding and f"{words.day(wedding)}, {words.days_to_go(wedding)}",
            "status_color": words.STATUS_COLORS[Appointment.Status(appointment.status)],
            "is_past": appointment.ends_at < timezone.now(),
            "may_change": self.has_change_permission(request, appointment),
            "steps": steps(appointment),
            "reason_form": ReasonForm(initial={"version": appointment.version}),
            "advance_url": acts_page("admin:core_appointment_advance"),
            "cancel_url": acts_page("admin:core_appointment_cancel"),
            "move_url": acts_page("admin:core_appointment_reschedule"),
        }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        found: QuerySet[Appointment] = super().get_queryset(request)
        return found.select_related(*self.list_select_related)

    def get_urls(self) -> list[URLPattern]:
        pages = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(partial(view, self)),
                name=f"core_appointment_{name}",
            )
            for name, view in (
                ("advance", acts.advance),
                ("cancel", acts.cancel),
                ("reschedule", acts.reschedule),
            )
        ]
        return [*pages, *super().get_urls()]
