"""Customers: recognise a bride who comes back, note what she agreed to."""

from typing import Any

from django.utils import timezone

from core import history
from core.models import Customer


def recognise(customer: Customer) -> Customer:
    """The customer of that mail and name if we know her, else the given one, saved.

    Nothing of a known customer is overwritten by what a booking says, except that a missing phone
    number or wedding date is filled in. Raises ValidationError naming the field.
    """
    if customer.pk is not None:
        return customer
    customer.email = customer.email.strip()
    customer.name = " ".join(customer.name.split())
    customer.full_clean()
    known = (
        Customer.objects.filter(email__iexact=customer.email, name__iexact=customer.name)
        .order_by("pk")
        .first()
        if customer.email
        else None
    )
    if known is None:
        customer.save()
        return customer
    filled = [
        name
        for name in ("phone", "wedding_on")
        if not getattr(known, name) and getattr(customer, name)
    ]
    for name in filled:
        setattr(known, name, getattr(customer, name))
    if filled:
        known.save(update_fields=[*filled, "updated_at"])
    return known


def save(customer: Customer, *, by: Any = None) -> Customer:
    """Save what staff wrote about a bride; notes when she first agreed to news. ValidationError."""
    agreed = customer.has_email_consent or customer.has_sms_consent
    if not agreed:
        customer.consented_at = None
    elif customer.consented_at is None:
        customer.consented_at = timezone.now()
    customer.full_clean()
    history.sign(customer, by)
    customer.save()
    return customer
