"""What the upgrade does with the letters of a shop that has its own."""

from importlib import import_module

from django.apps import apps
from django.db import connection

from core.models import ReminderRule

upgrade = import_module("core.migrations.0017_requests_and_calls")


def test_a_shop_with_letters_of_its_own_gets_two_more_and_keeps_its_words(db: None) -> None:
    ReminderRule.objects.all().delete()
    own = {"name": "Own", "subject": "Our words", "body": "Dear {{ bride }}"}
    ReminderRule.objects.create(**own, event="booked")
    ReminderRule.objects.create(**own | {"name": "Own yes"}, event="confirmed")
    upgrade.add_rules(apps, connection.schema_editor())
    rules = {rule.event: rule for rule in ReminderRule.objects.all()}
    assert set(rules) == {"booked", "requested", "confirmed"}
    assert rules["booked"].subject == rules["confirmed"].subject == "Our words"
    assert rules["requested"].is_active


def test_a_shop_that_writes_no_confirmations_is_not_made_to(db: None) -> None:
    ReminderRule.objects.update(is_active=False)
    ReminderRule.objects.filter(event__in=["requested", "confirmed"]).delete()
    upgrade.add_rules(apps, connection.schema_editor())
    assert not ReminderRule.objects.filter(is_active=True).exists()
    assert ReminderRule.objects.filter(event="requested").exists()
