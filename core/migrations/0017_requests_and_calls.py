"""Two letters for what waits for the boutique's yes, the way an appointment came, and who was called."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.models.base

GREETING = "Dear {{ bride }},\n\n"
CLOSING = "\n\nWarm wishes\n{{ shop }}"

RULES: list[dict[str, Any]] = [
    {
        "name": "Request",
        "event": "requested",
        "subject": "We have your wish for {{ date }}",
        "body": "Thank you for thinking of {{ shop }}. We have noted your wish: {{ type }} on "
        "{{ date }} at {{ time }}, with {{ stylist }}.\n\n"
        "It is not confirmed yet. We keep the time for you, look at it, and write again as soon "
        "as it is yours.",
    },
    {
        "name": "Yes to a request",
        "event": "confirmed",
        "subject": "Confirmed: we look forward to you on {{ date }}",
        "body": "Good news: {{ date }} at {{ time }} is yours. {{ type }}, with {{ stylist }} at "
        "your side.\n\n"
        "Bring the people whose eyes you trust, and shoes with about the heel you have in mind. "
        "The rest is our part.",
    },
]


def add_rules(apps: Any, schema_editor: Any) -> None:
    """Beside what the owner has written; switched on where she confirms bookings by mail at all."""
    rules = apps.get_model("core", "ReminderRule").objects.using(schema_editor.connection.alias)
    is_active = rules.filter(event="booked", is_active=True).exists()
    for rule in RULES:
        if not rules.filter(event=rule["event"]).exists():
            body = f"{GREETING}{rule['body']}{CLOSING}"
            rules.create(**rule | {"body": body, "is_active": is_active})


EVENT = core.models.base.Text(
    "when",
    max_length=12,
    choices=[
        ("booked", "When she books"),
        ("requested", "When she books what you still confirm"),
        ("confirmed", "When you confirm it"),
        ("moved", "When the appointment is moved"),
        ("cancelled", "When the appointment is cancelled"),
        ("before", "Before the appointment"),
    ],
)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0016_sick_calls_at_the_desk"),
    ]

    operations = [
        migrations.AlterField("reminderrule", "event", EVENT),
        migrations.AlterField("historicalreminderrule", "event", EVENT),
        migrations.AddField(
            "appointment",
            "trail",
            core.models.base.Text(blank=True, editable=False, max_length=80),
        ),
        migrations.AddField(
            "rearrangedappointment",
            "called_at",
            models.DateTimeField("called", blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            "rearrangedappointment",
            "called_by",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
