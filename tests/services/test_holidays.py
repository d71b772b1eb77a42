"""Public holidays are proposed, and the owner has the last word."""

from datetime import date

import pytest

from core.errors import NotPossible
from core.models import ClosedDay, Location
from core.services import holidays


@pytest.fixture
def in_berlin(berlin: Location) -> Location:
    berlin.country_code, berlin.region = "DE", "BE"
    berlin.full_clean()
    berlin.save()
    return berlin


def test_the_region_decides(in_berlin: Location) -> None:
    found = {day.day: day.name for day in holidays.propose(in_berlin, 2027)}
    assert found[date(2027, 12, 25)] == "Christmas Day"
    assert date(2027, 3, 8) in found  # Women's Day is a holiday in Berlin
    in_berlin.region = "BY"
    found = {day.day: day.name for day in holidays.propose(in_berlin, 2027)}
    assert date(2027, 3, 8) not in found
    assert date(2027, 1, 6) in found


def test_only_the_chosen_days_are_closed_under_the_owners_names(in_berlin: Location) -> None:
    christmas, second = holidays.propose(in_berlin, 2027)[-2:]
    christmas.name = "Christmas, back on the 28th"
    assert [row.reason for row in holidays.close(in_berlin, [christmas])] == [christmas.name]
    assert [(day.day, day.is_closed) for day in holidays.propose(in_berlin, 2027)][-2:] == [
        (christmas.day, True),
        (second.day, False),
    ]
    assert holidays.close(in_berlin, [christmas]) == []
    assert ClosedDay.objects.count() == 1


@pytest.mark.parametrize(("country", "region"), [("", ""), ("XX", ""), ("DE", "QQ")])
def test_an_unknown_country_is_said_so(berlin: Location, country: str, region: str) -> None:
    berlin.country_code, berlin.region = country, region
    with pytest.raises(NotPossible):
        holidays.propose(berlin, 2027)


def test_regions_are_known_by_their_codes() -> None:
    assert {"BE", "BY"} <= set(holidays.regions("DE"))
    assert holidays.regions("XX") == []
