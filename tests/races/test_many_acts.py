"""Creates, moves, cancels and holds at random by many clients at once; no trace of damage."""

import random
from datetime import timedelta
from typing import Any

import pytest

from core.errors import NotOffered
from core.models import Appointment, Claim, Customer, Hold, Room, Sample, Stylist
from core.services import appointments, holds
from tests.cast import At, Boutique, Wish, works
from tests.races import crowd

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]

CLIENTS, ACTS = 16, 125  # acts of each


class Client:
    """One visitor, one die, and the holds she has made."""

    def __init__(
        self, seed: int, at: At, wish: Wish, boutique: Boutique, brides: list[Customer]
    ) -> None:
        self.brides = brides
        self.dice = random.Random(seed)
        self.at, self.wish, self.boutique = at, wish, boutique
        self.holds: list[Hold] = []

    def moment(self) -> Any:
        start = self.at("10:00", days=self.dice.randrange(4))
        return start + timedelta(minutes=30 * self.dice.randrange(18))

    def gowns(self) -> list[Any]:
        return self.dice.choice([[], [], [self.boutique.aurora]])

    def type(self) -> Any:
        return self.dice.choice([self.boutique.consultation, self.boutique.accessories])

    def create(self) -> None:
        customer = self.dice.choice(self.brides)
        wanted = self.wish(starts_at=self.moment(), customer=customer, type=self.type())
        appointments.book(wanted, products=self.gowns())

    def hold(self) -> None:
        wanted = Hold(type=self.type(), location=self.boutique.berlin, starts_at=self.moment())
        self.holds.append(holds.create(wanted, products=self.gowns()))

    def consume(self) -> None:
        if not self.holds:
            self.hold()
        hold = self.holds.pop(self.dice.randrange(len(self.holds)))
        if self.dice.random() < 0.3:
            holds.free(hold)
            return
        wanted = holds.wish(hold)
        wanted.customer = self.dice.choice(self.brides)
        appointments.book(wanted, hold=hold, products=list(hold.products.all()))

    def some(self) -> Appointment:
        standing = Appointment.objects.filter(status="confirmed").values_list("pk", flat=True)
        if not standing:
            raise NotOffered
        return Appointment(pk=self.dice.choice(list(standing)))

    def move(self) -> None:
        appointments.reschedule(self.some(), starts_at=self.moment())

    def cancel(self) -> None:
        appointments.cancel(self.some())

    def run(self) -> list[crowd.Outcome]:
        acts = [self.create, self.create, self.hold, self.consume, self.move, self.cancel]
        outcomes: list[crowd.Outcome] = []
        for _ in range(ACTS):
            try:
                self.dice.choice(acts)()
                outcomes.append(None)
            except Exception as error:
                outcomes.append(error)
        return outcomes


def hire(boutique: Boutique) -> None:
    """Three more stylists, two more rooms, a second Aurora."""
    for name in ("Kim", "Lou", "Nele"):
        works(Stylist.objects.create(name=name, slug=name.lower()), boutique.berlin)
    for name in ("Loft", "Niche"):
        Room.objects.create(name=name, slug=name.lower(), location=boutique.berlin, capacity=4)
    Sample.objects.create(
        name="Aurora, ivory, 36",
        variant=boutique.aurora.variants.get(size="36"),
        location=boutique.berlin,
        barcode="S-0002",
    )


def test_acts_at_random_leave_no_overlap(at: At, wish: Wish, boutique: Boutique) -> None:
    hire(boutique)
    brides = crowd.brides(3 * CLIENTS)
    clients = [Client(seed, at, wish, boutique, brides).run for seed in range(CLIENTS)]
    outcomes = [outcome for client in crowd.at_once(clients, patience=500) for outcome in client]
    assert crowd.faults(outcomes) == []
    assert len(outcomes) == CLIENTS * ACTS
    assert outcomes.count(None) > ACTS
    assert crowd.overlaps() == 0
    crowd.assert_claims_are_whole()
    held = Claim.objects.filter(kind="hold", is_live=True).values("hold").distinct().count()
    assert held == Hold.objects.count()
