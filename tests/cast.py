"""The cast: one boutique in Berlin and Lisbon, its people, its gowns, and a Tuesday to come.

Each fixture brings what it needs and no more; `boutique` brings everybody. `at` names moments by
the clock on the shop's wall, `wish` is what somebody would like to book (unsaved, for
`appointments.book`), and `booked` writes an appointment with its claims past all rules.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from core.models import (
    Appointment,
    AppointmentType,
    Category,
    Claim,
    Collection,
    Customer,
    Designer,
    Location,
    OpeningHours,
    Product,
    ReminderRule,
    Room,
    Sample,
    ShopSettings,
    Stylist,
    TryOn,
    Variant,
    WorkingHours,
)

OPENS, CLOSES = time(10), time(19)
TUESDAY_TO_SATURDAY = range(1, 6)
BOOKS = ("appointment", "customer", "tryon")

At = Callable[..., datetime]
Wish = Callable[..., Appointment]


# The clock --------------------------------------------------------------------


@pytest.fixture
def tuesday() -> date:
    """The next Tuesday that is at least three days ahead: inside notice and horizon."""
    day = timezone.now().date() + timedelta(days=3)
    return day + timedelta(days=(1 - day.weekday()) % 7)


@pytest.fixture
def at(tuesday: date, berlin: Location) -> At:
    """`at("10:30")` on that Tuesday in Berlin; `days` later, or by the clock of another shop."""

    def moment(clock: str, *, days: int = 0, where: Location | None = None) -> datetime:
        local = datetime.combine(tuesday + timedelta(days=days), time.fromisoformat(clock))
        return local.replace(tzinfo=(where or berlin).zone).astimezone(UTC)

    return moment


@pytest.fixture
def on_the_day(at: At) -> Iterator[None]:
    """From here on it is five past ten on that Tuesday; name it last, after who books before."""
    with time_machine.travel(at("10:05")):
        yield


# The shops --------------------------------------------------------------------


@pytest.fixture
def shop(db: None) -> ShopSettings:
    return ShopSettings.objects.create(pk=1, name="Maison Helena", email="hello@example.org")


def open_shop(name: str, zone: str, **fields: Any) -> Location:
    """A location that is open Tuesday to Saturday from 10 to 19."""
    location = Location.objects.create(name=name, slug=name.lower(), timezone=zone, **fields)
    OpeningHours.objects.bulk_create(
        OpeningHours(location=location, weekday=day, opens=OPENS, closes=CLOSES)
        for day in TUESDAY_TO_SATURDAY
    )
    return location


@pytest.fixture
def berlin(shop: ShopSettings) -> Location:
    return open_shop("Berlin", "Europe/Berlin", city="Berlin", country="Germany", position=1)


@pytest.fixture
def lisbon(shop: ShopSettings) -> Location:
    return open_shop("Lisbon", "Europe/Lisbon", city="Lisbon", country="Portugal", position=2)


@pytest.fixture
def salon(berlin: Location) -> Room:
    """The big room in Berlin."""
    return Room.objects.create(name="Salon", slug="salon", location=berlin, capacity=6)


@pytest.fixture
def alcove(berlin: Location) -> Room:
    """The small room in Berlin: the bride and two more."""
    return Room.objects.create(name="Alcove", slug="alcove", location=berlin, capacity=3)


@pytest.fixture
def terrace(lisbon: Location) -> Room:
    """The one room in Lisbon."""
    return Room.objects.create(name="Terrace", slug="terrace", location=lisbon, capacity=4)


# The people -------------------------------------------------------------------


def sign_in(name: str, *allowed: str, **fields: Any) -> User:
    """A member of staff without a password, who may do what `allowed` says in codenames."""
    user = User.objects.create_user(name, is_staff=True, first_name=name.title(), **fields)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="core", codename__in=allowed)
    )
    return user


@pytest.fixture
def helena(db: None) -> User:
    """The owner; everything is hers."""
    return sign_in("helena", is_superuser=True, email="helena@example.org")


@pytest.fixture
def tom(db: None) -> User:
    """The front desk: books, moves and cancels, looks at the rest, may not overbook."""
    seen = ("product", "variant", "stocklevel", "sample", "location", "stylist", "room")
    return sign_in(
        "tom",
        *(f"{verb}_{kind}" for verb in ("view", "add", "change") for kind in BOOKS),
        *(f"view_{kind}" for kind in seen),
    )


@pytest.fixture
def mira_login(db: None) -> User:
    """Mira's sign-in: she sees her day and keeps it up to date."""
    return sign_in("mira", "view_appointment", "change_appointment", "view_customer")


