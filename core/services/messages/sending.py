"""Sending: the tick takes what is due, looks whether it still stands, sends it, writes it down."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from core.models import Message
from core.services.messages import letters, outbox, planning, troubles

State = Message.State

PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120)]
MOST_ATTEMPTS = len(PAUSES) + 1

INTERRUPTED = (
    f"The program was stopped {MOST_ATTEMPTS} times while sending this, so it may have arrived."
)

log = logging.getLogger(__name__)


def tick(keep_going: Callable[[], bool] = lambda: True) -> Counter[str]:
    """Send every message that is due; how many ended in which state.

    At least once, always under the same Message-ID. Any number of ticks may run at a time; one that
    is killed loses nothing, its messages go out when their lease is over. `keep_going` is asked
    before each letter.
    """
    outcome: Counter[str] = Counter()
    post = Post()
    try:
        while keep_going() and not post.is_closed:
            outbox.beat()
            token, keys = outbox.claim()
            if not keys:
                break
            try:
                for key in keys:
                    if post.is_closed or not keep_going():
                        break
                    outcome.update(_deliver(key, token, post))
            finally:
                outbox.release(token)
    finally:
        post.hang_up()
    return outcome


class Post:
    """One connection to the mail server for a tick; closed once the server is out of reach."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.is_closed = False

    def send(self, letter: EmailMessage) -> None:
        if self.connection is None:
            connection = get_connection()
            try:
                connection.open()
            except Exception:
                self.is_closed = True  # the other letters need not wait for the same time-out
                raise
            self.connection = connection
        try:
            self.connection.send_messages([letter])
        except Exception:
            self.hang_up()
            raise

    def hang_up(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception:
                log.debug("The mail server did not take leave.", exc_info=True)


def _deliver(key: int, token: str, post: Post) -> list[str]:
    message = outbox.read(key, token)
    if message is None:
        return []
    if reason := stale(message):
        return [outbox.settle(message, State.SKIPPED, reason=reason)]
    if message.attempts >= MOST_ATTEMPTS:
        return [outbox.settle(message, State.UNKNOWN, reason=INTERRUPTED)]
    message.recipient = message.appointment.customer.email
    if not outbox.start(message):
        return []
    try:
        letter = letters.write(message)
        post.send(letter)
    except Exception as error:
        return [_put_back(message, error)]
    sent = {"sent_at": timezone.now(), "subject": letter.subject[:250], "reason": ""}
    return [outbox.settle(message, State.SENT, **sent)]


def stale(message: Message) -> str:
    """Why this message need not go out any more, in words; empty while it should."""
    appointment, rule = message.appointment, message.rule
    if appointment.version != message.appointment_version:
        return "The appointment has been changed since."
    if appointment.status != planning.fitting(rule.event):
        return planning.no_longer(appointment)
    if appointment.starts_at <= timezone.now():
        return "Too late to be useful: the time of the appointment has come."
    if not rule.is_active:
        return "This message was switched off."
    if not appointment.customer.email:
        return "There is no mail address any more."
    return ""


def _put_back(message: Message, error: Exception) -> str:
    """After a failed try: again after a pause, or never when that can't help."""
    trouble = troubles.read(error)
    log.warning("Message %s was not sent: %s", message.pk, trouble.reason, exc_info=error)
    if trouble.is_permanent:
        return outbox.settle(message, State.FAILED, reason=trouble.reason)
    if message.attempts >= MOST_ATTEMPTS:
        reason = f"{trouble.reason[:260]} Given up after {message.attempts} attempts."
        return outbox.settle(message, State.FAILED, reason=reason)
    pause = PAUSES[message.attempts - 1]
    next_try = timezone.now() + pause
    return outbox.settle(message, State.PLANNED, lease_until=next_try, reason=trouble.reason)
