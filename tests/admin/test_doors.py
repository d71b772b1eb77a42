"""Who may enter, what the landing page says, and that stored words are never markup."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from core.models import Customer, Product, ShopSettings
from tests.admin.crowd import Crowd
from tests.cast import sign_in

ROOT = Path(__file__).parents[2]
NASTY = '"><script>alert(1)</script>'
CLOSED_TO_STYLISTS = [
    "auth_user_changelist",
    "auth_group_changelist",
    "core_location_add",
    "core_product_add",
    "core_variant_add",
    "core_closedday_add",
    "core_reminderrule_add",
    "core_sample_add",
    "core_product_import",
    "core_product_export",
]


@pytest.fixture
def stylist(client: Client, db: None) -> Client:
    """The browser of somebody with the role Stylist."""
    user = sign_in("lea")
    user.groups.add(Group.objects.get(name="Stylist"))
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", CLOSED_TO_STYLISTS)
def test_a_stylist_stays_outside(stylist: Client, name: str) -> None:
    answer = stylist.get(reverse(f"admin:{name}"))
    assert answer.status_code == 403
    assert "This door is closed for you" in answer.content.decode()


def test_a_stylist_finds_what_she_needs(stylist: Client, crowd: Crowd) -> None:
    crowd(1)
    for model in ("product", "appointment", "customer", "sample", "stocklevel", "message"):
        assert stylist.get(reverse(f"admin:core_{model}_changelist")).status_code == 200
    assert stylist.get(reverse("admin:core_appointment_add")).status_code == 200
    assert (
        "Put on sale" not in stylist.get(reverse("admin:core_product_changelist")).content.decode()
    )


def test_nobody_without_a_sign_in_sees_a_page(client: Client, crowd: Crowd) -> None:
    crowd(1)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        answer = client.get(reverse(name))
        assert answer.status_code == 302
        assert "/login/" in answer.headers["Location"]


def test_a_manager_cannot_lift_herself(client: Client, helena: User) -> None:
    chief = sign_in("chief")
    chief.groups.add(Group.objects.get(name="Owner"))
    client.force_login(chief)
    own = reverse("admin:auth_user_change", args=[chief.pk])
    client.post(
        own, {"username": "chief", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    )
    chief.refresh_from_db()
    assert not chief.is_superuser
    above = reverse("admin:auth_user_change", args=[helena.pk])
    client.post(above, {"username": "nobody"})
    helena.refresh_from_db()
    assert helena.username == "helena"
    assert (
        client.post(reverse("admin:auth_user_password_change", args=[helena.pk])).status_code == 403
    )


def test_stored_words_are_never_markup(owner: Client, crowd: Crowd) -> None:
    crowd(1)
    Product.objects.update(name=NASTY, description=NASTY, tags=[NASTY])
    Customer.objects.update(name=NASTY, phone=NASTY, notes=NASTY)
    ShopSettings.objects.update(name=NASTY)
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").last()
        names = ["changelist", "change", "history"] if row else ["changelist"]
        if model._meta.model_name in {"shopsettings", "claim"}:
            names = ["changelist"]
        for name in names:
            address = f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}"
            answer = owner.get(reverse(address, args=[row.pk] if name != "changelist" else []))
            assert "<script>alert(1)" not in answer.content.decode(), address
    assert "<script>alert(1)" not in owner.get(reverse("admin:index")).content.decode()
    assert "<script>alert(1)" not in Client().get("/").content.decode()


def test_an_old_version_cannot_be_written_back_past_the_acts(owner: Client, crowd: Crowd) -> None:
    crowd(1)
    product = Product.objects.get()
    record = product.history.first()
    address = reverse("admin:core_product_simple_history", args=[product.pk, record.pk])
    assert owner.get(address).status_code == 404
    assert owner.post(address, {"name": "Old"}).status_code == 404


def test_the_landing_page_sends_staff_to_work(client: Client, shop: Any, helena: User) -> None:
    page = client.get("/").content.decode()
    assert "Maison Helena" in page
    assert reverse("admin:index") in page
    assert "/api/v1/docs" in page
    client.force_login(helena)
    assert client.get("/").headers["Location"] == reverse("admin:index")


def test_a_new_database_gets_its_roles_with_their_permissions(tmp_path: Path) -> None:
    """In a process of its own: permissions do not exist before the last migration has run."""
    ask = (
        "from django.contrib.auth.models import Group\n"
        "for group in Group.objects.order_by('name'):\n"
        "    codes = set(group.permissions.values_list('codename', flat=True))\n"
        "    print(group.name, 'import_product' in codes, 'overbook_appointment' in codes,\n"
        "          'add_appointment' in codes, 'change_user' in codes, sep=';')\n"
    )
    env = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}",
        "DEBUG": "1",
        "VAR_DIR": str(tmp_path),
    }
    for command in (["migrate", "-v", "0"], ["check"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", ask],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split() == [
        "Front",
        "desk;False;False;True;False",
        "Manager;True;True;True;False",
        "Owner;True;True;True;True",
        "Stylist;False;False;True;False",
    ]


def test_a_database_that_is_away_is_a_reason_to_come_back(db: None) -> None:
    """As the web server sees it: the error leaves the page, and what is said needs no database."""

    def away(*_: Any) -> None:
        raise OperationalError("the server closed the connection")

    browser = Client(raise_request_exception=False)
    with connection.execute_wrapper(away):
        page = browser.get(reverse("admin:login"))
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "cannot reach its data right now" in page.content.decode()
