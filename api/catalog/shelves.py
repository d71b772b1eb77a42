"""What gowns are sorted by: designers, categories, collections."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from api.errors import declared
from api.paging import Order, Paging, page
from core.models import Category, Collection, Designer

router = Router()

BY_NAME = Order("name", (("name", str), ("pk", int)))
BY_POSITION = Order("position", (("position", int), ("name", str), ("pk", int)))
NEWEST = Order("year", (("year", int), ("pk", int)), is_descending=True)


class DesignerOut(Schema):
    slug: str = Field(examples=["atelier-nord"])
    name: str
    website: str
    lead_time_weeks: int = Field(description="From the order to the gown in the boutique.")


class Designers(Schema):
    items: list[DesignerOut]
    next: str | None


class CategoryOut(Schema):
    slug: str = Field(examples=["bridal-gowns"])
    name: str
    parent: str | None = Field(description="Slug of the category it sits inside.")


class Categories(Schema):
    items: list[CategoryOut]
    next: str | None


class CollectionOut(Schema):
    slug: str = Field(examples=["first-light-2026"])
    name: str
    season: Collection.Season
    year: int
    designer: str | None = Field(description="Slug of the designer.")


class Collections(Schema):
    items: list[CollectionOut]
    next: str | None


@router.get("/designers", response={200: Designers, **declared(422)}, summary="List designers")
def list_designers(request: HttpRequest, filters: Query[Paging]) -> dict[str, Any]:
    """The brands the boutique carries, by name."""
    found, following = page(Designer.objects.filter(is_active=True), BY_NAME, filters)
    items = [
        {
            "slug": designer.slug,
            "name": designer.name,
            "website": designer.website if is_web_address(designer.website) else "",
            "lead_time_weeks": designer.lead_time_weeks,
        }
        for designer in found
    ]
    return {"items": items, "next": following}


@router.get("/categories", response={200: Categories, **declared(422)}, summary="List categories")
def list_categories(request: HttpRequest, filters: Query[Paging]) -> dict[str, Any]:
    """Kinds of things, as a flat list that names each one's parent."""
    rows = Category.objects.select_related("parent")
    found, following = page(rows, BY_POSITION, filters)
    items = [
        {
            "slug": category.slug,
            "name": category.name,
            "parent": category.parent.slug if category.parent else None,
        }
        for category in found
    ]
    return {"items": items, "next": following}


@router.get(
    "/collections", response={200: Collections, **declared(422)}, summary="List collections"
)
def list_collections(request: HttpRequest, filters: Query[Paging]) -> dict[str, Any]:
    """What designers show together in one season, the newest year first."""
    rows = Collection.objects.select_related("designer")
    found, following = page(rows, NEWEST, filters)
    items = [
        {
            "slug": collection.slug,
            "name": collection.name,
            "season": collection.season,
            "year": collection.year,
            "designer": collection.designer.slug if collection.designer else None,
        }
        for collection in found
    ]
    return {"items": items, "next": following}


def is_web_address(url: str) -> bool:
    """Whether a link out of the data may go to a visitor; never javascript: or data:."""
    return url.lower().startswith(("https://", "http://"))
