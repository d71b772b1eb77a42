"""The slot functions against an oracle that looks at every minute."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.queries.diary import reasons, slots, spans
from core.queries.diary.slots import Candidate, Demand, Plan, Slot
from core.queries.diary.spans import Span

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4).map(spans.merge)


@st.composite
def candidates(draw: st.DrawFn, ids: range) -> list[Candidate]:
    return [
        Candidate(id_, f"No. {id_}", draw(SPANS), draw(SPANS), capacity=draw(st.integers(1, 3)))
        for id_ in ids
        if draw(st.booleans())
    ]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    opening = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
    opened = spans.merge(opening)
    rooms = draw(candidates(range(10, 12)))
    for room in rooms:
        room.presence = opened
    demand = Demand(
        duration=draw(st.integers(1, 12)),
        before=draw(st.integers(0, 3)),
        after=draw(st.integers(0, 3)),
        party=draw(st.integers(1, 3)),
    )
    return Plan(
        demand,
        opening,
        opened,
        draw(st.integers(1, 7)),
        stylists=draw(candidates(range(1, 4))),
        rooms=rooms,
        samples=draw(st.dictionaries(st.just(7), candidates(range(20, 22)))),
        earliest=draw(st.integers(-5, 20)),
        latest=draw(st.integers(30, 70)),
    )


def minutes(some: list[Span]) -> set[int]:
    return {minute for start, end in some for minute in range(start, end)}


def serves(candidate: Candidate, start: int, demand: Demand, *, anywhere: bool = False) -> bool:
    """Present in every minute of the appointment, and taken in none of it or its buffers."""
    needed = set(range(start, start + demand.duration))
    around = range(start - demand.before, start + demand.duration + demand.after)
    is_there = anywhere or needed <= minutes(list(candidate.presence))
    return is_there and not set(around) & minutes(list(candidate.busy))


def oracle(plan: Plan, start: int) -> Slot | None:
    demand = plan.demand
    if not set(range(start, start + demand.duration)) <= minutes(list(plan.open)):
        return None
    stylists = tuple(c.id for c in plan.stylists if serves(c, start, demand))
    rooms = tuple(
        c.id for c in plan.rooms if c.capacity >= demand.party and serves(c, start, demand)
    )
    has_gowns = all(
        any(serves(gown, start, demand, anywhere=True) for gown in gowns)
        for gowns in plan.samples.values()
    )
    if not stylists or not rooms or not has_gowns:
        return None
    return Slot(start, start + demand.duration, stylists, rooms)


def on_grid(plan: Plan, start: int) -> bool:
    return any(
        (start - opens) % plan.grid == 0
        for opens, closes in plan.opening
        if opens <= start <= closes - plan.demand.duration
    )


@settings(max_examples=150)
@given(plans())
def test_free_slots_are_what_a_minute_by_minute_look_finds(plan: Plan) -> None:
    expected = [
        slot
        for start in range(-5, 75)
        if plan.earliest <= start <= plan.latest
        and on_grid(plan, start)
        and (slot := oracle(plan, start))
    ]
    assert slots.free_slots(plan) == expected


@settings(max_examples=150)
@given(plans(), st.integers(-5, 70))
def test_a_start_without_refusals_is_a_free_slot_and_no_other(plan: Plan, start: int) -> None:
    offered = start in {slot.start for slot in slots.free_slots(plan)}
    assert (reasons.refusals(plan, start) == []) == offered
    assert (reasons.refusals(plan, start, online=False) == []) == (oracle(plan, start) is not None)


# Single rules -------------------------------------------------------------------

ALWAYS = [(0, 1000)]


def plan_for(demand: Demand, **fields: object) -> Plan:
    given = {
        "opening": [(0, 100)],
        "open": [(0, 100)],
        "grid": 10,
        "stylists": [Candidate(1, "Mira", ALWAYS)],
        "rooms": [Candidate(2, "Salon", ALWAYS)],
    }
    return Plan(demand, **given | fields)  # type: ignore[arg-type]


def starts(plan: Plan) -> list[int]:
    return [slot.start for slot in slots.free_slots(plan)]


def test_the_last_slot_ends_at_closing_time() -> None:
    assert starts(plan_for(Demand(40))) == [0, 10, 20, 30, 40, 50, 60]


def test_buffers_may_lie_outside_opening_hours_but_not_on_another_claim() -> None:
    busy = Candidate(1, "Mira", ALWAYS, busy=[(40, 60)])
    plan = plan_for(Demand(20, before=5, after=5), stylists=[busy])
    assert starts(plan) == [0, 10, 70, 80]


def test_each_opening_starts_its_own_grid() -> None:
    opening = [(0, 25), (33, 60)]
    plan = plan_for(Demand(10), opening=opening, open=opening)
    assert starts(plan) == [0, 10, 33, 43]


def test_a_shop_that_does_not_open_offers_nothing() -> None:
    assert starts(plan_for(Demand(10), opening=[], open=[])) == []


def test_a_stylist_alone_is_not_enough_without_a_room() -> None:
    plan = plan_for(Demand(10), rooms=[Candidate(2, "Salon", ALWAYS, busy=[(0, 95)])])
    assert starts(plan) == []
    assert [no.code for no in reasons.refusals(plan, 0)] == ["room-taken"]


def test_a_refusal_names_every_rule_that_says_no() -> None:
    plan = plan_for(
        Demand(10, party=5),
        stylists=[Candidate(1, "Mira", ALWAYS, busy=[(0, 50)])],
        samples={7: []},
        earliest=20,
    )
    assert [no.code for no in reasons.refusals(plan, 3)] == [
        "too-soon",
        "off-grid",
        "stylist-taken",
        "party-too-big",
        "no-sample",
    ]
