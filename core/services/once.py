"""A form is acted on once: a second press of its button, or the page sent again, does nothing more."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from core.errors import DoneAlready
from core.models import IdempotencyKey

Result = TypeVar("Result")


def once(token: UUID, act: Callable[[], Result], *, by: Any) -> Result:
    """Do `act` unless this person's form with this token was acted on before. Raises DoneAlready.

    What the act refuses leaves no trace, so that the form can be mended and sent again.
    """
    digest = hashlib.sha256(f"form:{by.pk}:{token}".encode()).hexdigest()
    with transaction.atomic():
        try:
            with transaction.atomic():
                IdempotencyKey(digest=digest).save(force_insert=True)
        except IntegrityError as taken:
            raise DoneAlready from taken
        return act()
