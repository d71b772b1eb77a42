"""Who the letters come from: host, name and addresses."""

from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from core.models import Location, ShopSettings


def host() -> str:
    """The host in Message-IDs and calendar entries; it never changes while SITE_URL stays."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def mailbox() -> str:
    """The bare address every letter is sent from."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def from_line(shop: ShopSettings) -> str:
    return formataddr((" ".join(shop.name.split()), mailbox()))


def reply_to(location: Location, shop: ShopSettings) -> str:
    """Where her answer should go; empty where the shop reads no mail."""
    return location.email or shop.email
