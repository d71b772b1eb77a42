"""`manage.py send_due`: send what is due once, without a worker."""

from typing import Any

from django.core.management.base import BaseCommand

from core.models import Message
from core.services import messages


class Command(BaseCommand):
    help = "Sends every message that is due, once, and says what became of each."

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = messages.tick()
        words = dict(Message.State.choices) | {Message.State.PLANNED: "To be tried again"}
        if not outcome:
            self.stdout.write("Nothing is due.")
        for state, number in sorted(outcome.items()):
            self.stdout.write(f"{words[state]}: {number}")
