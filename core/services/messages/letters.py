"""Letters: a rule's words and an appointment's facts become a mail with text, HTML and calendar."""

from collections.abc import Mapping

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import dateformat

from core.errors import NotPossible
from core.models import Appointment, Message, ShopSettings
from core.models.messages import PLACEHOLDER
from core.services.messages import calendar, sender


def write(message: Message) -> EmailMultiAlternatives:
    """The mail of a message as its appointment stands now; not sent yet."""
    appointment, rule = message.appointment, message.rule
    shop = ShopSettings.current()
    values = variables(appointment, shop)
    subject = " ".join(fill(rule.subject, values).split())
    answer_to = sender.reply_to(appointment.location, shop)
    context = {
        "subject": subject,
        "words": fill(rule.body, values).strip(),
        "card": card(appointment, values),
        "is_cancelled": appointment.status == Appointment.Status.CANCELLED,
        "is_requested": appointment.status == Appointment.Status.REQUESTED,
        "shop": shop,
        "location": appointment.location,
        "phone": appointment.location.phone or shop.phone,
        "can_reply": bool(answer_to),
    }
    letter = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("core/mail/letter.txt", context),
        from_email=sender.from_line(shop),
        to=[message.recipient],
        reply_to=[answer_to] if answer_to else None,
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(render_to_string("core/mail/letter.html", context), "text/html")
    entry = calendar.calendar_file(appointment).decode()
    # Mail programs offer the entry from the alternative; the attachment is for all the others.
    how = calendar.method(appointment)
    letter.attach_alternative(entry, f"text/calendar; method={how}")
    letter.attach("appointment.ics", entry, "text/calendar")
    return letter


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its variables replaced, once: what a value contains is never read as one.

    Raises NotPossible where the text names a variable nobody knows.
    """
    for name in PLACEHOLDER.findall(text):
        if name not in values:
            raise NotPossible(f"The text of this message asks for {name}, which nobody knows.")
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


def variables(appointment: Appointment, shop: ShopSettings) -> dict[str, str]:
    """What the words of a rule may name, see models.messages.VARIABLES."""
    gowns = [try_on.product.name for try_on in appointment.try_ons.all()]
    return {
        "bride": appointment.customer.name,
        "type": appointment.type.name,
        "date": dateformat.format(appointment.local_start, "l, j F Y"),
        "time": f"{appointment.local_start:%H:%M}",
        "location": appointment.location.name,
        "address": appointment.location.address,
        "stylist": appointment.stylist.name,
        "reference": appointment.reference,
        "shop": shop.name,
        "gowns": ", ".join(gowns) or "gowns of your choice",
    }


def zone_name(appointment: Appointment) -> str:
    city = appointment.location.timezone.rpartition("/")[2].replace("_", " ")
    return f"{city} time"


def card(appointment: Appointment, values: Mapping[str, str]) -> dict[str, str]:
    """The facts of the appointment, line by line, as they stand beside the words."""
    start, end = appointment.local_start, appointment.local_end
    lines = {
        "Date": values["date"],
        "Time": f"{start:%H:%M} to {end:%H:%M}, {zone_name(appointment)}",
        "What": values["type"],
        "Where": ", ".join(part for part in (values["location"], values["address"]) if part),
        "With": values["stylist"],
        "Gowns": values["gowns"] if appointment.try_ons.all() else "",
        "Reference": values["reference"],
    }
    return {label: fact for label, fact in lines.items() if fact}
