"""The page of a bride: how to reach her, her day, her appointments."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from unfold.decorators import display

from core.admin import filters, words
from core.admin.base import HistoryAdmin, ReadOnlyInline
from core.models import Appointment, Customer
from core.queries import shelf
from core.services import customers


class AppointmentsInline(ReadOnlyInline):
    model = Appointment
    fk_name = "customer"
    verbose_name_plural = "appointments"
    empty_hint = "She has no appointments yet."
    fields = readonly_fields = ["when", "type", "location", "stylist", "state"]
    ordering = ["-starts_at"]
    show_change_link = True
    show_title = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        found: QuerySet[Appointment] = super().get_queryset(request)
        return found.select_related("type", "location", "stylist")

    @display(description="When")
    def when(self, appointment: Appointment) -> str:
        return words.moment(appointment.starts_at, appointment.location.zone)

    @display(description="Status", label=words.STATUS_COLORS)
    def state(self, appointment: Appointment) -> str:
        return appointment.get_status_display()


@admin.register(Customer)
class CustomerAdmin(HistoryAdmin):
    main_tab = "Bride"
    empty_icon = "favorite"
    empty_title = "No brides yet"
    empty_hint = "She appears here with her first booking, or when you add her by hand."
    list_display = ["bride", "wedding", "to_go", "next_visit", "budget_words"]
    list_filter = [filters.Wedding]
    search_fields = ["name", "email", "phone"]
    search_help_text = "Name, mail or phone"
    inlines = [AppointmentsInline]
    readonly_fields = ["agreed"]
    fieldsets = [
        (None, {"fields": ["name", ("email", "phone"), ("wedding_on", "budget"), "notes"]}),
        (
            "Measurements",
            {"fields": [("bust_cm", "waist_cm"), ("hips_cm", "height_cm")]},
        ),
        (
            "What she agreed to",
            {"fields": ["has_email_consent", "has_sms_consent", "agreed", "language"]},
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        coming = Appointment.objects.filter(
            customer=OuterRef("pk"), starts_at__gt=timezone.now(), status__in=Appointment.OPEN
        ).order_by("starts_at")
        return (
            super()
            .get_queryset(request)
            .annotate(
                next_at=Subquery(coming.values("starts_at")[:1]),
                next_zone=Subquery(coming.values("location__timezone")[:1]),
                currency=shelf.currency(),
            )
        )

    def save_model(self, request: HttpRequest, obj: Customer, form: Any, change: bool) -> None:
        customers.save(obj, by=request.user)

    @display(description="Agreed")
    def agreed(self, customer: Customer) -> str:
        return words.moment(customer.consented_at) if customer.consented_at else words.NOTHING

    @display(description="Bride", ordering="name", header=True)
    def bride(self, customer: Customer) -> list[Any]:
        reach = " · ".join(part for part in (customer.phone, customer.email) if part)
        return [customer.name, reach or "No phone or mail", words.initials(customer.name)]

    @display(description="Wedding", ordering="wedding_on")
    def wedding(self, customer: Customer) -> str:
        return words.day(customer.wedding_on) if customer.wedding_on else words.NOTHING

    @display(description="To go", ordering="wedding_on")
    def to_go(self, customer: Customer) -> str:
        return words.days_to_go(customer.wedding_on) if customer.wedding_on else words.NOTHING

    @display(description="Next visit", ordering="next_at")
    def next_visit(self, customer: Any) -> str:
        if customer.next_at is None:
            return words.NOTHING
        return words.moment(customer.next_at, ZoneInfo(customer.next_zone))

    @display(description="Budget", ordering="budget")
    def budget_words(self, customer: Any) -> str:
        return words.money(customer.budget, customer.currency)
