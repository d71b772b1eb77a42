"""Whether an edited plan holds: every row against the diary and against the rows before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils import timezone

from core.models import RearrangedAppointment, Rearrangement
from core.queries.diary import reasons, slots, spans
from core.queries.diary.reasons import Refusal
from core.queries.diary.slots import Candidate, Plan
from core.queries.rearranging import planning
from core.queries.rearranging.table import Proposal, Table

Outcome = RearrangedAppointment.Outcome
MOST_OPTIONS = 3

PASSED = Refusal("too-soon", "That time has passed.")
UNFINISHED = Refusal("no-time", "Choose date and time.")
TWICE = Refusal("booked-already", "She has another appointment at that time.")
NOT_FOR_IT = Refusal("no-stylist-working", "She does not serve this kind of appointment here.")


@dataclass
class Verdict:
    """Nothing refused: it can be done, in that room. Otherwise `options` are near and free."""

    refusals: list[Refusal] = field(default_factory=list)
    stylist_id: int | None = None
    room_id: int | None = None
    options: list[Proposal] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return not self.refusals


def check(change: Rearrangement, rows: Sequence[Proposal]) -> dict[int, Verdict]:
    """A verdict for each appointment by key, in the order in which `apply` would move them.

    The appointments come from `affected`. As many queries as `propose`, whatever their number.
    """
    table = Table(change, [row.appointment for row in rows])
    held = {pk: set(busy) for pk, busy in table.taken.items()}
    for row in rows:
        if row.decided in {Outcome.MOVED, Outcome.CANCELLED}:
            table.lift(row.appointment)
    return {row.appointment.pk: _judge(table, row, held[row.appointment.pk]) for row in rows}


def _judge(table: Table, row: Proposal, held: set[int]) -> Verdict:
    if row.decided != Outcome.MOVED:
        return Verdict()
    plan = table.plan(row.appointment)
    narrow = replace(plan, stylists=_named(plan, row.stylist_id))
    found = _refusals(table, narrow, row)
    if found:
        return Verdict(found, options=_options(table, plan, row, held))
    assert row.starts_at is not None  # noqa: S101
    start = spans.seconds(row.starts_at)
    chosen = planning.place(narrow, row.appointment, row.outcome, start, held)
    table.take(narrow, chosen, held)
    return Verdict([], chosen.stylist_id, chosen.room_id)


def _refusals(table: Table, plan: Plan, row: Proposal) -> list[Refusal]:
    if row.starts_at is None:
        return [UNFINISHED]
    if row.starts_at <= timezone.now():
        return [PASSED]
    if not plan.stylists:
        return [NOT_FOR_IT]
    start = spans.seconds(row.starts_at)
    twice = [] if table.is_once(plan, row.appointment, start) else [TWICE]
    return [*twice, *reasons.refusals(plan, start, online=False)]


def _named(plan: Plan, stylist_id: int | None) -> list[Candidate]:
    return [c for c in plan.stylists if stylist_id in {None, c.id}]


def _options(table: Table, plan: Plan, row: Proposal, held: set[int]) -> list[Proposal]:
    """The free starts nearest to the one asked for (else to the old one), with whoever is free."""
    wanted = spans.seconds(row.starts_at or row.appointment.starts_at)
    free = [s for s in slots.free_slots(plan) if table.is_once(plan, row.appointment, s.start)]
    near = sorted(free, key=lambda slot: (abs(slot.start - wanted), slot.start))
    return [
        planning.place(plan, row.appointment, "", slot.start, held) for slot in near[:MOST_OPTIONS]
    ]
