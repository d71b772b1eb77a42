"""Where the boutique is and when it is open."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from api.errors import declared
from api.paging import Order, Paging, page
from core.models import ClosedDay, Location

router = Router(tags=["Shop"])
ORDER = Order("position", (("position", int), ("name", str), ("pk", int)))


class Address(Schema):
    street: str
    postal_code: str
    city: str
    country: str


class Opening(Schema):
    """A span of one weekday, wall-clock; past midnight when it closes before it opens."""

    weekday: str = Field(examples=["tuesday"])
    opens: str = Field(examples=["10:00"])
    closes: str = Field(examples=["19:00"])


class Closed(Schema):
    date: str = Field(examples=["2026-12-24"])
    reason: str


class LocationOut(Schema):
    slug: str = Field(examples=["berlin"])
    name: str
    timezone: str = Field(examples=["Europe/Berlin"])
    address: Address
    email: str
    phone: str
    opening_hours: list[Opening]
    closed_days: list[Closed] = Field(description="The next 50, from today on.")


class Locations(Schema):
    items: list[LocationOut]
    next: str | None


@router.get("/locations", response={200: Locations, **declared(422)}, summary="List locations")
def list_locations(request: HttpRequest, filters: Query[Paging]) -> dict[str, Any]:
    """The boutiques a bride can visit, with address, time zone, opening hours and closed days."""
    rows = Location.objects.filter(is_active=True).prefetch_related("opening_hours")
    found, following = page(rows, ORDER, filters)
    closed = _closed_days(found)
    return {"items": [_shown(location, closed) for location in found], "next": following}


def _closed_days(locations: list[Location]) -> list[ClosedDay]:
    """Coming closed days of these locations, those of all of them included."""
    yesterday = timezone.now().date() - timedelta(days=1)
    return list(
        ClosedDay.objects.filter(
            Q(location__in=locations) | Q(location__isnull=True), closed_on__gt=yesterday
        ).order_by("closed_on", "pk")[:1000]
    )


def _shown(location: Location, closed: list[ClosedDay]) -> dict[str, Any]:
    today = timezone.now().astimezone(location.zone).date()
    return {
        "slug": location.slug,
        "name": location.name,
        "timezone": location.timezone,
        "address": {
            "street": location.street,
            "postal_code": location.postal_code,
            "city": location.city,
            "country": location.country,
        },
        "email": location.email,
        "phone": location.phone,
        "opening_hours": [
            {
                "weekday": hours.get_weekday_display().lower(),
                "opens": f"{hours.opens:%H:%M}",
                "closes": f"{hours.closes:%H:%M}",
            }
            for hours in sorted(location.opening_hours.all(), key=lambda h: (h.weekday, h.opens))
        ],
        "closed_days": [
            {"date": day.closed_on.isoformat(), "reason": day.reason}
            for day in closed
            if day.location_id in (None, location.pk) and day.closed_on >= today
        ][:50],
    }
