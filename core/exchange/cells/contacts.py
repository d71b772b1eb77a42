"""How people are reached: mail, phone and web addresses, kept as they were written."""

import re
import unicodedata

from core.exchange.cells.texts import Misread

_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]{2,}\Z")
_NAMED = re.compile(r".*<([^<>]+)>\s*\Z")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{4,30}\Z")
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,2}\Z", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:].*)?\Z", re.IGNORECASE)


def mail(cell: str) -> str:
    text = cell.strip()
    if found := _NAMED.match(text):
        text = found[1].strip()
    text = text.removeprefix("mailto:")
    if not _MAIL.match(text):
        raise Misread("This is no mail address. Write one like anna@example.com.")
    return text


def phone(cell: str) -> str:
    """The number as text: a plus, zeros in front and the gaps stay."""
    text = " ".join(unicodedata.normalize("NFKC", cell).replace("\u2010", "-").split())
    text = text.removeprefix("'").removeprefix("tel:").strip()
    if _SHORTENED.match(text):
        raise Misread(
            "A spreadsheet has shortened this number. Give the column the format “Text”, "
            "enter the number again and save."
        )
    if text.startswith("("):
        text = text[1:].replace(")", "", 1).strip()
    if not _PHONE.match(text):
        raise Misread("Write the phone number with digits, for example +49 30 1234567.")
    return text


def web_address(cell: str) -> str:
    text = cell.strip()
    if not re.match(r"https?://[^\s/]", text, re.IGNORECASE):
        raise Misread("The address of a picture starts with http:// or https://.")
    return text


def link(cell: str) -> str:
    """A web address, for which the shop may have left https:// out."""
    text = cell.strip()
    if re.match(r"https?://[^\s/]+\S*\Z", text, re.IGNORECASE):
        return text
    if _DOMAIN.match(text) and not re.search(r"\s", text):
        return f"https://{text}"
    raise Misread("A web address is written like https://example.org.")
