"""What stands below an appointment: the gowns to try and the letters about it."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from unfold.decorators import display

from core.admin import words
from core.admin.base import ReadOnlyInline
from core.models import Message, TryOn
from core.queries import shelf


class GownsInline(ReadOnlyInline):
    model = TryOn
    verbose_name_plural = "gowns to try"
    empty_hint = "No gown was asked for."
    fields = readonly_fields = ["gown", "kept"]
    show_title = False

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
