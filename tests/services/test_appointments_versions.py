"""Two save the same appointment: only what they disagree about is put before the second."""

from collections.abc import Callable

import pytest

from core.errors import StaleVersion
from core.models import Appointment
from core.services import appointments
from tests.cast import Boutique


def test_what_both_wanted_alike_is_no_difference(
    boutique: Boutique, booked: Callable[..., Appointment]
) -> None:
    anna = booked("10:00", party_size=2, notes="")
    seen = anna.version
    both = {"party_size": 5, "products": [boutique.aurora]}
    appointments.amend(anna, version=seen, by=boutique.helena, notes="Her aunt comes too", **both)
    with pytest.raises(StaleVersion) as refused:
        appointments.amend(anna, version=seen, by=boutique.tom, notes="No champagne", **both)
    (notes,) = refused.value.differences
    assert (notes.label, notes.hers, notes.theirs) == (
        "Notes",
        "No champagne",
        "Her aunt comes too",
    )
    with pytest.raises(StaleVersion) as refused:
        appointments.amend(anna, version=seen, by=boutique.tom, party_size=4)
    seen_by_tom = {one.field: (one.hers, one.theirs) for one in refused.value.differences}
    assert seen_by_tom["party_size"] == ("4", "5")
    assert seen_by_tom["products"] == ("None", "Aurora")
    anna.refresh_from_db()
    assert (anna.party_size, anna.notes) == (5, "Her aunt comes too")
