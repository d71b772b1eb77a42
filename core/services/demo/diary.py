"""Who comes when: visits placed day by day, so that no stylist, room or sample is taken twice."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.models import AppointmentType, ClosedDay, Location, Room, Sample, Stylist
from core.queries.diary import spans
from core.queries.diary.spans import Span
from core.services.demo.house import PAST, clock
from core.services.demo.stage import Bride, Stage

AHEAD = 28
MINUTE = 60
FULL = {-3: 0.6, -2: 0.62, -1: 0.65, 0: 0.66, 1: 0.6, 2: 0.5, 3: 0.4}
"""How full each week is, counted from today; the present day is fuller than any."""
TODAY_FULL = 0.9
USUAL_LENGTH = 105 * MINUTE
GAP = (3, 7)
"""Days a bride lets pass between two visits."""
REGULARS = 0.55
"""Share of the brides who have been coming since the diary begins."""
NEWEST = {"searching": 14, "curious": 10, "decided": 3, "sewing": -2}
"""In how many days the last of the others on such a journey comes first."""


@dataclass
class Visit:
    """An appointment as the diary holds it, before anything is known of how it went."""

    bride: Bride
    type: AppointmentType
    location: Location
    stylist: Stylist
    room: Room
    start: int
    party: int
    gowns: list[Sample] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.start + self.type.duration_minutes * MINUTE

    @property
    def claimed(self) -> Span:
        before, after = self.type.buffer_before_minutes, self.type.buffer_after_minutes
        return self.start - before * MINUTE, self.end + after * MINUTE

    @property
    def resource_ids(self) -> list[int]:
        return [self.stylist.pk, self.room.pk, *(gown.pk for gown in self.gowns)]


class Diary:
    """Fills the days of all locations; `busy` already knows the blocks."""

    def __init__(self, stage: Stage, busy: dict[int, list[Span]]) -> None:
        self.stage, self.busy = stage, busy
        self.visits: list[Visit] = []
        self.closed: dict[int | None, set[date]] = defaultdict(set)
        for location_id, day in ClosedDay.objects.values_list("location", "closed_on"):
            self.closed[location_id].add(day)
        self.next_visit = self._first_visits()

    def _first_visits(self) -> dict[int, date]:
        """From when on each bride may come, by customer."""
        dice, today = self.stage.dice, self.stage.now.date()
        first: dict[int, date] = {}
        for bride in self.stage.brides:
            latest = -PAST.days + 5 if dice.random() < REGULARS else NEWEST[bride.kind]
            days = dice.randint(-PAST.days - 1, latest)
            first[bride.customer.pk] = today + timedelta(days=days)
        return first

    def fill(self) -> list[Visit]:
        for offset in range(-PAST.days, AHEAD + 1):
            for slug, location in self.stage.locations.items():
                day = self.stage.now.astimezone(location.zone).date() + timedelta(days=offset)
                if day in self.closed[location.pk] or day in self.closed[None]:
                    continue
                full = FULL.get(offset // 7, 0.2) if offset else TODAY_FULL
                for stylist, span in self._presence(slug, location, day):
                    self._fill_span(stylist, location, day, span, full)
        return self.visits

    def _presence(self, slug: str, location: Location, day: date) -> Iterator[tuple[Stylist, Span]]:
        weekday = str(day.weekday())
        data = next(one for one in self.stage.shop["locations"] if one["slug"] == slug)
        opening = spans.merge(
            spans.daily(location.zone, day, *clock(hours)) for hours in data["hours"][weekday]
        )
        for one in self.stage.shop["stylists"]:
            if one["location"] == slug and weekday in one["days"]:
                work = spans.daily(location.zone, day, *clock(one["days"][weekday]))
                for span in spans.intersect(opening, [work]):
                    yield self.stage.stylists[one["slug"]], span

    def _fill_span(
        self, stylist: Stylist, location: Location, day: date, span: Span, full: float
    ) -> None:
        """Walk along the grid; at each free step a bride may come."""
        step = location.slot_minutes * MINUTE
        chance = full * step / (full * step + USUAL_LENGTH * (1 - full))
        start = span[0]
        while start < span[1]:
            visit = None
            if self.stage.dice.random() < chance:
                visit = self._visit(stylist, location, day, start, span[1])
            if visit is None:
                start += step
                continue
            start = span[0] + -(-(visit.claimed[1] - span[0]) // step) * step

    def _visit(
        self, stylist: Stylist, location: Location, day: date, start: int, until: int
    ) -> Visit | None:
        room = self._room(location, start)
        brides = [bride for bride in self.stage.brides if self._may_come(bride, location, day)]
        brides.sort(key=lambda bride: (bride.visits, bride.customer.pk))
        for bride in self.stage.dice.sample(brides[:8], min(8, len(brides))):
            type_ = self.stage.types[bride.journey[bride.visits]]
            party = self.stage.dice.randint(1, min(5 if bride.visits == 0 else 3, room.capacity))
            visit = Visit(bride, type_, location, stylist, room, start, party)
            if visit.end <= until and self._serves(stylist, type_) and self._is_free(visit):
                self._keep(visit, day)
                return visit
        return None

    def _room(self, location: Location, start: int) -> Room:
        """Any room for now; whether it is really free is looked at with the whole visit."""
        rooms = [room for room in self.stage.rooms.values() if room.location_id == location.pk]
        free = [r for r in rooms if not self._meets(r.pk, (start, start + USUAL_LENGTH))]
        return self.stage.dice.choice(free or rooms)

    def _may_come(self, bride: Bride, location: Location, day: date) -> bool:
        return (
            self.stage.locations[bride.home] == location
            and bride.visits < len(bride.journey)
            and self.next_visit[bride.customer.pk] <= day + self._eagerness(location, day)
        )

    def _eagerness(self, location: Location, day: date) -> timedelta:
        """Today is a day on which the shop is well visited."""
        is_today = day == self.stage.now.astimezone(location.zone).date()
        return timedelta(days=2 if is_today else 0)

    def _serves(self, stylist: Stylist, type_: AppointmentType) -> bool:
        data = next(one for one in self.stage.shop["types"] if one["slug"] == type_.slug)
        return stylist.slug in data.get("stylists", [stylist.slug])

    def _is_free(self, visit: Visit) -> bool:
        return not any(self._meets(pk, visit.claimed) for pk in visit.resource_ids)

    def _meets(self, resource_id: int, span: Span) -> bool:
        return any(start < span[1] and span[0] < end for start, end in self.busy[resource_id])

    def _keep(self, visit: Visit, day: date) -> None:
        visit.gowns = self._gowns(visit)
        for pk in visit.resource_ids:
            self.busy[pk].append(visit.claimed)
        self.next_visit[visit.bride.customer.pk] = day + timedelta(
            days=self.stage.dice.randint(*GAP)
        )
        visit.bride.visits += 1
        self.visits.append(visit)

    def _gowns(self, visit: Visit) -> list[Sample]:
        data = next(one for one in self.stage.shop["types"] if one["slug"] == visit.type.slug)
        if not data.get("tries_gowns"):
            return []
        there = {
            sample.variant.product_id: sample
            for sample in self.stage.samples
            if sample.location_id == visit.location.pk
            and sample.status == Sample.Status.ON_FLOOR
            and not self._meets(sample.pk, visit.claimed)
        }
        wanted = self.stage.dice.choice([0, 1, 2, 2, 3])
        return self.stage.dice.sample(list(there.values()), min(wanted, len(there)))
