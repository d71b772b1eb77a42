"""The affected appointments on one table: what each has or would take, and what becomes of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from core.models import Appointment, RearrangedAppointment, Rearrangement, Resource
from core.queries import brides
from core.queries.diary import LONGEST, spans
from core.queries.diary.reading import read_plan
from core.queries.diary.slots import Candidate, Demand, Plan, Taken
from core.queries.rearranging.reading import span

Outcome = RearrangedAppointment.Outcome
Busy = dict[int, list[Taken]]

AROUND = timedelta(days=14)  # so far a bride is moved at least, however short the horizon is
LEAD = timedelta(hours=2)  # nobody is asked to come earlier than that from now

SAME_TIME, SAME_DAY, OTHER_DAY, CALL = "same-time", "same-day", "other-day", "call"
OUTCOMES = {
    SAME_TIME: "Same time, other stylist or room",
    SAME_DAY: "Another time that day",
    OTHER_DAY: "Another day",
    CALL: "To be called",
}


@dataclass
class Proposal:
    """What becomes of one appointment; without `starts_at` it stays, and she is to be called.

    The owner may change start, stylist and room before applying, or decide on `act` (with `reason`
    for a cancellation); `version` is the one she saw.
    """

    appointment: Appointment
    version: int
    outcome: str = CALL
    starts_at: datetime | None = None
    stylist_id: int | None = None
    room_id: int | None = None
    act: str = ""
    reason: str = ""

    @property
    def decided(self) -> str:
        return self.act or (Outcome.MOVED if self.starts_at else Outcome.CALL)


@dataclass(frozen=True)
class Expected:
    """When a bride is expected; who is with her party may be so at the same time."""

    bride: int
    party: int | None
    span: spans.Span


class Table:
    """The affected appointments on one table: what each has taken or would take, seen by the others."""

    def __init__(self, change: Rearrangement, standing: Sequence[Appointment]) -> None:
        self.change = change
        self.standing = standing
        self.taken: dict[int, Busy] = {found.pk: _claimed(found) for found in standing}
        self.away = _away(change)
        self.plans: dict[tuple[int, int], Plan] = {}
        self.expected: dict[int, Expected] = {
            pk: Expected(bride, party, (spans.seconds(begin), spans.seconds_up(end)))
            for pk, bride, party, begin, end in brides.engagements(
                {found.customer_id for found in standing}
            )
        }

    def plan(self, appointment: Appointment) -> Plan:
        """The plan for this one, with what the others have and will have in the way."""
        key = appointment.type_id, appointment.location_id
        if key not in self.plans:
            self.plans[key] = self._read(*key)
        others = [busy for pk, busy in self.taken.items() if pk != appointment.pk]
        return _with(self.plans[key], appointment, _together([self.away, *others]))

    def take(self, plan: Plan, proposal: Proposal, held: set[int]) -> None:
        key = proposal.appointment.pk
        self.taken[key] = _new_claims(plan, proposal, held)
        if proposal.starts_at and key in self.expected:
            start = spans.seconds(proposal.starts_at)
            span = start, start + plan.demand.duration
            self.expected[key] = replace(self.expected[key], span=span)

    def lift(self, appointment: Appointment) -> None:
        """It lets go of what it has; where it will be comes later, if anywhere."""
        self.taken[appointment.pk] = {}
        if appointment.pk in self.expected:
            self.expected[appointment.pk] = replace(self.expected[appointment.pk], span=(0, 0))

    def is_once(self, plan: Plan, appointment: Appointment, start: int) -> bool:
        """Whether the bride is not expected somewhere else then."""
        hers = self.expected.get(appointment.pk)
        if hers is None:
            return True
        end = start + plan.demand.duration
        return not any(
            other.bride == hers.bride
            and (other.party is None or other.party != hers.party)
            and other.span[0] < end
            and other.span[1] > start
            for key, other in self.expected.items()
            if key != appointment.pk
        )

    def _read(self, type_id: int, location_id: int) -> Plan:
        alike = [a for a in self.standing if (a.type_id, a.location_id) == (type_id, location_id)]
        type_, location = alike[0].type, alike[0].location
        today = timezone.now().astimezone(location.zone).date()
        far = max(today + timedelta(days=type_.horizon_days), self.change.last_on + AROUND)
        products = {row.product_id: row.product for a in alike for row in a.try_ons.all()}
        return read_plan(
            type_,
            location,
            max(today, self.change.first_on - AROUND),
            min(far, self.change.last_on + LONGEST),
            products=list(products.values()),
            without=[a.pk for a in self.standing],
            with_names=True,
        )


def _with(plan: Plan, appointment: Appointment, others: Busy) -> Plan:
    gowns = {row.product_id for row in appointment.try_ons.all()}
    length = int((appointment.ends_at - appointment.starts_at).total_seconds())
    demand = Demand(length, plan.demand.before, plan.demand.after, appointment.party_size)

    def seen(candidates: Iterable[Candidate]) -> list[Candidate]:
        return [_busier(c, others[c.id]) if c.id in others else c for c in candidates]

    return replace(
        plan,
        demand=demand,
        stylists=seen(plan.stylists),
        rooms=seen(plan.rooms),
        samples={p: seen(some) for p, some in plan.samples.items() if p in gowns},
        earliest=spans.seconds(timezone.now() + LEAD),
        latest=1 << 62,
    )


def _busier(candidate: Candidate, more: Sequence[Taken]) -> Candidate:
    busy = spans.merge([*candidate.busy, *((claim.start, claim.end) for claim in more)])
    return replace(candidate, busy=busy, claims=[*candidate.claims, *more])


def _claimed(appointment: Appointment) -> Busy:
    found: Busy = defaultdict(list)
    words = _words(appointment)
    for claim in appointment.claims.all():
        if claim.is_live:
            start, end = spans.seconds(claim.starts_at), spans.seconds_up(claim.ends_at)
            found[claim.resource_id].append(Taken(claim.pk, start, end, words))
    return found


def _words(appointment: Appointment) -> str:
    return f"{appointment.customer} ({appointment.type})"


def _new_claims(plan: Plan, proposal: Proposal, held: set[int]) -> Busy:
    assert proposal.starts_at and proposal.stylist_id and proposal.room_id  # noqa: S101, PT018
    start, demand = spans.seconds(proposal.starts_at), plan.demand
    gowns = [
        min(
            (g.id for g in some if g.is_free(start, demand)), key=lambda id_: (id_ not in held, id_)
        )
        for some in plan.samples.values()
    ]
    first, last = start - demand.before, start + demand.duration + demand.after
    claim = Taken(0, first, last, f"{_words(proposal.appointment)}, on this list")
    return {resource: [claim] for resource in (proposal.stylist_id, proposal.room_id, *gowns)}


def _together(parts: Iterable[Busy]) -> Busy:
    found: Busy = defaultdict(list)
    for part in parts:
        for resource, some in part.items():
            found[resource] += some
    return found


def _away(change: Rearrangement) -> Busy:
    """Who cannot serve meanwhile: the stylist, or every room of the location."""
    if change.stylist_id:
        keys = [change.stylist_id]
    else:
        rooms = Resource.objects.filter(kind=Resource.Kind.ROOM, location=change.location)
        keys = list(rooms.values_list("pk", flat=True))
    claim = Taken(0, *span(change), change.reason or ("away" if change.stylist_id else "closed"))
    return {key: [claim] for key in keys}
