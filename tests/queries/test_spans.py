"""Spans against slow, obvious doubles: sets of minutes, and a clock watched minute by minute."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.queries.diary import spans
from core.queries.diary.spans import Span

SPAN = st.tuples(st.integers(0, 40), st.integers(0, 40))
SPANS = st.lists(SPAN, max_size=6)


def points(some: list[Span]) -> set[int]:
    return {point for start, end in some for point in range(start, end)}


@given(SPANS)
def test_merged_spans_cover_the_same_and_stand_apart(some: list[Span]) -> None:
    merged = spans.merge(some)
    assert points(merged) == points(some)
    assert all(start < end for start, end in merged)
    assert all(left[1] < right[0] for left, right in itertools.pairwise(merged))


@given(SPANS, SPANS)
def test_the_intersection_is_what_both_cover(left: list[Span], right: list[Span]) -> None:
    both = spans.intersect(spans.merge(left), spans.merge(right))
    assert points(both) == points(left) & points(right)


@given(SPANS, st.integers(0, 40), st.integers(1, 10))
def test_within_and_overlaps_agree_with_counting(some: list[Span], start: int, length: int) -> None:
    merged = spans.merge(some)
    asked = set(range(start, start + length))
    assert spans.within(merged, start, start + length) == (asked <= points(some))
    assert spans.overlaps(merged, start, start + length) == bool(asked & points(some))


# The clock on the wall ----------------------------------------------------------

CHANGES = {
    "Europe/Berlin": [date(2027, 3, 28), date(2027, 10, 31)],
    "America/New_York": [date(2027, 3, 14), date(2027, 11, 7)],
    "Australia/Lord_Howe": [date(2027, 4, 4), date(2027, 10, 3)],  # by half an hour
    "Asia/Kolkata": [date(2027, 3, 28), date(2027, 10, 31)],  # never changes
}


def first_showing(zone: ZoneInfo, day: date, clock: time) -> int:
    """Watch a clock in `zone` from the evening before, until it shows the time or a later one."""
    wanted = datetime.combine(day, clock)
    instant = (wanted - timedelta(hours=16)).replace(tzinfo=UTC)
    while instant.astimezone(zone).replace(tzinfo=None) < wanted:
        instant += timedelta(minutes=1)
    return spans.seconds(instant)


@pytest.mark.parametrize("name", CHANGES)
@settings(max_examples=25)
@given(days=st.integers(-1, 1), minute=st.integers(0, 6 * 60), spring=st.booleans())
def test_a_wall_clock_time_is_its_first_showing(
    name: str, days: int, minute: int, spring: bool
) -> None:
    zone = ZoneInfo(name)
    day = CHANGES[name][spring] + timedelta(days=days)
    clock = time(minute // 60, minute % 60)
    assert spans.wall(zone, day, clock) == first_showing(zone, day, clock)


@pytest.mark.parametrize(
    ("name", "day", "hours"),
    [
        ("Europe/Berlin", date(2027, 3, 28), 5),
        ("Europe/Berlin", date(2027, 10, 31), 7),
        ("America/New_York", date(2027, 3, 14), 5),
        ("America/New_York", date(2027, 11, 7), 7),
        ("Australia/Lord_Howe", date(2027, 10, 3), 5.5),
        ("Australia/Lord_Howe", date(2027, 4, 4), 6.5),
        ("Asia/Kolkata", date(2027, 3, 28), 6),
    ],
)
def test_the_night_of_the_change_has_its_real_length(name: str, day: date, hours: float) -> None:
    start, end = spans.daily(ZoneInfo(name), day, time(0), time(6))
    assert end - start == hours * 3600


def test_hours_past_midnight_end_on_the_next_day() -> None:
    start, end = spans.daily(ZoneInfo("Europe/Berlin"), date(2027, 6, 5), time(20), time(2))
    assert spans.moment(start) == datetime(2027, 6, 5, 18, tzinfo=UTC)
    assert spans.moment(end) == datetime(2027, 6, 6, 0, tzinfo=UTC)


def test_hours_over_the_spring_night_are_an_hour_shorter() -> None:
    start, end = spans.daily(ZoneInfo("Europe/Berlin"), date(2027, 3, 27), time(22), time(4))
    assert end - start == 5 * 3600


def test_opening_inside_the_skipped_hour_means_the_moment_of_the_jump() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert spans.wall(zone, date(2027, 3, 28), time(2, 30)) == spans.wall(
        zone, date(2027, 3, 28), time(3)
    )
