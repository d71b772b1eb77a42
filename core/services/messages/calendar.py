"""Calendar entries: an appointment as an ICS file that every calendar understands."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from core.models import Appointment, ShopSettings
from core.services.messages import sender

Status = Appointment.Status

STATUSES = {Status.REQUESTED: "TENTATIVE", Status.CANCELLED: "CANCELLED"}


def method(appointment: Appointment) -> str:
    """What the entry asks of a calendar: to keep it, or to take it out."""
    return "CANCEL" if appointment.status == Status.CANCELLED else "REQUEST"


def calendar_file(appointment: Appointment) -> bytes:
    """The appointment as an ICS file: one UID for its whole life, a SEQUENCE that rises."""
    calendar = Calendar()
    calendar.add("prodid", "-//Nexus//Bridal boutique//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method(appointment))
    calendar.add_component(_event(appointment, ShopSettings.current()))
    day = appointment.local_start.date()
    calendar.add_missing_timezones(day - timedelta(days=366), day + timedelta(days=366))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, shop: ShopSettings) -> Event:
    location = appointment.location
    event = Event()
    event.add("uid", f"{appointment.reference}@{sender.host()}")
    event.add("sequence", appointment.version)
    event.add("dtstamp", appointment.updated_at)
    event.add("created", appointment.created_at)
    event.add("last-modified", appointment.updated_at)
    event.add("dtstart", _moment(appointment.local_start))
    event.add("dtend", _moment(appointment.local_end))
    event.add("summary", f"{appointment.type}, {shop}")
    event.add("location", ", ".join(part for part in (location.name, location.address) if part))
    event.add(
        "description",
        f"{appointment.type} with {appointment.stylist}\nReference {appointment.reference}",
    )
    event.add("status", STATUSES.get(Status(appointment.status), "CONFIRMED"))
    event.add("transp", "OPAQUE")
    mailbox = sender.reply_to(location, shop) or sender.mailbox()
    event.add("organizer", _person(mailbox, shop.name))
    if appointment.customer.email:
        event.add("attendee", _guest(appointment), encode=False)
    return event


def _moment(local: datetime) -> datetime:
    """By the clock of the shop; in UTC in the hour that comes twice, where that clock is vague."""
    return local.astimezone(UTC) if local.fold else local


def _person(mailbox: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{mailbox}")
    # A parameter can't hold quotation marks or line breaks, and escapes neither.
    person.params["cn"] = vText(" ".join(name.replace('"', "'").split()))
    return person


def _guest(appointment: Appointment) -> vCalAddress:
    """The bride, with her answer already given: her calendar should not ask her again."""
    guest = _person(appointment.customer.email, appointment.customer.name)
    guest.params["cutype"] = vText("INDIVIDUAL")
    guest.params["role"] = vText("REQ-PARTICIPANT")
    guest.params["partstat"] = vText("ACCEPTED")
    guest.params["rsvp"] = vText("FALSE")
    return guest
