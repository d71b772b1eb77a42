"""Clerks who do anything at random with the stock, and are killed in the middle of it.

`python -m tests.races.stockroom ACTS CLERKS KILL_EVERY`: so many processes, forked from this one, act
until so many acts are done together; after each KILL_EVERY acts one of them is killed and another
hired. Says in JSON what came of it: whatever was no refusal is a fault.
"""

import json
import os
import random
import select
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

PATIENCE = 60  # seconds in which nobody does anything: they wait for each other


class Clerk:
    """One die and the whole shop."""

    def __init__(self, seed: int) -> None:
        from core.models import Customer, Location, Variant

        self.dice = random.Random(seed)
        self.variants = list(Variant.objects.order_by("pk"))
        self.locations = list(Location.objects.order_by("pk"))
        self.customers = list(Customer.objects.order_by("pk"))

    def act(self) -> None:
        from core.services import stock

        dice = self.dice
        one, place = dice.choice(self.variants), dice.choice(self.locations)
        few, where = dice.randint(1, 3), {"location": place}
        acts: list[Callable[[], Any]] = [
            lambda: stock.receive(one, quantity=few, **where),
            lambda: stock.receive(one, quantity=few, **where),
            lambda: stock.sell(one, quantity=few, **where),
            lambda: stock.sell(one, customer=dice.choice(self.customers), **where),
            lambda: stock.count(one, counted=dice.randint(0, 6), **where),
            lambda: stock.adjust(one, quantity=dice.choice([-1, 1]), note="found", **where),
            lambda: stock.take_back(one, note="too long", **where),
            lambda: stock.damage(one, note="torn", **where),
            lambda: self.transfer(one, few),
            lambda: self.reserve(one, place),
            self.release,
            self.undo,
            lambda: self.receive_list(place),
            lambda: self.count_list(place),
        ]
        dice.choice(acts)()

    def transfer(self, one: Any, few: int) -> None:
        from core.services import stock

        origin, destination = self.dice.sample(self.locations, 2)
        stock.transfer(one, origin=origin, destination=destination, quantity=few)

    def reserve(self, one: Any, place: Any) -> None:
        from django.utils import timezone

        from core.services import stock

        soon = timezone.now() + timedelta(seconds=self.dice.choice([1, 5, 3600]))
        bride = self.dice.choice(self.customers)
        stock.reserve(one, location=place, customer=bride, expires_at=soon)

    def release(self) -> None:
        from core.models import Reservation
        from core.services import stock

        live = Reservation.objects.filter(ended_at=None).order_by("-pk")[:20]
        if found := list(live):
            stock.release(self.dice.choice(found))
        else:
            stock.release_expired()

    def undo(self) -> None:
        from core.models import StockMovement
        from core.services import stock

        newest = StockMovement.objects.select_related("variant", "location").order_by("-pk")[:30]
        if found := list(newest):
            stock.undo(self.dice.choice(found))

    def some(self) -> list[Any]:
        return self.dice.sample(self.variants, 5)  # in no order: the act puts them into one

    def receive_list(self, place: Any) -> None:
        from core.services import stock

        stock.receive_many([stock.Delivery(one, 1) for one in self.some()], location=place)

    def count_list(self, place: Any) -> None:
        from core.services import stock

        counts = [stock.Count(one, place, self.dice.randint(0, 5)) for one in self.some()]
        stock.count_many(counts)


class Run:
    """Clerks at work; an act is a byte in a pipe, which says it whole or not at all."""

    def __init__(self, acts: int, clerks: int, kill_every: int) -> None:
        self.acts, self.clerks, self.kill_every = acts, clerks, kill_every
        self.dice, self.seed = random.Random(acts), 0
        self.done, self.killed = 0, 0
        self.faults: Counter[str] = Counter()
        self.read_done, self.write_done = os.pipe()
        self.read_fault, self.write_fault = os.pipe()
        self.running: list[int] = []

    def go(self) -> dict[str, Any]:
        for _ in range(self.clerks):
            self.hire()
        while self.done < self.acts and not self.faults:
            pipes = [self.read_done, self.read_fault]
            ready, _, _ = select.select(pipes, [], [], PATIENCE)
            if not ready:
                self.faults["nobody acts any more"] += 1
            if self.read_fault in ready:
                self.faults[os.read(self.read_fault, 4096).decode(errors="replace")] += 1
            if self.read_done in ready:
                self.count(len(os.read(self.read_done, 4096)))
        for pid in self.running:
            kill(pid)
        return {"done": self.done, "killed": self.killed, "faults": self.faults}

    def count(self, acts: int) -> None:
        due = (self.done + acts) // self.kill_every - self.done // self.kill_every
        self.done += acts
        for _ in range(due):
            kill(self.running.pop(self.dice.randrange(len(self.running))))
            self.killed += 1
            self.hire()

    def hire(self) -> None:
        self.seed += 1
        pid = os.fork()
        if pid:
            self.running.append(pid)
            return
        try:
            self.work()
        finally:
            os._exit(1)

    def work(self) -> None:
        from core.errors import DomainError

        clerk = Clerk(self.seed)
        while True:
            try:
                clerk.act()
            except DomainError:
                pass
            except Exception as fault:
                os.write(self.write_fault, f"{type(fault).__name__}: {fault}"[:400].encode())
            os.write(self.write_done, b".")


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(Run(*map(int, sys.argv[1:4])).go()))
