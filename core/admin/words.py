"""How the admin says dates, times, money and states."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.models import Appointment, Message, Product, Sample, StockMovement

NOTHING = "–"
SIGNS = {"EUR": "€", "GBP": "£", "USD": "$", "CHF": "CHF ", "DKK": "DKK ", "SEK": "SEK "}

STATUS_COLORS = {
    Appointment.Status.REQUESTED: "warning",
    Appointment.Status.CONFIRMED: "info",
    Appointment.Status.ARRIVED: "primary",
    Appointment.Status.IN_PROGRESS: "primary",
    Appointment.Status.COMPLETED: "success",
    Appointment.Status.NO_SHOW: "danger",
    Appointment.Status.CANCELLED: "default",
}
PRODUCT_COLORS = {
    Product.Status.DRAFT: "warning",
    Product.Status.ACTIVE: "success",
    Product.Status.ARCHIVED: "default",
}
MESSAGE_COLORS = {
    Message.State.PLANNED: "info",
    Message.State.CLAIMED: "info",
    Message.State.SENDING: "info",
    Message.State.SENT: "success",
    Message.State.FAILED: "danger",
    Message.State.SKIPPED: "default",
    Message.State.UNKNOWN: "warning",
}
SAMPLE_COLORS = {
    Sample.Status.ON_FLOOR: "success",
    Sample.Status.OUT: "info",
    Sample.Status.REPAIR: "warning",
    Sample.Status.RETIRED: "default",
}
MOVEMENT_COLORS = {
    StockMovement.Reason.RECEIVED: "success",
    StockMovement.Reason.RETURNED: "success",
    StockMovement.Reason.SOLD: "primary",
    StockMovement.Reason.COUNTED: "info",
    StockMovement.Reason.ADJUSTED: "info",
    StockMovement.Reason.TRANSFERRED: "info",
    StockMovement.Reason.DAMAGED: "danger",
    StockMovement.Reason.SAMPLE_RELEASED: "success",
    StockMovement.Reason.UNDONE: "warning",
}
STOCK_COLORS = {"in": "success", "low": "warning", "out": "danger"}


def day(on: date, *, today: date | None = None) -> str:
    """`Tue 24 Nov`, with the year where it is not this one."""
    this_year = (today or timezone.localdate()).year
    return formats.date_format(on, "D j M" if on.year == this_year else "D j M Y")


def long_day(on: date) -> str:
    """`Tuesday, 24 Nov`, with the year where it is not this one."""
    return f"{on:%A}, {day(on).partition(' ')[2]}"


def moment(at: datetime, zone: ZoneInfo | None = None) -> str:
    """`Tue 24 Nov, 10:30` on the clock of `zone`, else on the clock of the house."""
    local = timezone.localtime(at, zone)
    return f"{day(local.date())}, {local:%H:%M}"


def days_to_go(on: date, *, today: date | None = None) -> str:
    days = (on - (today or timezone.localdate())).days
    if days == 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days == -1:
        return "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def money(amount: Decimal | None, currency: str) -> str:
    if amount is None:
        return NOTHING
    places = 0 if amount == amount.to_integral_value() else 2
    number = formats.number_format(amount, places, force_grouping=True, use_l10n=True)
    return f"{SIGNS.get(currency, f'{currency} ')}{number}"


def price_span(low: Decimal | None, high: Decimal | None, currency: str) -> str:
    if low is None or high is None:
        return NOTHING
    if low == high:
        return money(low, currency)
    return f"{money(low, currency)} – {money(high, currency)}"


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()


def dot(color: str, text: Any) -> SafeString:
    """A coloured dot before the words; the words carry the meaning."""
    return format_html('<span class="nx-dot" style="--dot:{}">{}</span>', color, text)
