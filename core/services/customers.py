"""Customers: recognise a bride who comes back, note what she agreed to."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from core import history
from core.errors import NotPossible
from core.models import Customer
from core.queries import customers as reading
from core.services import own_fields

GONE = "This bride is no longer there."


def recognise(customer: Customer, *, by: Any = None) -> Customer:
    """The customer of that mail and name if we know her, else the given one, saved.

    For staff (`by`) name and phone tell as well. Nothing of a known customer is overwritten by what
    a booking says, except that a missing mail, phone number or wedding date is filled in. Raises
    NotPossible for one who is gone, or ValidationError naming the field.
    """
    if customer.pk is not None:
        if not Customer.objects.filter(pk=customer.pk).exists():
            raise NotPossible(GONE, field="customer")
        return customer
    customer.email = customer.email.strip()
    customer.name = " ".join(customer.name.split())
    customer.full_clean()
    key = known(customer, by=by)
    found = Customer.objects.filter(pk=key).first() if key else None
    if found is None:
        own_fields.begin(customer)
        customer.save()
        return customer
    return _filled_in(found, customer)


def known(customer: Customer, *, by: Any = None) -> int | None:
    """The key of who she is: by mail and name, for staff also by phone and name.

    A phone is often a household's or a mother's, and anybody can type it: to a stranger on the
    website it proves nothing.
    """
    if customer.pk is not None:
        return customer.pk
    name, email = " ".join(customer.name.split()), customer.email.strip()
    alike = Customer.objects.filter(name__iexact=name).order_by("pk")
    by_mail = alike.filter(email__iexact=email).values_list("pk", flat=True).first()
    phone = reading.phone_key(customer.phone)
    if (email and by_mail) or by is None or not phone:
        return by_mail if email else None
    same = (
        key
        for key, theirs, mail in alike.values_list("pk", "phone", "email")
        if reading.phone_key(theirs) == phone and not (email and mail)
    )
    return next(same, None)


def lock(keys: Iterable[int]) -> list[Customer]:
    """Lock these rows in the order of their keys: after appointments, before resources."""
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=set(keys))
    return list(rows.order_by("pk"))


def _filled_in(found: Customer, given: Customer) -> Customer:
    filled = [
        name
        for name in ("email", "phone", "wedding_on")
        if not getattr(found, name) and getattr(given, name)
    ]
    for name in filled:
        setattr(found, name, getattr(given, name))
    if filled:
        found.save(update_fields=[*filled, "updated_at"])
    return found


def save(customer: Customer, *, by: Any = None) -> Customer:
    """Save what staff wrote about a bride; notes when she first agreed to news. ValidationError."""
    agreed = customer.has_email_consent or customer.has_sms_consent
    if not agreed:
        customer.consented_at = None
    elif customer.consented_at is None:
        customer.consented_at = timezone.now()
    own_fields.settle(customer)
    customer.full_clean()
    history.sign(customer, by)
    customer.save()
    return customer
