"""Public holidays are proposed, and the owner has the last word."""

from datetime import date

import pytest
from django.contrib.auth.models import User

from core.errors import NotAllowed, NotPossible
from core.models import ClosedDay, Location
from core.queries import holidays as reading
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


def test_countries_and_regions_have_names() -> None:
    assert reading.countries()["DE"] == "Germany"
    assert reading.regions("DE")["BE"] == "Berlin"
    assert reading.regions("XX") == {}


def test_a_day_closed_in_one_shop_can_still_be_closed_in_all(
    in_berlin: Location, lisbon: Location, tom: User, helena: User
) -> None:
    (christmas, _) = holidays.propose(in_berlin, 2027)[-2:]
    holidays.close(lisbon, [christmas], by=helena)
    everywhere = {day.day: day for day in holidays.propose(None, 2027, country="DE", region="BE")}
    assert not everywhere[christmas.day].is_closed
    with pytest.raises(NotAllowed):
        holidays.close(None, [christmas], by=tom)
    (row,) = holidays.close(None, [christmas], by=helena)
    assert row.location is None
    assert holidays.close(in_berlin, [christmas], by=helena) == []
