"""Lists leave the house: who may, with which columns, what the log says, what the worker writes."""

import csv
import io
import os
import stat
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.exchange.export import KINDS, making, tables
from core.models import Customer, Export, ExportHabit, Product
from core.services import exports
from core.services.exports import files
from tests.cast import sign_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:core_exports")


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR = tmp_path


def page_of(name: str) -> str:
    return reverse("admin:core_export_new", args=[name])


def taken(client: Client, name: str, query: str = "", **data: Any) -> list[dict[str, str]]:
    answer = client.post(page_of(name) + query, {"format": "csv"} | data)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("name", KINDS)
def test_only_who_may_export_a_list_can(client: Client, name: str, shop: Any) -> None:
    looks = sign_in("tom", f"view_{name}")
    blind = sign_in("kim", f"export_{name}")
    for user in (looks, blind):
        client.force_login(user)
        assert client.get(page_of(name)).status_code == 403
        assert client.post(page_of(name), {"column": "name"}).status_code == 403
    client.force_login(sign_in("may", f"view_{name}", f"export_{name}"))
    assert client.get(page_of(name)).status_code == 200
    assert not Export.objects.exists()


def test_a_click_from_another_site_exports_nothing(helena: User, anna: Customer) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(helena)

    assert client.post(page_of("customer"), {"column": "name"}).status_code == 403
    assert not Export.objects.exists()


def test_the_list_leads_to_its_export_only_who_may(client: Client, owner: Client) -> None:
    there = f"{page_of('customer')}?q=anna"
    address = reverse("admin:core_customer_changelist") + "?q=anna"
    assert there in owner.get(address).content.decode()
    client.force_login(sign_in("tom", "view_customer"))
    assert there not in client.get(address).content.decode()


def test_the_file_has_the_rows_of_the_list_as_it_stands(
    owner: Client, anna: Customer, bea: Customer
) -> None:
    rows = taken(owner, "customer", "?q=anna", column=["name", "email"])
    assert rows == [{"Name": "Anna Winter", "Mail": "anna@example.org"}]
    turned = taken(owner, "customer", "?o=-1", column=["name"])
    assert [row["Name"] for row in turned] == ["Bea Sommer", "Anna Winter"]


def test_the_log_tells_who_took_what(owner: Client, helena: User, anna: Customer) -> None:
    taken(owner, "customer", "?q=anna", column=["name"])

    line = Export.objects.get()
    assert (line.owner, line.owner_name, line.kind, line.rows) == (helena, "Helena", "customer", 1)
    assert (line.state, line.query, line.columns) == ("ready", {"q": ["anna"]}, ["name"])
    page = owner.get(LIST).content.decode()
    assert "Search: anna" in page
    assert "1 row" in page


def test_a_download_that_breaks_off_is_told(
    helena: User, anna: Customer, bea: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "CHUNK", 1)
    export = exports.begin(Export(kind="customer", columns=["name"]), by=helena)
    download = making.parts(export, making.table(export, helena))
    next(download)
    download.close()

    export.refresh_from_db()
    assert (export.state, export.rows) == ("failed", 1)
    assert export.reason == "The download was broken off."


def test_what_we_pay_is_for_those_who_may_see_it(client: Client, aurora: Product) -> None:
    desk = sign_in("tom", "view_variant", "export_variant")
    client.force_login(desk)
    assert "Cost" not in client.get(page_of("variant")).content.decode()
    assert taken(client, "variant", column=["sku", "cost"])[0].keys() == {"SKU"}
    desk.user_permissions.add(Permission.objects.get(codename="see_cost"))
    assert taken(client, "variant", column=["sku", "cost"])[0].keys() == {"SKU", "Cost"}


def test_how_to_reach_her_is_for_those_who_may_see_brides(client: Client, booked: Any) -> None:
    booked("10:00")
    client.force_login(sign_in("kim", "view_appointment", "export_appointment"))

    (row,) = taken(client, "appointment", column=["customer", "email", "phone", "notes"])

    assert row == {"Name of the bride": "Anna Winter"}


def test_her_choice_is_there_the_next_time(owner: Client, helena: User, anna: Customer) -> None:
    taken(owner, "customer", column=["name", "phone"], format="excel-csv")

    page = owner.get(page_of("customer")).content.decode()

    assert page.count(" checked") == 3
    assert 'value="phone" checked' in page
    assert 'value="excel-csv" checked' in page
    assert ExportHabit.objects.get().user == helena


def test_no_column_is_no_file(owner: Client, anna: Customer) -> None:
    answer = owner.post(page_of("customer"), {"format": "csv", "column": "password"})

    assert "Choose at least one column." in answer.content.decode()
    assert not Export.objects.exists()


