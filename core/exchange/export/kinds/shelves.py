"""Designers, collections and categories as they are written."""

from core.exchange.export import values
from core.exchange.export.columns import Column, Kind
from core.exchange.export.kinds.catalogue import category
from core.models import Category, Collection, Designer

SEASONS = dict(Collection.Season.choices)

DESIGNERS = Kind(
    "designer",
    "Designers",
    Designer,
    (
        Column("slug", "Web name", ("slug",), example="maison-lune"),
        Column("name", "Name", ("name",), example="Maison Lune"),
        Column(
            "lead_time_weeks", "Lead time in weeks", ("lead_time_weeks",), values.number, "", "16"
        ),
        Column("website", "Website", ("website",), example="https://example.org"),
        Column("notes", "Notes", ("notes",), example="Trunk show in spring"),
        Column(
            "is_active",
            "We carry this designer",
            ("is_active",),
            values.yes_no,
            example="yes",
            allowed=("yes", "no"),
        ),
    ),
    version=("updated_at",),
)
COLLECTIONS = Kind(
    "collection",
    "Collections",
    Collection,
    (
        Column("slug", "Web name", ("slug",), example="first-light-2027"),
        Column("name", "Name", ("name",), example="First Light"),
        Column("designer", "Designer", ("designer__name",), example="Maison Lune"),
        Column(
            "season",
            "Season",
            ("season",),
            values.choice(SEASONS),
            example="Spring",
            allowed=tuple(map(str, SEASONS.values())),
        ),
        Column("year", "Year", ("year",), values.number, example="2027"),
    ),
)
CATEGORIES = Kind(
    "category",
    "Categories",
    Category,
    (
        Column("slug", "Web name", ("slug",), example="a-line"),
        Column("name", "Category", ("name",), example="A-line"),
        Column("parent", "Inside", ("parent_id",), category, example="Bridal gowns"),
        Column("position", "Order", ("position",), values.number, example="1"),
    ),
    is_imported=False,
)
