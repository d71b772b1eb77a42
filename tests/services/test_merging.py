"""One bride, two rows: found, looked at, made one, and made two again."""

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from core.errors import NotPossible
from core.models import Appointment, Customer, Message
from core.queries import customers
from core.services import appointments, merging
from tests.cast import Boutique, Wish


@pytest.fixture
def twin(boutique: Boutique) -> Customer:
    """Anna once more, as the website wrote her down, with what the first row lacks."""
    return Customer.objects.create(
        name="Anna Winter",
        email="anna.winter@example.org",
        phone="030 5550101",
        budget="2500.00",
        notes="Loves lace",
        has_email_consent=True,
    )


def test_pairs_are_found_by_mail_phone_and_name(boutique: Boutique, twin: Customer) -> None:
    accent = Customer.objects.create(name="Winter, Ánna", email="ANNA@example.org")
    Customer.objects.create(name="Zoe Frost", email="zoe@example.org", phone="+49 40 998877")
    found = {(p.keep, p.other): p.reasons for p in customers.duplicates()}
    assert found == {
        (boutique.anna.pk, twin.pk): ("same-phone", "alike-name"),
        (boutique.anna.pk, accent.pk): ("same-mail", "alike-name"),
        (twin.pk, accent.pk): ("alike-name",),
    }
    assert {p.keep for p in customers.duplicates(accent)} == {boutique.anna.pk, twin.pk}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Anna Winter", "anna  WINTER", True),
        ("Anna Winter", "Ana Winter", True),
        ("Jana Groß", "Jana Gross", True),
        ("Anna Winter", "Anna Sommer", False),
        ("Anna", "Anna Winter", False),
        ("Mia Lang", "Pia Lang", False),
    ],
)
def test_names_alike(db: None, one: str, other: str, alike: bool) -> None:
    for name in (one, other):
        Customer.objects.create(name=name)
    assert bool(customers.duplicates()) == alike


def test_a_hundred_customers_cost_one_query(
    boutique: Boutique, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Customer.objects.bulk_create(Customer(name=f"Bride {n}") for n in range(100))
    with django_assert_num_queries(1):
        customers.duplicates()


def test_the_preview_writes_nothing(boutique: Boutique, twin: Customer, wish: Wish) -> None:
    appointments.book(wish("10:00", customer=twin))
    seen = merging.preview(boutique.anna, twin)
    assert ("budget", "", "2500.00") in seen.filled
    assert ("mail", "anna@example.org", "anna.winter@example.org") in seen.kept
    assert seen.moved == {"appointments": 1}
    assert Customer.objects.filter(pk=twin.pk).exists()


def test_everything_goes_to_the_one_who_stays(
    boutique: Boutique, twin: Customer, wish: Wish, tom: User
) -> None:
    hers = appointments.book(wish("10:00", customer=twin))
    merging.merge(boutique.anna, twin, by=tom)
    anna = Customer.objects.get(pk=boutique.anna.pk)
    assert (anna.email, str(anna.budget), anna.notes) == (
        "anna@example.org",
        "2500.00",
        "Loves lace",
    )
    assert not anna.has_email_consent
    hers.refresh_from_db()
    assert (hers.customer, hers.version) == (anna, 2)
    assert set(Message.objects.filter(state="planned").values_list("recipient", flat=True)) == {
        "anna@example.org"
    }
    assert not Customer.objects.filter(pk=twin.pk).exists()
    assert hers.history.first().history_user == tom


def test_undoing_makes_two_again(boutique: Boutique, twin: Customer, wish: Wish, tom: User) -> None:
    hers = appointments.book(wish("10:00", customer=twin))
    before = Customer.objects.filter(pk=twin.pk).values().get()
    mine = Customer.objects.filter(pk=boutique.anna.pk).values().get()
    record = merging.merge(boutique.anna, twin, by=tom)
    later = appointments.book(wish("14:00", customer=Customer.objects.get(pk=boutique.anna.pk)))
    assert merging.undo(record, by=tom) == []
    after = Customer.objects.filter(pk=twin.pk).values().get()
    assert before | {"updated_at": None} == after | {"updated_at": None}
    back = Customer.objects.filter(pk=boutique.anna.pk).values().get()
    assert mine | {"updated_at": None} == back | {"updated_at": None}
    assert Appointment.objects.get(pk=hers.pk).customer_id == twin.pk
    assert Appointment.objects.get(pk=later.pk).customer_id == boutique.anna.pk
    with pytest.raises(NotPossible, match="already"):
        merging.undo(record, by=tom)


def test_undoing_leaves_what_went_on_since(boutique: Boutique, twin: Customer, tom: User) -> None:
    record = merging.merge(boutique.anna, twin, by=tom)
    Customer.objects.filter(pk=boutique.anna.pk).update(budget="3000.00")
    assert merging.undo(record, by=tom) == [
        "The budget of Anna Winter has been changed since and stays."
    ]
    assert str(Customer.objects.get(pk=boutique.anna.pk).budget) == "3000.00"


def test_nobody_is_merged_with_herself(boutique: Boutique) -> None:
    with pytest.raises(NotPossible):
        merging.merge(boutique.anna, boutique.anna)
