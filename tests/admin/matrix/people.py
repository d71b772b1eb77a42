"""Who knocks: everybody has a letter, and the table names the letters of those who are let in."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from tests.cast import sign_in

ROLES = {"s": "Stylist", "f": "Front desk", "m": "Manager", "o": "Owner"}
EVERYBODY = "anvsfmo"
SIGNED_IN = "nvsfmo"
"""Anybody, no rights, view only, stylist, front desk, manager, owner."""

CLIENT = Client(raise_request_exception=False)  # each new one would load the middleware anew


@dataclass
class Person:
    letter: str
    user: User | None
    session: str = ""

    def browser(self) -> Client:
        """As fresh as new, so that no visit leaves a trace for the next."""
        CLIENT.cookies = SimpleCookie()
        if self.session:
            CLIENT.cookies[settings.SESSION_COOKIE_NAME] = self.session
        return CLIENT


def everybody() -> dict[str, Person]:
    return {letter: _person(letter) for letter in EVERYBODY}


def _person(letter: str) -> Person:
    if letter == "a":
        return Person("a", None)
    user = sign_in(f"person-{letter}")
    if letter == "v":
        seen: Any = Permission.objects.filter(codename__startswith="view_")
        user.user_permissions.set(seen)
    elif letter in ROLES:
        user.groups.add(Group.objects.get(name=ROLES[letter]))
    client = Client()
    client.force_login(user)
    return Person(letter, user, client.cookies[settings.SESSION_COOKIE_NAME].value)
