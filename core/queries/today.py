"""One day of the boutique as those who serve it see it: who comes, and where each gown is."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet

from core.models import (
    Appointment,
    Claim,
    Location,
    Product,
    ProductImage,
    Stylist,
    TryOn,
)
from core.queries import shelf
from core.queries.diary import live_claims, spans

MOST_FOUND = 20


def on_the_day(where: Iterable[Location], day: date) -> Q:
    """A filter on starts_at: that date on the wall of each location."""
    found = Q(pk__in=[])
    for location in where:
        begin = spans.moment(spans.wall(location.zone, day, time.min))
        end = spans.moment(spans.wall(location.zone, day + timedelta(days=1), time.min))
        found |= Q(location=location, starts_at__gte=begin, starts_at__lt=end)
    return found


def run_sheet(
    where: Sequence[Location], day: date, *, stylist: Stylist | None = None
) -> list[Appointment]:
    """Whoever comes that day, in time order, with her gowns; cancelled ones are left out."""
    found = with_gowns().filter(on_the_day(where, day)).exclude(status=Appointment.Status.CANCELLED)
    if stylist is not None:
        found = found.filter(stylist=stylist)
    return list(found.order_by("starts_at", "pk"))


def with_gowns() -> QuerySet[Appointment]:
    """Appointments with all that the run sheet says of each, in three queries."""
    gowns = TryOn.objects.select_related(
        "product__designer", "sample__variant", "sample__location"
    ).prefetch_related(_pictures("product__images"))
    return Appointment.objects.select_related(
        "type", "customer", "location", "stylist", "room"
    ).prefetch_related(Prefetch("try_ons", gowns.order_by("pk")))


def elsewhere(rows: Iterable[Appointment], *, now: datetime) -> dict[int, Claim]:
    """What has each of these appointments' samples at this moment, by the sample's key."""
    samples = {gown.sample_id for row in rows for gown in row.try_ons.all() if gown.sample_id}
    if not samples:
        return {}
    claims = (
        live_claims(now)
        .filter(resource__in=samples, starts_at__lte=now, ends_at__gt=now)
        .select_related("appointment__customer", "appointment__room")
    )
    return {claim.resource_id: claim for claim in claims}


def gowns_like(words: str, *, without: Appointment) -> QuerySet[Product]:
    """Styles a bride may ask for on the spot: by name, designer, or any label scanned.

    What is on her list already is left out.
    """
    found = Product.objects.exclude(status=Product.Status.ARCHIVED).exclude(
        try_ons__appointment=without
    )
    for word in words.split()[:5]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(designer__name__icontains=word)
            | Q(variants__sku__iexact=word)
            | Q(variants__barcode__iexact=word)
            | Q(variants__samples__barcode__iexact=word)
        )
    keys = found.order_by().values("pk").distinct()
    return (
        Product.objects.filter(pk__in=keys)
        .select_related("designer")
        .prefetch_related(_pictures("images"))
        .order_by("name", "pk")[:MOST_FOUND]
    )


def _pictures(path: str) -> "Prefetch[str]":
    return Prefetch(path, ProductImage.objects.order_by(*shelf.PICTURE_ORDER))
