"""Two owners close the same days at once: nobody opens what the other still keeps closed."""

from datetime import date
from functools import partial

import pytest

from core.errors import DomainError
from core.models import Appointment, Claim, ClosedDay, Rearrangement
from core.queries import diary
from core.queries import rearranging as planning
from core.services import rearranging
from tests.cast import Boutique
from tests.races import crowd

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("whom", ["mira", "berlin"])
@pytest.mark.parametrize("_round", range(3))
def test_two_absences_at_once_both_hold(
    boutique: Boutique, booked: object, tuesday: date, whom: str, _round: int
) -> None:
    about = {"stylist": boutique.mira} if whom == "mira" else {"location": boutique.berlin}
    booked("10:00")  # type: ignore[operator]
    twice = [Rearrangement(**about, first_on=tuesday, last_on=tuesday) for _ in range(2)]
    plans = [planning.propose(change) for change in twice]
    for (row,) in plans:
        row.act = "left"
    apply = partial(rearranging.apply, by=boutique.helena)
    outcomes = crowd.at_once(
        [partial(apply, change, rows=rows) for change, rows in zip(twice, plans, strict=True)]
    )
    assert crowd.faults(outcomes) == []
    stand = [one for one in outcomes if not isinstance(one, DomainError)]
    assert len(stand) == 2
    Appointment.objects.get().claims.update(is_live=False)
    asked = (boutique.consultation, boutique.berlin, tuesday, tuesday)
    hers = {"stylist_id": boutique.mira.pk} if whom == "mira" else {}
    rearranging.undo(stand[0], by=boutique.helena)
    assert diary.free_slots(*asked, **hers) == []
    rearranging.undo(stand[1], by=boutique.helena)
    assert diary.free_slots(*asked, **hers) != []
    assert not Claim.objects.filter(kind="block").exists()
    assert not ClosedDay.objects.exists()
