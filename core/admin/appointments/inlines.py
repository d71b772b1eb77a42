"""What stands below an appointment: the gowns to try and the letters about it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.decorators import display

from core.admin import words
from core.admin.appointments.verdicts import TOLD, VerdictForm
from core.admin.base import ReadOnlyInline
from core.models import Message, TryOn
from core.queries import shelf
from core.services.appointments import gowns


class GownsInline(ReadOnlyInline):
    model = TryOn
    verbose_name_plural = "gowns to try"
    empty_hint = "No gown was asked for."
    form = VerdictForm
    fields = readonly_fields = ["gown", "kept", "liked"]
    show_title = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """From the day she comes on; before, nothing can have been tried."""
        may = request.user.has_perm("core.change_appointment")
        return may and obj is not None and gowns.may_be_tried(obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        can = self.has_change_permission(request, obj)
        return ["gown", "kept", *TOLD] if can else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return ["gown", "kept"] if self.has_change_permission(request, obj) else self.fields

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.refusal = getattr(request, "refusal", None)
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[TryOn]:
        found: QuerySet[TryOn] = super().get_queryset(request)
        return found.select_related("product__designer", "sample").prefetch_related(
            "product__images"
        )

    @display(description="Gown")
    def gown(self, row: TryOn) -> SafeString:
        product = row.product
        below = product.designer or ""
        thing = {"source": shelf.picture(product), "title": product.name, "below": below}
        return render_to_string("core/cells/thing.html", thing)

    @display(description="Sample kept for her")
    def kept(self, row: TryOn) -> str:
        return str(row.sample) if row.sample else "No sample kept"

    @display(description="How she liked it")
    def liked(self, row: TryOn) -> str:
        yes = "said yes" if row.said_yes else ""
        told = [row.get_rating_display() or "", yes, row.note]
        return " · ".join(word for word in told if word) or words.NOTHING


class MessagesInline(ReadOnlyInline):
    model = Message
    verbose_name_plural = "messages"
    empty_hint = "No letter is planned for this appointment."
    fields = readonly_fields = ["due", "letter", "recipient", "state_words", "reason"]
    show_title = False
    ordering = ["-due_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        found: QuerySet[Message] = super().get_queryset(request)
        return found.select_related("rule", "appointment__location")

    @display(description="Due")
    def due(self, message: Message) -> str:
        return words.moment(message.due_at, message.appointment.location.zone)

    @display(description="Letter")
    def letter(self, message: Message) -> str:
        return message.subject or message.rule.name

    @display(description="State")
    def state_words(self, message: Message) -> SafeString:
        color = words.MESSAGE_COLORS[Message.State(message.state)]
        label = {"text": message.get_state_display(), "type": color}
        return render_to_string("unfold/helpers/label.html", label)