def works(stylist: Stylist, location: Location, weekdays: range = TUESDAY_TO_SATURDAY) -> None:
    WorkingHours.objects.bulk_create(
        WorkingHours(stylist=stylist, location=location, weekday=day, starts=OPENS, ends=CLOSES)
        for day in weekdays
    )


@pytest.fixture
def mira(berlin: Location, mira_login: User) -> Stylist:
    """Works in Berlin all week."""
    mira = Stylist.objects.create(
        name="Mira", slug="mira", user=mira_login, email="mira@example.org", color="#9d5c75"
    )
    works(mira, berlin)
    return mira


@pytest.fixture
def jo(berlin: Location) -> Stylist:
    """Works in Berlin all week, and has no sign-in."""
    jo = Stylist.objects.create(name="Jo", slug="jo", color="#4f7a6b")
    works(jo, berlin)
    return jo


@pytest.fixture
def ines(lisbon: Location) -> Stylist:
    """Works in Lisbon all week."""
    ines = Stylist.objects.create(name="Inês", slug="ines", color="#54708f")
    works(ines, lisbon)
    return ines


@pytest.fixture
def anna(db: None, tuesday: date) -> Customer:
    return Customer.objects.create(
        name="Anna Winter",
        email="anna@example.org",
        phone="+49 30 5550101",
        wedding_on=tuesday + timedelta(days=200),
    )


@pytest.fixture
def bea(db: None) -> Customer:
    return Customer.objects.create(name="Bea Sommer", email="bea@example.org")


# What they come for -----------------------------------------------------------


@pytest.fixture
def consultation(db: None) -> AppointmentType:
    """90 minutes, and 15 to tidy up."""
    return AppointmentType.objects.create(
        name="Bridal consultation",
        slug="bridal-consultation",
        duration_minutes=90,
        buffer_after_minutes=15,
        position=1,
    )


@pytest.fixture
def accessories(db: None) -> AppointmentType:
    """45 minutes, nothing around it."""
    return AppointmentType.objects.create(
        name="Accessories", slug="accessories", duration_minutes=45, color="#4f7a6b", position=2
    )


# What hangs on the rails ------------------------------------------------------


@pytest.fixture
def designer(db: None) -> Designer:
    return Designer.objects.create(name="Atelier Nord", slug="atelier-nord", lead_time_weeks=20)


@pytest.fixture
def gowns(db: None) -> Category:
    return Category.objects.create(name="Bridal gowns", slug="bridal-gowns")


@pytest.fixture
def aurora(designer: Designer, gowns: Category) -> Product:
    """A gown on sale in three sizes."""
    aurora = Product.objects.create(
        name="Aurora",
        slug="aurora",
        designer=designer,
        category=gowns,
        collection=Collection.objects.create(
            name="First light", slug="first-light", designer=designer, year=2026
        ),
        status=Product.Status.ACTIVE,
        silhouette=Product.Silhouette.A_LINE,
        fabric=Product.Fabric.TULLE,
    )
    Variant.objects.bulk_create(
        Variant(
            product=aurora,
            sku=f"AUR-IV-{size}",
            barcode=f"40000000000{size}",
            size=size,
            color="Ivory",
            price="1890.00",
            cost="810.00",
            position=position,
        )
        for position, size in enumerate(("36", "38", "40"))
    )
    return aurora


