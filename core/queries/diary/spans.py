"""Arithmetic on spans of time: half-open pairs of whole seconds since 1970 (UTC); no ORM.

All lists of spans that go in or out are sorted and disjoint unless a name says otherwise.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]


def seconds(moment: datetime) -> int:
    """The instant of an aware datetime, rounded down to the second."""
    return int(moment.timestamp())


def seconds_up(moment: datetime) -> int:
    """The instant of an aware datetime, rounded up to the second."""
    return seconds(moment) + bool(moment.microsecond)


def moment(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


def wall(zone: ZoneInfo, day: date, clock: time) -> int:
    """The first instant of `day` at which a clock in `zone` shows `clock` or later.

    A time that the spring night skips is the moment of the jump; a time that the autumn night
    shows twice is its first showing.
    """
    naive = datetime.combine(day, clock)
    late = seconds(naive.replace(tzinfo=zone))
    if datetime.fromtimestamp(late, zone).replace(tzinfo=None) == naive:
        return late
    early = seconds(naive.replace(tzinfo=zone, fold=1))
    while late - early > 1:
        middle = (early + late) // 2
        if datetime.fromtimestamp(middle, zone).replace(tzinfo=None) < naive:
            early = middle
        else:
            late = middle
    return late


def wall_after(zone: ZoneInfo, day: date) -> int:
    """The first instant of the day after."""
    return wall(zone, day + timedelta(days=1), time.min)


def daily(zone: ZoneInfo, day: date, opens: time, closes: time) -> Span:
    """A wall-clock span of one day; it runs past midnight when it closes before it opens."""
    end = day + timedelta(days=1) if closes <= opens else day
    return wall(zone, day, opens), wall(zone, end, closes)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Any spans, as a sorted list without overlaps; touching ones become one, empty ones vanish."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            if end > merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def intersect(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """Where both are."""
    result: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start = max(left[i][0], right[j][0])
        end = min(left[i][1], right[j][1])
        if start < end:
            result.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return result


def subtract(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """What is left of the spans without the holes."""
    result: list[Span] = []
    n = 0
    for start, end in spans:
        while n < len(holes) and holes[n][1] <= start:
            n += 1
        left, hole = start, n
        while hole < len(holes) and holes[hole][0] < end:
            if left < holes[hole][0]:
                result.append((left, holes[hole][0]))
            left = max(left, holes[hole][1])
            hole += 1
        if left < end:
            result.append((left, end))
    return result


def within(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether one span holds all of start to end."""
    index = bisect_right(spans, (start, _FOREVER)) - 1
    return index >= 0 and spans[index][1] >= end


def overlaps(spans: Sequence[Span], start: int, end: int) -> bool:
    """Whether any span shares a moment with start to end."""
    index = bisect_right(spans, (end - 1, _FOREVER)) - 1
    return index >= 0 and spans[index][1] > start


_FOREVER = 1 << 62
ALWAYS: Span = (-_FOREVER, _FOREVER)
