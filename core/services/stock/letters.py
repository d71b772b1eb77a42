"""The daily mail on what runs low: one a day, to whoever may be written to about it."""

import logging
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone

from core.models import Location, LowStockLetter, ShopSettings, StockLevel
from core.queries import overview
from core.services.messages import sender, troubles

State = LowStockLetter.State
FROM_HOUR = 7  # by the clock of the first location
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 5
MOST_LINES = 200
BACKEND = "django.contrib.auth.backends.ModelBackend"

log = logging.getLogger(__name__)


def send_low_stock() -> str:
    """Write today's letter once it is seven; which state it is in then, "" before that.

    Called as often as one likes: the row of the day is sent once. A worker that dies leaves a lease
    that runs out, and the next one sends the same Message-ID again.
    """
    now = timezone.localtime(timezone.now(), _zone())
    if now.hour < FROM_HOUR:
        return ""
    letter = _of_today(now.date())
    if letter.state in {State.SENT, State.FAILED, State.SKIPPED} or not _claim(letter, now):
        return str(letter.state)
    levels = list(_low()[:MOST_LINES])
    to = _recipients()
    if not levels or not to:
        why = "Nothing runs low." if not levels else "Nobody with a mail address is to be told."
        return _settle(letter, State.SKIPPED, reason=why)
    try:
        _written(letter, levels, to).send()
    except Exception as error:
        log.warning("The mail on low stock was not sent", exc_info=error)
        is_last = letter.attempts >= MOST_ATTEMPTS
        state = State.FAILED if is_last else State.PLANNED
        return _settle(letter, state, reason=troubles.read(error).reason)
    sent = {"recipients": to, "pieces": len(levels), "sent_at": timezone.now(), "reason": ""}
    return _settle(letter, State.SENT, **sent)


def _zone() -> Any:
    first = Location.objects.filter(is_active=True).first()
    return first.zone if first else None


def _of_today(day: date) -> LowStockLetter:
    message_id = f"<low-stock-{day}-{uuid.uuid4().hex}@{sender.host()}>"
    return LowStockLetter.objects.get_or_create(day=day, defaults={"message_id": message_id})[0]


def _claim(letter: LowStockLetter, now: datetime) -> bool:
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    mine = LowStockLetter.objects.filter(
        free, pk=letter.pk, state__in=[State.PLANNED, State.SENDING]
    ).update(state=State.SENDING, lease_until=now + LEASE, attempts=F("attempts") + 1)
    if mine:
        letter.refresh_from_db()
    return bool(mine)


def _settle(letter: LowStockLetter, state: str, **fields: Any) -> str:
    # A failed try keeps its lease: the next one waits as long.
    LowStockLetter.objects.filter(pk=letter.pk).update(state=state, **fields)
    return state


def _low() -> Any:
    return (
        overview.low_stock()
        .select_related("variant__product__designer", "location")
        .order_by("location__position", "location", "variant__product__name", "variant__position")
    )


def _recipients() -> list[str]:
    people = get_user_model().objects.with_perm("core.mail_low_stock", backend=BACKEND)
    found = people.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
    return list(dict.fromkeys(found.values_list("email", flat=True)))


def _written(
    letter: LowStockLetter, levels: list[StockLevel], to: list[str]
) -> EmailMultiAlternatives:
    shop = ShopSettings.current()
    pieces = "1 piece runs" if len(levels) == 1 else f"{len(levels)} pieces run"
    context = {
        "shop": shop,
        "levels": levels,
        "subject": f"{pieces} low",
        "link": f"{settings.SITE_URL.rstrip('/')}/admin/core/stocklevel/?state=low",
    }
    mail = EmailMultiAlternatives(
        subject=f"{pieces} low, {letter.day:%d %B %Y}",
        body=render_to_string("core/mail/low_stock.txt", context),
        from_email=sender.from_line(shop),
        to=to,
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("core/mail/low_stock.html", context), "text/html")
    return mail
