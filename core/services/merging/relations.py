"""What points to a bride: it moves to the one who stays, and goes back."""

from typing import Any

from django.db import models

from core.models import Appointment, Customer, CustomerMerge, Message
from core.services import messages
from core.services.appointments import many

WAITING = (Message.State.PLANNED, Message.State.CLAIMED)


def every() -> list[Any]:
    """Every foreign key to a customer, whatever the house adds later; not her history."""
    return [
        relation
        for relation in Customer._meta.related_objects
        if relation.related_model is not CustomerMerge
        and not str(relation.related_model._meta.model_name).startswith("historical")
    ]


def name(relation: Any) -> str:
    return f"{relation.related_model._meta.label_lower}.{relation.field.name}"


def pointing(relation: Any, key: int) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = relation.related_model._default_manager
    return rows.filter(**{relation.field.name: key}).order_by("pk")


def point(relation: Any, keys: list[int], *, to: Customer, by: Any) -> None:
    if relation.related_model is not Appointment:
        rows = relation.related_model._default_manager.filter(pk__in=keys)
        rows.update(**{relation.field.name: to})
        return
    for found in many.locked([(key, None) for key in keys], by=by).values():
        found.customer = to
        found.version += 1
        found.save()
        messages.plan(found, "changed")
        if to.email:
            waiting = Message.objects.filter(appointment=found, state__in=WAITING)
            waiting.update(recipient=to.email)


def readdress(customer: Customer) -> None:
    if customer.email:
        waiting = Message.objects.filter(appointment__customer=customer, state__in=WAITING)
        waiting.update(recipient=customer.email)


def give_back(record: CustomerMerge, other: Customer, *, by: Any) -> list[str]:
    left = []
    for relation in every():
        keys = record.moved.get(name(relation), [])
        mine = set(pointing(relation, record.kept_id).values_list("pk", flat=True))
        back = [key for key in keys if key in mine]
        point(relation, back, to=other, by=by)
        if gone := len(keys) - len(back):
            label = relation.related_model._meta.verbose_name_plural
            left.append(f"{gone} of the {label} are no longer there and stay away.")
    return left
