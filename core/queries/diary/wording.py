"""Words for time, by the clock of a plan's location."""

from collections.abc import Sequence
from datetime import date, datetime, time

from core.queries.diary import clock, spans
from core.queries.diary.slots import Plan
from core.queries.diary.spans import Span


def local(plan: Plan, instant: int) -> datetime:
    return spans.moment(instant).astimezone(plan.zone)


def day(plan: Plan, instant: int) -> date:
    return local(plan, instant).date()


def moment(plan: Plan, instant: int) -> str:
    return f"{clock.day(local(plan, instant))}, {local(plan, instant):%H:%M}"


def clocks(plan: Plan, some: Sequence[Span]) -> str:
    texts = [f"{local(plan, a):%H:%M} to {local(plan, b):%H:%M}" for a, b in some]
    return " and ".join(texts)


def span(plan: Plan, span: Sequence[int]) -> str:
    first, last = span
    if whole := _whole_days(plan, first, last):
        return whole
    if day(plan, first) == day(plan, last):
        return clocks(plan, [(first, last)])
    return f"{moment(plan, first)} to {moment(plan, last)}"


def _whole_days(plan: Plan, first: int, last: int) -> str:
    """From midnight to midnight is all day, and ends on the day before."""
    begin, end = local(plan, first), local(plan, last - 1)
    if begin.time() != time.min or local(plan, last).time() != time.min:
        return ""
    same = begin.date() == end.date()
    return "all day" if same else f"all day from {clock.day(begin)} to {clock.day(end)}"
