"""What went wrong with a letter, in words, and whether another try can help."""

import re
import smtplib
from typing import NamedTuple

from core.errors import DomainError

PERMANENT = 500  # SMTP answers from here on mean "never", those below mean "not now"
LONGEST = 300


OURS_TO_MEND = (
    (smtplib.SMTPAuthenticationError, "The mail server refused the user name or password."),
    (smtplib.SMTPServerDisconnected, "The mail server ended the connection."),
    (smtplib.SMTPException, "The mail server did not go along with the settings of the shop."),
    (TimeoutError, "The mail server did not answer in time."),
    (OSError, "The mail server could not be reached."),
    (Exception, "The letter could not be written or handed over."),
)
"""The first that fits; an SMTPException is an OSError too."""


class Trouble(NamedTuple):
    reason: str
    is_permanent: bool = False


def read(error: Exception) -> Trouble:
    reason, is_permanent = _read(error)
    return Trouble(reason[:LONGEST], is_permanent)


def _read(error: Exception) -> Trouble:
    match error:
        case DomainError():
            return Trouble(error.message, is_permanent=True)
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()), (0, b""))
            return _answer("The mail server does not accept the address", code, words)
        case smtplib.SMTPDataError():
            return _answer("The mail server refused the letter", error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError() | UnicodeError():
            return Trouble("The mail server can't write to an address like this.", True)
        case smtplib.SMTPSenderRefused():
            # Whatever the server says of our own address can be mended, so it is tried again.
            said = _answer("The mail server refuses us", error.smtp_code, error.smtp_error)
            return Trouble(said.reason)
    return Trouble(next(words for kind, words in OURS_TO_MEND if isinstance(error, kind)))


def _answer(what: str, code: int, words: bytes | str) -> Trouble:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    said = " ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", said).split())
    return Trouble(f"{what}: {code} {said}".strip(), is_permanent=code >= PERMANENT)