# Long ones --------------------------------------------------------------------------------------


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are many."""
    monkeypatch.setattr(making, "MOST_AT_ONCE", 1)


@pytest.mark.usefixtures("long")
def test_a_long_list_is_written_by_the_worker(
    owner: Client, anna: Customer, bea: Customer, django_capture_on_commit_callbacks: Any
) -> None:
    answer = owner.post(page_of("customer"), {"format": "csv", "column": ["name"]})
    assert answer.headers["Location"] == LIST
    export = Export.objects.get()
    assert "Waiting for the worker" in owner.get(LIST).content.decode()

    assert making.work() == 1

    export.refresh_from_db()
    assert (export.state, export.rows, export.rows_total) == ("ready", 2, 2)
    assert stat.S_IMODE(files.path_of(export).stat().st_mode) == 0o600
    file = owner.get(reverse("admin:core_export_file", args=[export.pk]))
    assert b"".join(file.streaming_content) == b"Name\r\nAnna Winter\r\nBea Sommer\r\n"  # type: ignore[arg-type]
    told = owner.get(reverse("admin:core_exports_progress"), {"of": export.pk}).json()["rows"]
    assert told == [{"pk": export.pk, "state": "ready", "said": "2 rows", "percent": 100}]


@pytest.fixture
def waiting(helena: User, anna: Customer, bea: Customer) -> Export:
    return exports.ask(Export(kind="customer", columns=["name"]), by=helena)


def test_only_its_owner_and_who_oversees_can_fetch_a_file(
    client: Client, waiting: Export, helena: User
) -> None:
    making.work()
    file = reverse("admin:core_export_file", args=[waiting.pk])
    may = ("view_customer", "export_customer")
    for user, status in (
        (sign_in("tom", *may), 404),
        (sign_in("kim", *may, "oversee_export"), 200),
        (sign_in("lea", "oversee_export"), 403),
    ):
        client.force_login(user)
        answer = client.get(file)
        assert answer.status_code == status
        b"".join(getattr(answer, "streaming_content", ()))  # the file is closed behind it
    helena.is_superuser = False
    helena.save()
    client.force_login(helena)
    assert client.get(file).status_code == 403


def test_rights_that_went_meanwhile_leave_no_file(waiting: Export, helena: User) -> None:
    User.objects.filter(pk=helena.pk).update(is_superuser=False)

    assert making.work() == 0

    waiting.refresh_from_db()
    assert (waiting.state, waiting.file) == ("failed", "")
    assert "may no longer export this list" in waiting.reason
    assert list(files.folder().iterdir()) == []


def test_without_a_column_that_is_left_there_is_no_file(aurora: Product, shop: Any) -> None:
    desk = sign_in("tom", "view_variant", "export_variant", "see_cost")
    export = exports.ask(Export(kind="variant", columns=["cost"]), by=desk)
    desk.user_permissions.remove(Permission.objects.get(codename="see_cost"))

    assert making.work() == 0

    export.refresh_from_db()
    assert export.reason.startswith("None of the chosen columns")


def test_another_worker_takes_over_and_the_third_death_is_told(waiting: Export) -> None:
    for _ in range(3):
        dead = exports.claim()
        assert dead is not None
        assert exports.claim() is None
        silent = timezone.now() - timedelta(minutes=2)
        Export.objects.filter(pk=waiting.pk).update(beat_at=silent)
        assert not exports.finish(Export(pk=waiting.pk, claim_token="older"), rows=1)

    assert making.work() == 0

    waiting.refresh_from_db()
    assert waiting.state == "failed"
    assert "stopped three times" in waiting.reason


def test_a_worker_that_is_told_to_stop_gives_it_back(waiting: Export) -> None:
    answers = iter([True, False, False])

    assert making.work(lambda: next(answers)) == 0

    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    assert making.work() == 1


def test_after_a_week_a_file_is_put_away(waiting: Export, owner: Client) -> None:
    making.work()
    waiting.refresh_from_db()
    path = files.path_of(waiting)
    then = timezone.now() - timedelta(days=8)
    Export.objects.update(ended_at=then)
    os.utime(path, (then.timestamp(), then.timestamp()))

    assert exports.sweep() == 1

    assert not path.exists()
    waiting.refresh_from_db()
    assert waiting.state == "gone"
    assert owner.get(reverse("admin:core_export_file", args=[waiting.pk])).status_code == 302


def test_filters_that_the_list_does_not_know_are_refused(owner: Client, anna: Customer) -> None:
    answer = owner.post(page_of("customer") + "?nonsense__x=1", {"column": "name"})

    assert "read with these filters" in answer.content.decode()
    assert not Export.objects.exists()


def test_five_at_a_time_are_enough(waiting: Export, helena: User, owner: Client) -> None:
    for _ in range(4):
        exports.ask(Export(kind="customer"), by=helena)
    with pytest.raises(Exception, match="are being written"):
        exports.ask(Export(kind="customer"), by=helena)
