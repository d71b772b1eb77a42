"""A fresh shop has its four letters: booked, moved, cancelled, and two days before."""

from typing import Any

from django.db import migrations

GREETING = "Dear {{ bride }},\n\n"
CLOSING = "\n\nWarm wishes\n{{ shop }}"

RULES: list[dict[str, Any]] = [
    {
        "name": "Confirmation",
        "event": "booked",
        "subject": "We look forward to you on {{ date }}",
        "body": "Thank you for choosing {{ shop }}. {{ date }} at {{ time }} is yours: "
        "{{ type }}, with {{ stylist }} at your side.\n\n"
        "Bring the people whose eyes you trust, and shoes with about the heel you have in mind. "
        "The rest is our part.",
    },
    {
        "name": "New time",
        "event": "moved",
        "subject": "Your new time: {{ date }}",
        "body": "Your appointment has been changed. We now expect you on {{ date }} at {{ time }}, "
        "and {{ stylist }} will be there for you.\n\n"
        "The calendar entry in this mail replaces the one you had.",
    },
    {
        "name": "Cancellation",
        "event": "cancelled",
        "subject": "Your appointment on {{ date }} is cancelled",
        "body": "Your appointment on {{ date }} at {{ time }} is cancelled, and there is nothing "
        "left for you to do.\n\nShould you like to come another day, we would be glad to see you.",
    },
    {
        "name": "Reminder",
        "event": "before",
        "hours_before": 48,
        "subject": "See you on {{ date }}",
        "body": "It is nearly time: we expect you on {{ date }} at {{ time }} at {{ location }}. "
        "{{ stylist }} is preparing everything for you.\n\n"
        "Should something come between, please tell us, so that another bride can have the time.",
    },
]


def create(apps: Any, schema_editor: Any) -> None:
    rules = apps.get_model("core", "ReminderRule").objects.using(schema_editor.connection.alias)
    if not rules.exists():
        for rule in RULES:
            rules.create(**rule | {"body": f"{GREETING}{rule['body']}{CLOSING}"})


class Migration(migrations.Migration):
    dependencies = [("core", "0002_claims_guard")]

    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
