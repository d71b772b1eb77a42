"""The theme of the admin: data only."""

from typing import Any

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Nexus",
    "SITE_HEADER": "Nexus",
}
