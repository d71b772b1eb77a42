"""From slugs to rows; where there is none, a 422 that names the field."""

from collections.abc import Sequence

from api.errors import invalid
from core.models import Appointment, AppointmentType, Location, Product, Stylist
from core.queries import catalog

USUAL_PARTY: int = Appointment._meta.get_field("party_size").default


def type_named(slug: str) -> AppointmentType:
    found = AppointmentType.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise invalid("type", "There is no appointment type of this slug.")
    return found


def location_named(slug: str) -> Location:
    found = Location.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise invalid("location", "There is no location of this slug.")
    return found


def stylist_named(slug: str) -> Stylist:
    found = Stylist.objects.filter(slug=slug, is_active=True).first()
    if found is None:
        raise invalid("stylist", "There is no stylist of this slug.")
    return found


def products_named(slugs: Sequence[str], *, field: str) -> list[Product]:
    """The products on sale of these slugs, each once, in their order."""
    wanted = list(dict.fromkeys(slugs))
    if not wanted:
        return []
    found = {product.slug: product for product in catalog.on_sale().filter(slug__in=wanted)}
    for position, slug in enumerate(wanted):
        if slug not in found:
            raise invalid(f"{field}.{position}", "There is no product of this slug.")
    return [found[slug] for slug in wanted]
