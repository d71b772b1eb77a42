"""Shop, locations with their hours and rooms, stylists, appointment types, customers."""

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from core.models import (
    AppointmentType,
    ClosedDay,
    Customer,
    Location,
    OpeningHours,
    Room,
    ShopSettings,
    Stylist,
    WorkingHours,
)
from core.services.demo.stage import Bride, Stage, read_rows, remember

PAST = timedelta(days=21)
"""How far back the diary reaches."""


def clock(hours: str) -> tuple[time, time]:
    start, end = hours.split("-")
    return time.fromisoformat(start), time.fromisoformat(end)


def build(stage: Stage) -> None:
    ShopSettings.objects.update_or_create(pk=1, defaults=stage.shop["settings"])
    for position, data in enumerate(stage.shop["locations"]):
        _location(stage, data, position)
    everywhere = stage.shop["closed_everywhere"]
    ClosedDay.objects.create(
        closed_on=stage.now.date() + timedelta(days=everywhere["in_days"]),
        reason=everywhere["reason"],
    )
    for data in stage.shop["stylists"]:
        _stylist(stage, data)
    for position, data in enumerate(stage.shop["types"]):
        _type(stage, data, position)
    _customers(stage)


def _location(stage: Stage, data: dict[str, Any], position: int) -> None:
    plain = {k: v for k, v in data.items() if k not in ("hours", "closed", "rooms")}
    location = Location.objects.create(**plain, position=position)
    stage.locations[location.slug] = location
    OpeningHours.objects.bulk_create(
        OpeningHours(location=location, weekday=int(day), opens=opens, closes=closes)
        for day, spans in data["hours"].items()
        for opens, closes in map(clock, spans)
    )
    today = stage.now.astimezone(location.zone).date()
    ClosedDay.objects.bulk_create(
        ClosedDay(location=location, closed_on=day, reason=reason)
        for when, reason in data["closed"].items()
        if (day := _next(when, today - PAST)) != today  # the demo is open whenever it is loaded
    )
    for room in data["rooms"]:
        stage.rooms[room["slug"]] = Room.objects.create(**room, location=location)


def _next(month_and_day: str, since: date) -> date:
    """The first such day of a year since then."""
    month, day = map(int, month_and_day.split("-"))
    this_year = date(since.year, month, day)
    return this_year if this_year >= since else date(since.year + 1, month, day)


def _stylist(stage: Stage, data: dict[str, Any]) -> None:
    plain = {k: v for k, v in data.items() if k not in ("location", "days")}
    stylist = Stylist.objects.create(**plain)
    stage.stylists[stylist.slug] = stylist
    location = stage.locations[data["location"]]
    WorkingHours.objects.bulk_create(
        WorkingHours(stylist=stylist, location=location, weekday=int(day), starts=starts, ends=ends)
        for day, (starts, ends) in ((day, clock(hours)) for day, hours in data["days"].items())
    )


def _type(stage: Stage, data: dict[str, Any], position: int) -> None:
    plain = {k: v for k, v in data.items() if k not in ("stylists", "tries_gowns")}
    type_ = AppointmentType.objects.create(**plain, position=position)
    type_.stylists.set(stage.stylists[slug] for slug in data.get("stylists", ()))
    stage.types[type_.slug] = type_


def _customers(stage: Stage) -> None:
    rows = read_rows("customers.csv")
    today = stage.now.date()
    for row in rows:
        wedding = row["wedding_in"]
        is_measured = row["journey"] in ("decided", "sewing")
        customer = Customer(
            name=row["name"],
            email=row["email"],
            phone=row["phone"],
            language=row["language"],
            wedding_on=today + timedelta(days=int(wedding)) if wedding else None,
            budget=Decimal(row["budget"]),
            notes=row["notes"],
            has_email_consent=bool(row["email"]) and stage.dice.random() < 0.6,
            **(_measurements(stage) if is_measured else {}),
        )
        if customer.has_email_consent:
            customer.consented_at = stage.now - timedelta(days=stage.dice.randint(5, 90))
        journey = stage.shop["journeys"][row["journey"]]
        stage.brides.append(Bride(customer, row["location"], row["journey"], journey))
    customers = [bride.customer for bride in stage.brides]
    Customer.objects.bulk_create(customers)
    remember(Customer, customers)


def _measurements(stage: Stage) -> dict[str, Decimal]:
    """Plausible together: hips follow the bust, the waist lies well below both."""
    bust = stage.dice.randint(82, 112)
    return {
        "bust_cm": Decimal(bust),
        "waist_cm": Decimal(bust - stage.dice.randint(14, 24)) + Decimal("0.5"),
        "hips_cm": Decimal(bust + stage.dice.randint(2, 10)),
        "height_cm": Decimal(stage.dice.randint(156, 182)),
    }
