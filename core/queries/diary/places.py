"""Where somebody or something bookable is at home."""

from core.models import Location, Resource, Stylist, WorkingException, WorkingHours


def home_of(resource: Resource) -> Location | None:
    """Of a room or a sample its place, of a stylist the first one of her working hours."""
    if resource.location is not None:
        return resource.location
    hours = WorkingHours.objects.filter(stylist=resource.pk).select_related("location")
    first = hours.order_by("pk").first()
    return first.location if first else None


def belongs(stylist: Stylist, location: Location) -> bool:
    """Whether she ever serves there; nobody has said where a stylist without hours belongs."""
    hers = {stylist.location_id} - {None}
    for model in (WorkingHours, WorkingException):
        rows = model._default_manager.filter(stylist=stylist, location__isnull=False)
        hers |= set(rows.order_by().values_list("location_id", flat=True).distinct())
    return not hers or location.pk in hers
