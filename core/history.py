"""Who acts, and through which door: every history row carries both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.http import HttpRequest, HttpResponse


class Door(models.TextChoices):
    ADMIN = "admin", "Admin"
    API = "api", "Website"
    IMPORT = "import", "Import"
    JOB = "job", "Program"


_door: ContextVar[Door] = ContextVar("door", default=Door.JOB)
_user: ContextVar[Callable[[], Any]] = ContextVar("user", default=lambda: None)


@contextmanager
def acting(door: Door, user: Any = None) -> Iterator[None]:
    """Everything changed inside was done by `user` through `door`."""
    tokens = _door.set(door), _user.set(lambda: user)
    try:
        yield
    finally:
        _door.reset(tokens[0])
        _user.reset(tokens[1])


def current_door() -> Door:
    return _door.get()


def acting_user(instance: Any = None, **_kwargs: Any) -> AbstractBaseUser | None:
    """The signed-in person behind the change, None for brides and jobs."""
    user = _user.get()()
    return user if isinstance(user, AbstractBaseUser) and user.pk else None


def sign(instance: models.Model, by: Any) -> None:
    """Name the member of staff behind the next save of `instance`; None leaves it to the door."""
    if by is not None:
        instance._history_user = by  # type: ignore[attr-defined]


def begin(rows: models.QuerySet[Any], *, because: str) -> None:
    """Keep how these rows stand, where nothing is kept of them yet."""
    records: Any = rows.model.history
    key = rows.model._meta.pk.attname
    known = records.filter(**{f"{key}__in": rows.values("pk")}).values(key)
    untold = list(rows.exclude(pk__in=known))
    if not untold:
        return
    with acting(Door.JOB):
        made = records.bulk_history_create(untold, update=True, default_change_reason=because)
    for record, row in zip(made, untold, strict=True):
        for field in record._history_m2m_fields:
            _begin_many(record, row, field)


def _begin_many(record: Any, row: models.Model, field: Any) -> None:
    through = getattr(row, field.name).through
    kept = getattr(record, field.name).model
    names = [part.attname for part in through._meta.concrete_fields]
    pairs = through._base_manager.filter(**{field.m2m_field_name(): row}).values(*names)
    kept._base_manager.bulk_create(kept(history=record, **pair) for pair in pairs)


class DoorHistory(models.Model):
    """Base of all history rows: adds the door to who, when and what."""

    door = models.CharField(max_length=8, choices=Door.choices, default=current_door)

    class Meta:
        abstract = True


class DoorMiddleware:
    """Marks what a request changes with its door and its signed-in user."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        door = Door.API if request.path.startswith("/api/") else Door.ADMIN
        tokens = _door.set(door), _user.set(lambda: getattr(request, "user", AnonymousUser()))
        try:
            return self.get_response(request)
        finally:
            _door.reset(tokens[0])
            _user.reset(tokens[1])
