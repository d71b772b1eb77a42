"""The theme of the admin: data only."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy

PRIMARY = {  # rosewood
    "50": "oklch(97.6% 0.01 15)",
    "100": "oklch(94.8% 0.022 14)",
    "200": "oklch(89.8% 0.043 13)",
    "300": "oklch(82.2% 0.075 12)",
    "400": "oklch(70.5% 0.115 11)",
    "500": "oklch(58.5% 0.14 10)",
    "600": "oklch(48% 0.138 9)",
    "700": "oklch(41% 0.122 8)",
    "800": "oklch(34.5% 0.1 7)",
    "900": "oklch(29% 0.078 6)",
    "950": "oklch(20.5% 0.055 5)",
}
BASE = {  # warm stone
    "50": "oklch(98.4% 0.004 60)",
    "100": "oklch(96.3% 0.006 58)",
    "200": "oklch(92.2% 0.009 55)",
    "300": "oklch(86.2% 0.012 50)",
    "400": "oklch(70.5% 0.017 45)",
    "500": "oklch(54% 0.019 40)",
    "600": "oklch(44.2% 0.019 35)",
    "700": "oklch(36.2% 0.018 30)",
    "800": "oklch(27% 0.016 25)",
    "900": "oklch(20.8% 0.014 20)",
    "950": "oklch(14.5% 0.012 18)",
}


def _page(title: str, icon: str, page: str, needs: str = "", **more: Any) -> dict[str, Any]:
    """A line of the sidebar; `page` is a URL name of the admin, `needs` a permission of core."""
    line = {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{page}"),
        "permission": lambda request: not needs or request.user.has_perm(needs),
    }
    return line | more


def _list(title: str, icon: str, model: str, app: str = "core", **more: Any) -> dict[str, Any]:
    return _page(title, icon, f"{app}_{model}_changelist", f"{app}.view_{model}", **more)


def _badge(name: str, variant: str) -> dict[str, str]:
    return {"badge": f"core.admin.sidebar.{name}", "badge_variant": variant}


def _is_exactly(page: str) -> dict[str, Any]:
    """The line is lit on this very page only; the usual rule goes by the beginning of the address."""
    return {"active": lambda request: request.resolver_match.view_name == f"admin:{page}"}


def _imports(request: Any) -> bool:
    from core.services import imports

    return bool(imports.kinds_of(request.user))


def _is_settings(request: Any) -> bool:
    return "/shopsettings/" in request.path


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": "Diary",
        "items": [
            _page(
                "Today",
                "fact_check",
                "core_today",
                "core.view_appointment",
                active=lambda request: "/today/" in request.path,
            ),
            _page("Dashboard", "wb_sunny", "index", **_is_exactly("index")),
            _page(
                "Board",
                "calendar_view_week",
                "core_appointment_board",
                "core.view_appointment",
                active=lambda request: "/board/" in request.path,
            ),
            _list("Appointments", "event", "appointment", **_badge("todays", "primary")),
            _list("Customers", "favorite", "customer"),
            _list("Changes of plan", "event_repeat", "rearrangement"),
        ],
    },
    {
        "title": "Catalogue",
        "separator": True,
        "items": [
            _list("Products", "checkroom", "product"),
            _list("Variants and prices", "sell", "variant"),
            _page(
                "Import",
                "upload_file",
                "core_imports",
                permission=_imports,
                active=lambda request: "/imports/" in request.path,
            ),
            _list("Changes of many", "rule", "bulkedit"),
            _list("Collections", "auto_awesome", "collection"),
            _list("Designers", "draw", "designer"),
            _list("Categories", "account_tree", "category"),
        ],
    },
    {
        "title": "Stock",
        "separator": True,
        "items": [
            _list("On hand", "inventory_2", "stocklevel", **_badge("low_stock", "warning")),
            _list("Reserved", "bookmark", "reservation"),
            _list("Lists and stocktakes", "playlist_add_check", "stocksheet"),
            _list("Stock ledger", "receipt_long", "stockmovement"),
            _list("Samples", "styler", "sample"),
        ],
    },
    {
        "title": "Messages",
        "separator": True,
        "items": [
            _list("Outbox", "outgoing_mail", "message", **_badge("failed_messages", "danger")),
            _list("Rules and texts", "edit_note", "reminderrule"),
        ],
    },
    {
        "title": "Shop",
        "separator": True,
        "items": [
            _list("Locations", "storefront", "location"),
            _list("Closed days", "event_busy", "closedday"),
            _list("Appointment types", "category", "appointmenttype"),
            _list("Stylists", "badge", "stylist"),
            _list("Fitting rooms", "meeting_room", "room"),
            _list("Time off and blocks", "block", "claim"),
            _list("Your own fields", "dashboard_customize", "fielddefinition"),
            _page("Exports", "download", "core_exports", "", **_is_exactly("core_exports")),
            _list("Settings", "tune", "shopsettings", active=_is_settings),
            _list("Staff", "group", "user", app="auth"),
            _list("Roles", "key", "group", app="auth"),
        ],
    },
]

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Nexus",
    "SITE_HEADER": "Nexus",
    "SITE_URL": None,
    "SITE_LOGO": {
        "light": lambda _request: static("core/brand/wordmark.svg"),
        "dark": lambda _request: static("core/brand/wordmark-dark.svg"),
    },
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda _request: static("core/brand/favicon.svg"),
        },
        {
            "rel": "alternate icon",
            "type": "image/png",
            "sizes": "64x64",
            "href": lambda _request: static("core/brand/favicon.png"),
        },
    ],
    "SHOW_HISTORY": False,  # it is the last tab
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "ENVIRONMENT": "core.admin.sidebar.environment",
    "DASHBOARD_CALLBACK": "core.admin.dashboard.context",
    "BORDER_RADIUS": "8px",
    "COLORS": {"primary": PRIMARY, "base": BASE},
    "STYLES": [
        lambda _request: static("core/fonts.css"),
        lambda _request: static("core/admin.css"),
        lambda _request: static("core/lists.css"),
    ],
    "SCRIPTS": [lambda _request: static("core/admin.js")],
    "LOGIN": {"image": lambda _request: static("core/brand/login.webp")},
    "COMMAND": {
        "show_history": False,
    },
    "SIDEBAR": {
        "show_search": True,
        "show_all_applications": False,
        "navigation": "core.admin.sidebar.navigation",
    },
}
