"""Hours of the week: a late night is possible, hours the wrong way round are a slip."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from core.models import Location, OpeningHours, Stylist, WorkingHours


def test_hours_the_wrong_way_round_are_refused(berlin: Location, mira: Stylist) -> None:
    hours = WorkingHours(stylist=mira, location=berlin, weekday=0, starts=time(18), ends=time(10))
    with pytest.raises(ValidationError, match="the wrong way round"):
        hours.full_clean()
    door = OpeningHours(location=berlin, weekday=0, opens=time(18), closes=time(10))
    with pytest.raises(ValidationError, match="the wrong way round"):
        door.full_clean()


def test_a_long_evening_may_end_after_midnight(berlin: Location, mira: Stylist) -> None:
    WorkingHours(
        stylist=mira, location=berlin, weekday=0, starts=time(15), ends=time(1)
    ).full_clean()
