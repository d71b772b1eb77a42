"""Time that nobody can have: a day off, a course, a sample that travels."""

from collections import defaultdict
from datetime import date, time, timedelta

from core.models import Claim, Location, Sample
from core.queries.diary import spans
from core.queries.diary.spans import Span
from core.services.demo.house import clock
from core.services.demo.stage import Stage


def build(stage: Stage) -> dict[int, list[Span]]:
    """Write the blocks; what they occupy, by resource."""
    busy: dict[int, list[Span]] = defaultdict(list)
    claims = []
    for pk, span, note in [*_of_people_and_rooms(stage), *_of_samples(stage)]:
        busy[pk].append(span)
        claims.append(
            Claim(
                resource_id=pk,
                kind=Claim.Kind.BLOCK,
                starts_at=spans.moment(span[0]),
                ends_at=spans.moment(span[1]),
                note=note,
            )
        )
    Claim.objects.bulk_create(claims)
    return busy


def _of_people_and_rooms(stage: Stage) -> list[tuple[int, Span, str]]:
    homes = {one["slug"]: one["location"] for one in stage.shop["stylists"]}
    found = []
    for block in stage.shop["blocks"]:
        who = block["who"]
        room = stage.rooms.get(who)
        location = stage.home_of(room) if room else stage.locations[homes[who]]
        pk = room.pk if room else stage.stylists[who].pk
        day = _day(stage, location, block["in_days"])
        found.append((pk, spans.daily(location.zone, day, *clock(block["hours"])), block["note"]))
    return found


def _of_samples(stage: Stage) -> list[tuple[int, Span, str]]:
    found = []
    floor = [sample for sample in stage.samples if sample.status == Sample.Status.ON_FLOOR]
    for block in stage.shop["sample_blocks"]:
        for sample in stage.dice.sample(floor, 2):
            location = stage.home_of(sample)
            first = _day(stage, location, block["in_days"])
            start, _ = spans.daily(location.zone, first, time.min, time.min)
            last = first + timedelta(days=block["days"] - 1)
            end = spans.daily(location.zone, last, time.min, time.min)[1]
            found.append((sample.pk, (start, end), block["note"]))
            floor.remove(sample)
    return found


def _day(stage: Stage, location: Location, in_days: int) -> date:
    return stage.now.astimezone(location.zone).date() + timedelta(days=in_days)
