"""What went wrong with a letter, in words, and whether another try can help."""

import re
import smtplib
from typing import NamedTuple

from core.errors import DomainError

PERMANENT = 500  # SMTP answers from here on mean "never", those below mean "not now"
LONGEST = 300


class Trouble(NamedTuple):
    reason: str
    is_permanent: bool = False


def read(error: BaseException) -> Trouble:
    reason, is_permanent = _read(error)
    return Trouble(reason[:LONGEST], is_permanent)


def _read(error: BaseException) -> Trouble:
    match error:
        case DomainError():
            return Trouble(error.message, is_permanent=True)
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()), (0, b""))
            return _answer("The mail server does not accept the address", code, words)
        case smtplib.SMTPDataError():
            return _answer("The mail server refused the letter", error.smtp_code, error.smtp_error)
        case smtplib.SMTPAuthenticationError():
            return Trouble("The mail server refused the user name or password of the shop.")
        case smtplib.SMTPResponseException():
            # The sender was refused, or the greeting: that is ours to mend, so it is tried again.
            trouble = _answer("The mail server refused", error.smtp_code, error.smtp_error)
            return Trouble(trouble.reason)
        case smtplib.SMTPServerDisconnected():
            return Trouble("The mail server ended the connection.")
        case smtplib.SMTPNotSupportedError() | UnicodeError():
            return Trouble("The mail server can't write to an address like this.", True)
        case TimeoutError():
            return Trouble("The mail server did not answer in time.")
        case OSError():
            return Trouble("The mail server could not be reached.")
    return Trouble("The letter could not be written or handed over.")


def _answer(what: str, code: int, words: bytes | str) -> Trouble:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    said = " ".join(re.sub(r"[\x00-\x1f\x7f]+", " ", said).split())
    return Trouble(f"{what}: {code} {said}".strip(), is_permanent=code >= PERMANENT)
