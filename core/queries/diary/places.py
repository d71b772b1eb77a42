"""Where somebody or something bookable is at home."""

from core.models import Location, Resource, WorkingHours


def home_of(resource: Resource) -> Location | None:
    """Of a room or a sample its place, of a stylist the first one of her working hours."""
    if resource.location is not None:
        return resource.location
    hours = WorkingHours.objects.filter(stylist=resource.pk).select_related("location")
    first = hours.order_by("pk").first()
    return first.location if first else None
