"""Days, times of day and moments as files write them, read in a style that somebody chose."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from core.exchange.cells.texts import Misread

STYLES = {
    "ISO": "2026-11-23",
    "DD.MM.YYYY": "23.11.2026",
    "DD/MM/YYYY": "23/11/2026",
    "MM/DD/YYYY": "11/23/2026",
}
"""Each with how it writes 23 November 2026. Dots always put the day first."""

DAY_FIRST, MONTH_FIRST = {"DD.MM.YYYY", "DD/MM/YYYY"}, {"MM/DD/YYYY"}
EARLIEST, LATEST = 1900, 2200
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar jänner janvier janv enero ene",
            "feb february februar février févr fév febrero",
            "mar march märz mär mrz mars marzo",
            "apr april avril avr abril abr",
            "may mai mayo",
            "jun june juni juin junio",
            "jul july juli juillet juil julio",
            "aug august août agosto ago",
            "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre",
            "nov november novembre noviembre",
            "dec december dez dezember décembre déc diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})(?![0-9])[T ,]*")
_YEAR_LAST = re.compile(
    r"([0-9]{1,2})([-/.])\s?([0-9]{1,2})\2\s?([0-9]{4}|[0-9]{2})(?![0-9])[T ,]*"
)
_DIGITS = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?![0-9])[T ]*")
_DAY_MONTH = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)?([0-9]{1,2})(?:\.|st|nd|rd|th|er)?[\s-]*(?:de |of )?"
    r"([^\W\d_]{3,})\.?,?[\s-]*(?:de )?([0-9]{4}|[0-9]{2})(?![0-9:])[T ,]*(?:at |um |à )?"
)
_MONTH_DAY = re.compile(
    r"(?:[^\W\d_]+\.?,?\s+)??([^\W\d_]{3,})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+"
    r"([0-9]{4})(?![0-9])[T ,]*(?:at )?"
)
_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?::([0-9]{2})(?:[.,][0-9]+)?)?\s*"
    r"(am|pm|a\.m\.|p\.m\.|uhr|h)?\Z",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s*(?:(Z|UTC|GMT)|([+-])([0-9]{2}):?([0-9]{2}))\Z")
_EXAMPLES = "Write the date like 2026-11-23."

Parts = tuple[int, int, int]


def date_styles(values: Iterable[str]) -> list[str]:
    """The styles in which all dates among the values make sense; one means that they decide.

    Days written with the year first or with the month's name are the same in each; where there is
    nothing else, the style is ISO. What is no date in any style does not count.
    """
    fitting = set(STYLES)
    found = False
    for value in set(values):
        if not (text := value.strip()) or not (fits := _fits(text)):
            continue
        found = True
        if fits != STYLES.keys():
            fitting &= fits
    if not found:
        return []
    return ["ISO"] if fitting == STYLES.keys() else [style for style in STYLES if style in fitting]


def _fits(text: str) -> set[str]:
    found = _YEAR_LAST.match(text)
    if not found:
        return set(STYLES) if _split(text) else set()
    first, mark, second = int(found[1]), found[2], int(found[3])
    fits = set()
    if _is_day(first, second):
        fits |= {"DD.MM.YYYY"} if mark == "." else {"DD/MM/YYYY"}
    if _is_day(second, first) and mark != ".":
        fits |= MONTH_FIRST
    return fits


def _is_day(number: int, month: int) -> bool:
    return 1 <= number <= 31 and 1 <= month <= 12


def day(cell: str, style: str = "") -> date:
    """The day a cell names; a time behind it is left out. Without a style it must be clear."""
    text = cell.strip()
    if len(text) == 10 and text[4] == "-" == text[7]:
        return _day(text[:4], text[5:7], text[8:])
    found = _read(text, style)
    if found is None:
        raise Misread(f"This is no date. {_EXAMPLES}")
    parts, rest = found
    if rest:
        _clock(rest)
    return _day(*parts)


def _day(year: object, month: object, number: object) -> date:
    try:
        found = date(int(str(year)), int(str(month)), int(str(number)))
    except ValueError:
        raise Misread(f"There is no such day. {_EXAMPLES}") from None
    if not EARLIEST <= found.year <= LATEST:
        raise Misread(f"The year {found.year} is far off. {_EXAMPLES}")
    return found


def _read(text: str, style: str) -> tuple[Parts, str] | None:
    """Year, month and day, and what follows them."""
    found = _YEAR_LAST.match(text)
    if found is None:
        return _split(text)
    year = int(found[4]) + (0 if len(found[4]) == 4 else 2000 if int(found[4]) < 70 else 1900)
    first, second, rest = int(found[1]), int(found[3]), text[found.end() :].strip()
    if found[2] == "." or style in DAY_FIRST:
        return (year, second, first), rest
    if style in MONTH_FIRST:
        return (year, first, second), rest
    if _is_day(first, second) and _is_day(second, first) and first != second:
        one, other = date(2000, second, first), date(2000, first, second)
        raise Misread(
            f"This can be {one.day} {one:%B} or {other.day} {other:%B}. "
            "Choose how this file writes dates."
        )
    return ((year, second, first) if second <= 12 else (year, first, second)), rest


def _split(text: str) -> tuple[Parts, str] | None:
    """The same for what every style reads alike."""
    if found := _YEAR_FIRST.match(text):
        return (int(found[1]), int(found[3]), int(found[4])), text[found.end() :].strip()
    if found := _DIGITS.match(text):
        return (int(found[1]), int(found[2]), int(found[3])), text[found.end() :].strip()
    if (found := _DAY_MONTH.match(text)) and (month := MONTHS.get(found[2].casefold())):
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        return (year, month, int(found[1])), text[found.end() :].strip()
    if (found := _MONTH_DAY.match(text)) and (month := MONTHS.get(found[1].casefold())):
        return (int(found[3]), month, int(found[2])), text[found.end() :].strip()
    return None


def time_of_day(cell: str) -> time:
    """A time like 14:30, 2:30 pm or 14h30."""
    clock, zone = _clock(cell.strip())
    if zone is not None:
        raise Misread("Write the time of the shop's own clock, like 14:30.")
    return clock


def _clock(text: str) -> tuple[time, tzinfo | None]:
    zone: tzinfo | None = None
    if found := _ZONE.search(text):
        zone = _zone(found)
        text = text[: found.start()]
    found = _CLOCK.match(text.strip())
    if not found or not (found[2] or found[4]):
        raise Misread("This is no time. Write it like 14:30.")
    hour, half = int(found[1]), (found[4] or "").casefold().replace(".", "")
    if half in ("am", "pm"):
        if not 1 <= hour <= 12:
            raise Misread("This is no time. Write it like 14:30.")
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0)), zone
    except ValueError:
        raise Misread("There is no such time. Write it like 14:30.") from None


def _zone(found: re.Match[str]) -> tzinfo:
    if found[1]:
        return UTC
    away = timedelta(hours=int(found[3]), minutes=int(found[4]))
    if away >= timedelta(hours=24):
        raise Misread("There is no such time zone. Write it like +01:00.")
    return timezone(-away if found[2] == "-" else away)


def moment(cell: str, style: str = "") -> datetime:
    """Day and time; with a zone where the cell names one, else the wall-clock of the shop."""
    found = _read(cell.strip(), style)
    if found is None:
        raise Misread("This is no date with a time. Write it like 2026-11-23 14:30.")
    parts, rest = found
    if not rest:
        raise Misread("The time is missing. Write it like 2026-11-23 14:30.")
    clock, zone = _clock(rest)
    return datetime.combine(_day(*parts), clock, zone)
