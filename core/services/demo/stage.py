"""What all parts of the demo share: the files, the dice, the moment it is loaded, and the rows."""

import csv
import json
import random
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model

from core.models import (
    AppointmentType,
    Customer,
    Location,
    Product,
    Resource,
    Room,
    Sample,
    Stylist,
    Variant,
)

SEED = 20261123


def folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures"


def read_json(name: str) -> Any:
    return json.loads((folder() / "demo" / name).read_text(encoding="utf-8"))


def read_rows(name: str) -> list[dict[str, str]]:
    with (folder() / "demo" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Bride:
    """A customer with what the files say of her and how far she has come."""

    customer: Customer
    home: str  # slug of her location
    kind: str  # of journey
    journey: list[str]  # slugs of the types she comes for, in order
    visits: int = 0


@dataclass
class Style:
    """A product with its row of the file, in which colours and sizes stand."""

    product: Product
    row: dict[str, str]
    shape: str  # that of its picture

    @property
    def colors(self) -> list[str]:
        return self.row["colors"].split("|")

    @property
    def sizes(self) -> list[str]:
        """`36-44` means every even size of a gown and every size of a shoe, `S|M|L` just these."""
        first, dash, last = self.row["sizes"].partition("-")
        if dash and first.isdigit() and last.isdigit():
            step = 1 if self.shape == "shoes" else 2
            return [str(size) for size in range(int(first), int(last) + 1, step)]
        return self.row["sizes"].split("|")


@dataclass
class Stage:
    """The boutique while it is being built; `now` is the moment it opens."""

    now: datetime
    shop: dict[str, Any]
    catalogue: dict[str, Any]
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    locations: dict[str, Location] = field(default_factory=dict)
    stylists: dict[str, Stylist] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    types: dict[str, AppointmentType] = field(default_factory=dict)
    styles: list[Style] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    brides: list[Bride] = field(default_factory=list)

    def home_of(self, resource: Resource) -> Location:
        """Where a room or a sample belongs."""
        return next(one for one in self.locations.values() if one.pk == resource.location_id)


def remember(model: type[Model], rows: list[Any]) -> None:
    """Write the first history row of each."""
    model.history.bulk_history_create(rows)  # type: ignore[attr-defined]
