"""What the roles of a new boutique may do in the diary: a sick call at the desk, and not by a stylist."""

import json
from collections.abc import Callable
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.models import Appointment, Claim, ClosedDay, Rearrangement
from core.queries import rearranging as planning
from core.services import rearranging
from tests.admin.test_rearranging import PLAN, filled
from tests.cast import At, Boutique

Booked = Callable[..., Appointment]
STEPS = ("0004_roles.found", "0014_roles_of_the_diary.teach", "0016_sick_calls_at_the_desk.teach")


@pytest.fixture
def role(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], User]:
    """A colleague with a role as the migrations make it, whatever other tests have emptied."""
    for label in ("auth", "core"):  # they lay the models of these apps aside, then for good
        config = apps.get_app_config(label)
        monkeypatch.setattr(config, "models_module", config.models_module)
    Group.objects.all().delete()
    for step in STEPS:
        module, verb = step.split(".")
        act = getattr(import_module(f"core.migrations.{module}"), verb)
        act(apps, SimpleNamespace(connection=connection))

    def colleague(name: str) -> User:
        user = User.objects.create_user(name.replace(" ", "-"), is_staff=True)
        user.groups.add(Group.objects.get(name=name))
        return user

    return colleague


@pytest.fixture
def sick(boutique: Boutique, tuesday: date) -> dict[str, str]:
    return {"who": f"stylist-{boutique.mira.pk}", "first_on": f"{tuesday}", "reason": "Sick"}


def test_the_desk_handles_a_sick_call_and_takes_it_back(
    client: Client,
    role: Callable[[str], User],
    boutique: Boutique,
    booked: Booked,
    sick: dict[str, str],
) -> None:
    anna = booked("10:00")
    client.force_login(role("Front desk"))
    assert (
        reverse("admin:core_rearrangement_add")
        in client.get(reverse("admin:index")).content.decode()
    )
    seen = client.get(reverse(PLAN), sick)
    assert client.post(reverse(PLAN), filled(seen, do="apply")).status_code == 302
    anna.refresh_from_db()
    assert anna.stylist == boutique.jo
    change = Rearrangement.objects.get()
    page = client.get(reverse("admin:core_rearrangement_change", args=[change.pk]))
    assert "Undo all" in page.content.decode()
    client.post(reverse("admin:core_rearrangement_undo", args=[change.pk]))
    anna.refresh_from_db()
    assert anna.stylist == boutique.mira
    assert not Claim.objects.filter(kind="block").exists()


def test_the_desk_gives_back_the_time_it_blocked(
    client: Client, role: Callable[[str], User], boutique: Boutique, at: At
) -> None:
    block = Claim.objects.create(
        resource_id=boutique.jo.pk, kind="block", starts_at=at("12:00"), ends_at=at("13:00")
    )
    remove = reverse("admin:core_appointment_board_unblock", args=[block.pk])
    stylist, desk = role("Stylist"), role("Front desk")
    for user, status, left in ((stylist, 403, 1), (desk, 200, 0)):
        client.force_login(user)
        answer = client.post(remove, json.dumps({}), content_type="application/json")
        assert (answer.status_code, Claim.objects.count()) == (status, left)


def test_a_stylist_rearranges_nothing(
    client: Client,
    role: Callable[[str], User],
    booked: Booked,
    sick: dict[str, str],
    helena: User,
    tuesday: date,
    boutique: Boutique,
) -> None:
    anna = booked("10:00")
    client.force_login(role("Stylist"))
    assert client.get(reverse(PLAN), sick).status_code == 403
    assert client.post(reverse(PLAN), sick | {"do": "apply"}).status_code == 403
    change = Rearrangement(stylist=boutique.mira, first_on=tuesday, last_on=tuesday)
    rearranging.apply(change, rows=planning.propose(change), by=helena)
    undo = reverse("admin:core_rearrangement_undo", args=[change.pk])
    assert client.post(undo).status_code in {403, 404}
    anna.refresh_from_db()
    assert anna.stylist == boutique.jo


def test_the_desk_neither_closes_a_location_nor_opens_it_again(
    client: Client,
    role: Callable[[str], User],
    booked: Booked,
    boutique: Boutique,
    sick: dict[str, str],
    helena: User,
    tuesday: date,
) -> None:
    """Closed days are not hers to write, by no way round."""
    booked("10:00")
    client.force_login(role("Front desk"))
    asked = sick | {"who": f"location-{boutique.berlin.pk}"}
    assert "Select a valid choice" in client.get(reverse(PLAN), asked).content.decode()
    change = Rearrangement(location=boutique.berlin, first_on=tuesday, last_on=tuesday)
    rearranging.apply(change, rows=planning.propose(change), by=helena)
    page = client.get(reverse("admin:core_rearrangement_change", args=[change.pk]))
    assert "Undo all" not in page.content.decode()
    answer: Any = client.post(reverse("admin:core_rearrangement_undo", args=[change.pk]))
    assert answer.status_code in {302, 403, 404}
    change.refresh_from_db()
    assert change.undone_at is None
    assert ClosedDay.objects.filter(location=boutique.berlin, closed_on=tuesday).exists()
