"""When there is time: what can be booked, with whom, and which slots are free."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from api import finding
from api.errors import declared, invalid
from api.paging import Order, Paging, page
from api.rendering import answer
from api.strict import Day, Filters, Gowns, Instant, Slug
from core.models import AppointmentType, Location, Stylist
from core.queries import diary
from core.queries.diary import Slot, spans

router = Router(tags=["Diary"])

BY_POSITION = Order("position", (("position", int), ("name", str), ("pk", int)))
BY_NAME = Order("name", (("name", str), ("pk", int)))

# ---- shapes -------------------------------------------------------------------


class AppointmentTypeOut(Schema):
    slug: str = Field(examples=["bridal-consultation"])
    name: str
    description: str
    duration_minutes: int
    is_bookable_online: bool = Field(description="Otherwise she has to call.")
    notice_hours: int = Field(description="At least so many hours before the start.")
    horizon_days: int = Field(description="At most so many days ahead.")
    color: str = Field(examples=["#9d5c75"])


class AppointmentTypes(Schema):
    items: list[AppointmentTypeOut]
    next: str | None


class StylistOut(Schema):
    slug: str = Field(examples=["mira"])
    name: str
    introduction: str
    locations: list[str] = Field(description="Slugs of where she works.", examples=[["berlin"]])


class Stylists(Schema):
    items: list[StylistOut]
    next: str | None


class Wanted(Filters):
    """What the slot is for."""

    type: Slug = Field(description="Slug of the appointment type.")
    location: Slug = Field(description="Slug.")
    stylist: Slug | None = Field(None, description="Slug; anybody who is free otherwise.")
    product: Gowns = Field([], description="Slugs of gowns to try on; each needs a free sample.")
    party_size: int = Field(
        finding.USUAL_PARTY, ge=1, le=50, description="People with the bride counted."
    )


class Span(Wanted):
    first: Day = Field(alias="from", description="First day, by the calendar of the location.")
    last: Day = Field(alias="to", description="Last day; 62 days at most.")


class Moment(Wanted):
    starts_at: Instant


class SlotOut(Schema):
    starts_at: str = Field(examples=["2026-06-02T10:00:00+02:00"])
    ends_at: str = Field(examples=["2026-06-02T11:30:00+02:00"])
    stylists: list[str] = Field(description="Slugs of who is free.", examples=[["mira", "jo"]])


class DayOut(Schema):
    date: str = Field(examples=["2026-06-02"])
    slots: list[SlotOut]


class AvailabilityOut(Schema):
    timezone: str = Field(examples=["Europe/Berlin"])
    days: list[DayOut] = Field(description="Every day asked for, also those without a slot.")


class RefusalOut(Schema):
    code: str = Field(examples=["stylist-taken"])
    message: str = Field(examples=["Every stylist is taken at that time."])


class Explanation(Schema):
    is_free: bool
    refusals: list[RefusalOut] = Field(description="Every rule that says no.")


# ---- operations ---------------------------------------------------------------


@router.get(
    "/appointment-types",
    response={200: AppointmentTypes, **declared(422)},
    summary="List appointment types",
)
def list_appointment_types(request: HttpRequest, filters: Query[Paging]) -> dict[str, Any]:
    """What a bride can come for."""
    found, following = page(AppointmentType.objects.filter(is_active=True), BY_POSITION, filters)
    names = AppointmentTypeOut.model_fields
    return {
        "items": [{name: getattr(type_, name) for name in names} for type_ in found],
        "next": following,
    }


@router.get("/stylists", response={200: Stylists, **declared(422)}, summary="List stylists")
def list_stylists(request: HttpRequest, filters: Query[Paging]) -> dict[str, Any]:
    """Who serves brides, and where."""
    rows = Stylist.objects.filter(is_active=True).prefetch_related("working_hours__location")
    found, following = page(rows, BY_NAME, filters)
    items = [
        {
            "slug": stylist.slug,
            "name": stylist.name,
            "introduction": stylist.introduction,
            "locations": sorted(
                {h.location.slug for h in stylist.working_hours.all() if h.location.is_active}
            ),
        }
        for stylist in found
    ]
    return {"items": items, "next": following}


@router.get(
    "/availability", response={200: AvailabilityOut, **declared(422)}, summary="Find free slots"
)
def find_availability(request: HttpRequest, filters: Query[Span]) -> HttpResponse:
    """The slots that can be booked online, day by day; times carry the offset of the location.

    A type that cannot be booked online has none. Somebody may be quicker: an offer is no hold.
    """
    if not timedelta() <= filters.last - filters.first < diary.LONGEST:
        raise invalid("to", "Ask for 1 to 62 days.", "span")
    type_, location, wishes = _looked_up(filters)
    free: Sequence[Slot] = ()
    if type_.is_bookable_online:
        free = diary.free_slots(type_, location, filters.first, filters.last, **wishes)
    return answer(
        {
            "timezone": location.timezone,
            "days": _by_day(location, free, filters.first, filters.last),
        }
    )


@router.get(
    "/availability/explain",
    response={200: Explanation, **declared(422)},
    summary="Explain why a time is free or not",
)
def explain_availability(request: HttpRequest, filters: Query[Moment]) -> dict[str, Any]:
    """Every rule that says no to one start, with a code for programs and a sentence for people."""
    type_, location, wishes = _looked_up(filters)
    refusals = diary.explain(type_, location, filters.starts_at, **wishes)
    return {
        "is_free": not refusals,
        "refusals": [{"code": each.code, "message": each.message} for each in refusals],
    }


def _looked_up(wanted: Wanted) -> tuple[AppointmentType, Location, dict[str, Any]]:
    type_, location = (finding.type_named(wanted.type), finding.location_named(wanted.location))
    stylist = finding.stylist_named(wanted.stylist) if wanted.stylist else None
    return (
        type_,
        location,
        {
            "stylist_id": stylist.pk if stylist else None,
            "products": finding.products_named(wanted.product, field="product"),
            "party": wanted.party_size,
        },
    )


def _by_day(
    location: Location, free: Sequence[Slot], first: date, last: date
) -> list[dict[str, Any]]:
    zone = location.zone
    count = (last - first).days + 1
    days: dict[date, list[Any]] = {first + timedelta(days=n): [] for n in range(count)}
    slugs = dict(Stylist.objects.values_list("pk", "slug")) if free else {}
    for slot in free:
        starts_at = datetime.fromtimestamp(slot.start, zone)
        days[starts_at.date()].append(
            {
                "starts_at": starts_at.isoformat(),
                "ends_at": spans.moment(slot.end).astimezone(zone).isoformat(),
                "stylists": [slugs[pk] for pk in slot.stylists],
            }
        )
    return [{"date": day.isoformat(), "slots": slots} for day, slots in days.items()]
