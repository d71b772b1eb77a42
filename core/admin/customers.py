"""The page of a bride: how to reach her, her day, her appointments."""

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.decorators import action, display

from core.admin import duplicates, filters, words
from core.admin.base import HistoryAdmin, RowsInline
from core.admin.own_fields import OwnFieldsAdmin
from core.models import Appointment, Customer, Message, TryOn, WishedGown
from core.queries import brides, shelf
from core.services import customers


def visit(row: Appointment) -> dict[str, Any]:
    return {
        "it": row,
        "when": words.moment(row.starts_at, row.location.zone),
        "color": words.STATUS_COLORS[Appointment.Status(row.status)],
    }


def tried(row: TryOn) -> dict[str, Any]:
    zone = row.appointment.location.zone
    on = row.appointment.starts_at.astimezone(zone).date()
    return {"it": row, "picture": shelf.picture(row.product), "day": words.day(on)}


def letter(row: Message) -> dict[str, Any]:
    return {
        "it": row,
        "title": row.subject or row.rule.name,
        "when": words.moment(row.sent_at or row.due_at, row.appointment.location.zone),
        "color": words.MESSAGE_COLORS[Message.State(row.state)],
    }


class Wishes(BaseInlineFormSet):
    def clean(self) -> None:
        """Nothing is wished for twice; what a merge has brought together may stay."""
        super().clean()
        kept = [row for row in self.initial_forms if row not in self.deleted_forms]
        there = {row.instance.product_id for row in kept}
        for row in self.extra_forms:
            product = getattr(row, "cleaned_data", {}).get("product")
            if product is None:
                continue
            if product.pk in there:
                row.add_error("product", f"{product} is on her wish list already.")
            there.add(product.pk)


class WishList(RowsInline):
    model = WishedGown
    formset = Wishes
    verbose_name_plural = "wish list"
    fields = ["product", "note", "added"]
    readonly_fields = ["added"]
    autocomplete_fields = ["product"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WishedGown]:
        return super().get_queryset(request).select_related("product", "added_by")

    @display(description="Added")
    def added(self, wish: WishedGown) -> str:
        if wish.pk is None:
            return words.NOTHING
        by = wish.added_by
        who = f", {by.get_full_name() or by.get_username()}" if by else ""
        return f"{words.moment(wish.added_at)}{who}"


@admin.register(Customer)
class CustomerAdmin(OwnFieldsAdmin, HistoryAdmin):
    main_tab = "Bride"
    empty_icon = "favorite"
    empty_title = "No brides yet"
    empty_hint = "She appears here with her first booking, or when you add her by hand."
    list_display = ["bride", "wedding", "to_go", "next_visit", "budget_words"]
    list_filter = [filters.Wedding]
    search_fields = ["name", "email", "phone"]
    search_help_text = "Name, mail or phone"
    change_form_outer_before_template = "core/customers/summary.html"
    actions_list = ["find_duplicates"]
    readonly_fields = ["agreed"]
    inlines = [WishList]
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

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.forms:
            if row.instance._state.adding:
                row.instance.added_by = request.user
        super().save_formset(request, form, formset, change)

    # Her page ----------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {})
        if object_id and (found := self.get_object(request, object_id)):
            more |= self._summary(request, found)
        return super().changeform_view(request, object_id, form_url, more)

    def _summary(self, request: HttpRequest, customer: Customer) -> dict[str, Any]:
        """What she did with us and what comes; each part to those who may see the pages behind."""
        may = request.user.has_perm
        visits = list(brides.visits(customer)) if may("core.view_appointment") else []
        coming = [row for row in reversed(visits) if row.is_open and row.ends_at > timezone.now()]
        merges = self.has_merge_permission(request)
        return {
            "customer": customer,
            "phone": "".join(mark for mark in customer.phone if mark in "+0123456789"),
            "wedding": customer.wedding_on and words.long_day(customer.wedding_on),
            "to_go": customer.wedding_on and words.days_to_go(customer.wedding_on),
            "shows_visits": may("core.view_appointment"),
            "coming": [visit(row) for row in coming],
            "past": [visit(row) for row in visits if row not in coming],
            "tried": [tried(row) for row in brides.tried(customer)]
            if may("core.view_tryon")
            else [],
            "letters": [letter(row) for row in brides.letters(customer)]
            if may("core.view_message")
            else [],
            "book_url": f"{reverse('admin:core_appointment_add')}?customer={customer.pk}"
            if may("core.add_appointment")
            else "",
            "alike": list(brides.alike(customer)) if merges else [],
            "merges": list(brides.merges(customer)) if merges else [],
        }

    # Duplicates --------------------------------------------------------------------------------

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("core.merge_customer"))

    @action(
        description="Look for duplicates",
        icon="group",
        url_path="duplicates",
        permissions=["merge"],
    )
    def find_duplicates(self, request: HttpRequest) -> HttpResponse:
        return duplicates.pairs(self, request)

    def get_urls(self) -> list[URLPattern]:
        merge, undo = (
            self.admin_site.admin_view(partial(view, self))
            for view in (duplicates.merge, duplicates.undo)
        )
        return [
            path("<int:keep>/merge/<int:other>/", merge, name="core_customer_merge"),
            path("merges/<int:key>/undo/", undo, name="core_customer_merge_undo"),
            *super().get_urls(),
        ]

    # The list ----------------------------------------------------------------------------------

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

    @display(description="Next visit")
    def next_visit(self, customer: Any) -> str:
        if customer.next_at is None:
            return words.NOTHING
        return words.moment(customer.next_at, ZoneInfo(customer.next_zone))

    @display(description="Budget", ordering="budget")
    def budget_words(self, customer: Any) -> str:
        return words.money(customer.budget, customer.currency)
