"""Closing the diary for a while: her time off, the closed days, or blocks on the rooms."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from core.models import Claim, ClosedDay, Rearrangement, Resource
from core.queries import diary as reading
from core.queries import rearranging
from core.queries.diary import spans


def rooms(change: Rearrangement) -> list[int]:
    """The rooms that cannot be used: those of the location."""
    if not change.location_id:
        return []
    found = Resource.objects.filter(kind=Resource.Kind.ROOM, location=change.location)
    return list(found.values_list("pk", flat=True))


def close(change: Rearrangement) -> None:
    """Around whatever still stands there; the caller holds the locks."""
    if change.stylist_id:
        change.blocks.set(_blocks(change, [change.stylist_id]))
    elif change.starts is not None:
        change.blocks.set(_blocks(change, rooms(change)))
    else:
        change.closed_days.set(_close_days(change))


def reopen(change: Rearrangement) -> None:
    """Open what it closed; a day that is closed for another reason too belongs to that from now on."""
    Claim.objects.filter(pk__in=change.blocks.values("pk")).delete()
    for other in rearranging.beside(change).filter(starts=None):
        hers = change.closed_days.filter(closed_on__range=(other.first_on, other.last_on))
        kept = list(hers)
        other.closed_days.add(*kept)
        change.closed_days.remove(*kept)
    ClosedDay.objects.filter(pk__in=change.closed_days.values("pk")).delete()


def _close_days(change: Rearrangement) -> list[ClosedDay]:
    """The days that were not closed before."""
    days = range((change.last_on - change.first_on).days + 1)
    made = []
    for day in (change.first_on + timedelta(days=n) for n in days):
        row, is_new = ClosedDay.objects.get_or_create(
            location=change.location, closed_on=day, defaults={"reason": change.reason}
        )
        made += [row] if is_new else []
    return made


def _blocks(change: Rearrangement, resource_ids: Collection[int]) -> list[Claim]:
    """All of that time is blocked, also where somebody stands: there it counts once she leaves.

    What lies over somebody is marked, as overbooking is, and left out of the guard.
    """
    whole = rearranging.span(change)
    here = reading.live_claims().filter(
        resource__in=resource_ids,
        starts_at__lt=spans.moment(whole[1]),
        ends_at__gt=spans.moment(whole[0]),
    )
    here.filter(kind=Claim.Kind.HOLD).update(is_live=False)
    taken: dict[int, set[spans.Span]] = {key: set() for key in resource_ids}
    for key, starts_at, ends_at in here.values_list("resource", "starts_at", "ends_at"):
        taken[key].add((spans.seconds(starts_at), spans.seconds_up(ends_at)))
    made = []
    for key, standing in taken.items():
        made += _pieces(change, key, spans.subtract([whole], spans.merge(standing)))
        over = [span for one in sorted(standing) for span in spans.intersect([whole], [one])]
        made += _pieces(change, key, over, is_overbooked=True)
    return made


def _pieces(
    change: Rearrangement, key: int, some: Collection[spans.Span], **fields: Any
) -> list[Claim]:
    return [
        Claim.objects.create(
            resource_id=key,
            kind=Claim.Kind.BLOCK,
            starts_at=spans.moment(first),
            ends_at=spans.moment(last),
            note=change.reason or ("Away" if change.stylist_id else "Closed"),
            **fields,
        )
        for first, last in some
    ]