@pytest.fixture
def veil(designer: Designer) -> Product:
    """An accessory on sale, without a sample."""
    veil = Product.objects.create(
        name="Morning veil", slug="morning-veil", designer=designer, status=Product.Status.ACTIVE
    )
    Variant.objects.create(product=veil, sku="VEIL-1", color="Ivory", price="240.00")
    return veil


@pytest.fixture
def sample(aurora: Product, berlin: Location) -> Sample:
    """The one Aurora in Berlin that brides may try on."""
    return Sample.objects.create(
        name="Aurora, ivory, 38",
        variant=aurora.variants.get(size="38"),
        location=berlin,
        barcode="S-0001",
    )


# Appointments -----------------------------------------------------------------


@pytest.fixture
def wish(
    berlin: Location, consultation: AppointmentType, anna: Customer, at: At
) -> Callable[..., Appointment]:
    """`wish("10:00", stylist=mira)`: Anna's consultation in Berlin unless other fields say more."""

    def unsaved(clock: str = "10:00", *, days: int = 0, **fields: Any) -> Appointment:
        given = {"type": consultation, "location": berlin, "customer": anna} | fields
        given.setdefault("starts_at", at(clock, days=days, where=given["location"]))
        return Appointment(**given)

    return unsaved


@pytest.fixture
def booked(wish: Wish, mira: Stylist, salon: Room) -> Callable[..., Appointment]:
    """Like `wish`, but written down with its claims, with Mira in the salon and past all rules."""
    number = iter(range(1, 1000))

    def written(clock: str = "10:00", *, days: int = 0, **fields: Any) -> Appointment:
        gowns = fields.pop("samples", ())
        given = {"stylist": mira, "room": salon, "reference": f"CAST{next(number):04}"} | fields
        appointment = wish(clock, days=days, **given)
        appointment.ends_at = appointment.starts_at + appointment.type.duration
        appointment.save()
        for gown in gowns:
            TryOn.objects.create(appointment=appointment, product=gown.variant.product, sample=gown)
        for resource in (appointment.stylist, appointment.room, *gowns):
            occupy(resource, appointment)
        return appointment

    return written


def occupy(resource: Any, appointment: Appointment) -> Claim:
    return Claim.objects.create(
        resource_id=resource.pk,
        kind=Claim.Kind.APPOINTMENT,
        appointment=appointment,
        starts_at=appointment.starts_at - appointment.type.buffer_before,
        ends_at=appointment.ends_at + appointment.type.buffer_after,
        is_live=appointment.status in Appointment.LIVE,
    )


@dataclass
class Boutique:
    """Everybody on stage."""

    shop: ShopSettings
    berlin: Location
    lisbon: Location
    helena: User
    tom: User
    mira: Stylist
    jo: Stylist
    ines: Stylist
    salon: Room
    alcove: Room
    terrace: Room
    anna: Customer
    bea: Customer
    consultation: AppointmentType
    accessories: AppointmentType
    aurora: Product
    veil: Product
    sample: Sample


@pytest.fixture
def boutique(db: None, request: pytest.FixtureRequest) -> Boutique:
    """The whole boutique, for tests that walk through the house."""
    return Boutique(**{name: request.getfixturevalue(name) for name in Boutique.__annotations__})


# What is written to the brides ---------------------------------------------------


@pytest.fixture
def letters(db: None) -> list[ReminderRule]:
    """Confirmation, new time and reminder; a test that commits empties what migrations left."""
    ReminderRule.objects.all().delete()
    about = {"subject": "{{ type }} on {{ date }}", "body": "Dear {{ bride }}, come at {{ time }}."}
    return ReminderRule.objects.bulk_create(
        [
            ReminderRule(name="Confirmation", event="booked", **about),
            ReminderRule(name="New time", event="moved", **about),
            ReminderRule(name="Reminder", event="before", hours_before=24, **about),
        ]
    )
