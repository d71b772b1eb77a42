"""Opening the demo boutique in an empty house, and clearing it out again."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone

from core.errors import NotPossible
from core.models import Customer, Heartbeat, Location, Product, ReminderRule
from core.services.demo import (
    blocks,
    bookings,
    catalogue,
    house,
    letters,
    promises,
    stockroom,
)
from core.services.demo.diary import Diary
from core.services.demo.stage import Stage, read_json


def is_empty() -> bool:
    return not any(model._default_manager.exists() for model in (Location, Product, Customer))


def load() -> None:
    """Build the whole boutique around the present moment. Raises NotPossible unless it is empty."""
    if not is_empty():
        raise NotPossible("The shop is not empty.")
    now = timezone.now().replace(second=0, microsecond=0)
    stage = Stage(now, shop=read_json("shop.json"), catalogue=read_json("catalogue.json"))
    with transaction.atomic():
        house.build(stage)
        catalogue.build(stage)
        stockroom.build(stage)
        promises.build(stage)
        visits = Diary(stage, blocks.build(stage)).fill()
        letters.build(stage, bookings.build(stage, visits))


def clear() -> None:
    """Empty the shop. Who may sign in, the message rules and the worker's heartbeat stay."""
    with transaction.atomic():
        for model in _shop_models():
            rows: Any = model._base_manager.all()
            # Whole tables at once; foreign keys are looked at when the transaction ends.
            rows._raw_delete(rows.db)
        LogEntry.objects.filter(content_type__app_label="core").delete()
        transaction.on_commit(_remove_pictures)


def _shop_models() -> Iterator[type[models.Model]]:
    kept = {ReminderRule, ReminderRule.history.model, Heartbeat}
    for model in apps.get_app_config("core").get_models(include_auto_created=True):
        if model not in kept and model._meta.managed and not model._meta.proxy:
            yield model


def _remove_pictures() -> None:
    if not default_storage.exists(catalogue.PICTURES):
        return
    for name in default_storage.listdir(catalogue.PICTURES)[1]:
        default_storage.delete(f"{catalogue.PICTURES}/{name}")
