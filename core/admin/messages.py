"""Pages of the messages: the outbox and the rules that fill it."""

from django.contrib import admin
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from core.admin import words
from core.admin.base import HistoryAdmin, LedgerAdmin
from core.models import Message, ReminderRule


@admin.register(Message)
class MessageAdmin(LedgerAdmin):
    empty_icon = "outgoing_mail"
    empty_title = "No messages yet"
    empty_hint = "With every booking its confirmation and reminders appear here."
    list_display = ["due", "letter", "bride", "state_words", "why"]
    list_filter = [("state", ChoicesDropdownFilter), ("rule", RelatedDropdownFilter)]
    list_select_related = ["appointment__customer", "appointment__location", "rule"]
    search_fields = ["recipient", "appointment__reference", "appointment__customer__name"]
    search_help_text = "Bride, mail address or reference of the appointment"
    fieldsets = [
        (None, {"fields": ["letter", "name", "recipient", "about", "state", "why"]}),
        ("When", {"fields": ["due", "sent", "attempts"]}),
        ("For the technician", {"fields": ["message_id"], "classes": ["collapse"]}),
    ]
    readonly_fields = [
        "letter",
        "name",
        "about",
        "recipient",
        "state",
        "why",
        "due",
        "sent",
        "attempts",
        "message_id",
    ]

    @display(description="Due", ordering="due_at")
    def due(self, message: Message) -> str:
        return words.moment(message.due_at, message.appointment.location.zone)

    @display(description="Sent", ordering="sent_at")
    def sent(self, message: Message) -> str:
        if message.sent_at is None:
            return words.NOTHING
        return words.moment(message.sent_at, message.appointment.location.zone)

    @display(description="Letter", ordering="rule__name")
    def letter(self, message: Message) -> str:
        return message.subject or message.rule.name

    @display(description="To", ordering="recipient", header=True)
    def bride(self, message: Message) -> list[str]:
        name = message.appointment.customer.name
        return [name, message.recipient, words.initials(name)]

    @display(description="Bride")
    def name(self, message: Message) -> str:
        return message.appointment.customer.name

    @display(description="Appointment")
    def about(self, message: Message) -> str:
        appointment = message.appointment
        when = words.moment(appointment.starts_at, appointment.location.zone)
        return f"{appointment.reference}, {when}"

    @display(description="State", ordering="state", label=words.MESSAGE_COLORS)
    def state_words(self, message: Message) -> tuple[str, str]:
        return message.state, message.get_state_display()

    @display(description="Why")
    def why(self, message: Message) -> str:
        return message.reason or words.NOTHING


@admin.register(ReminderRule)
class ReminderRuleAdmin(HistoryAdmin):
    empty_icon = "edit_note"
    empty_title = "No rules yet"
    empty_hint = "A rule says which letter goes to the bride, and when."
    list_display = ["name", "moment", "channel", "is_active"]
    list_filter = [("event", ChoicesDropdownFilter), "is_active"]
    search_fields = ["name", "subject"]
    fieldsets = [
        (None, {"fields": ["name", "is_active", ("event", "hours_before"), "channel"]}),
        ("The letter", {"fields": ["subject", "body"]}),
    ]

    @display(description="When", ordering="event")
    def moment(self, rule: ReminderRule) -> str:
        if rule.event == ReminderRule.Event.BEFORE:
            return f"{rule.hours_before} hours before the appointment"
        return rule.get_event_display()

    def has_delete_permission(self, request: HttpRequest, obj: ReminderRule | None = None) -> bool:
        return super().has_delete_permission(request, obj)
