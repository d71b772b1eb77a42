"""The import pages: who may, what is shown, whose file is taken, and what can be taken back."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.exchange import importing
from core.exchange.reading import limits
from core.models import ImportJob, ImportProfile, ImportRow, Location, Product, Variant
from core.services import imports
from tests.cast import sign_in
from tests.exchange.files import planned, table

pytestmark = pytest.mark.django_db

FRONT = "/admin/imports/"
EXPORT = "/admin/core/product/export/"
DEARER = table({"SKU": "AUR-IV-38", "Price": "2100", "Size": "38"})
MIXED = table(
    {"SKU": "AUR-IV-38", "Product": "", "Price": "soon"},
    {"SKU": "SOL-1", "Product": "Sol <b>1</b>", "Price": "900"},
)
ACTS = ("read", "apply", "cancel", "resume", "undo")


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def owner(client, helena):
    client.force_login(helena)
    return client


def choose(client: Client, data: bytes = DEARER, name: str = "prices.csv", **more: Any) -> Any:
    file = SimpleUploadedFile(name, data)
    return client.post(FRONT, {"kind": "products", "file": file, **more}, follow=True)


def press(client: Client, act: str, **more: Any) -> str:
    """Push a button of the newest import, let the worker do it, and read the page."""
    job = ImportJob.objects.latest("pk")
    client.post(reverse(f"admin:core_import_{act}", args=[job.pk]), more)
    importing.work(job.pk)
    return text(client.get(reverse("admin:core_import", args=[job.pk])))


def text(page: Any) -> str:
    return " ".join(page.content.decode().split())


def price(sku: str = "AUR-IV-38") -> str:
    return str(Variant.objects.get(sku=sku).price)


def test_a_file_is_chosen_looked_at_applied_and_taken_back(owner, aurora, helena, tmp_path):
    assert "Drop the file here" in text(owner.get(FRONT))

    page = text(choose(owner))
    assert "<del>1890.00</del> → <ins>2100.00</ins>" in page
    assert "Nothing is written yet." in page
    assert price() == "1890.00"

    page = press(owner, "apply")
    assert "The file is in the shop." in page
    assert price() == "2100.00"
    newest = Variant.objects.get(sku="AUR-IV-38").history.latest()
    assert (newest.history_user, newest.door) == (helena, "import")
    assert "prices.csv" in text(owner.get(FRONT))

    page = press(owner, "undo")
    assert "This import was taken back." in page
    assert price() == "1890.00"
    (kept,) = (tmp_path / "imports").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_double_click_applies_once_and_says_so(owner, aurora):
    choose(owner)
    job = ImportJob.objects.get()
    address = reverse("admin:core_import_apply", args=[job.pk])
    owner.post(address)

    page = owner.post(address, follow=True)
    importing.work(job.pk)

    assert "being applied, or was applied already" in text(page)
    assert Variant.objects.get(sku="AUR-IV-38").history.count() == 1


def test_refused_cells_are_told_and_given_back_as_a_file(owner, aurora):
    page = text(choose(owner, MIXED))
    assert "Price" in page
    assert "This is no amount." in page
    assert "Sol &lt;b&gt;1&lt;/b&gt;" in text(owner.get(page_of("new")))

    answer = owner.get(reverse("admin:core_import_refused", args=[ImportJob.objects.get().pk]))
    found = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))

    assert found == [
        ["SKU", "Product", "Price", "Why it was refused"],
        ["AUR-IV-38", "", "soon", "Price: This is no amount. Write it like 1200.00."],
    ]


def page_of(show: str) -> str:
    return reverse("admin:core_import", args=[ImportJob.objects.latest("pk").pk]) + f"?show={show}"


def test_the_good_rows_can_go_alone(owner, aurora):
    choose(owner, MIXED)
    assert "Rows of this file are refused" in press(owner, "apply")
    assert not Variant.objects.filter(sku="SOL-1").exists()

    press(owner, "apply", rows="good")

    assert (price("SOL-1"), price()) == ("900.00", "1890.00")


def test_ticked_rows_alone_are_taken_back(owner, aurora):
    rows = [{"SKU": f"AUR-IV-{n}", "Price": "2100"} for n in (36, 38)]
    choose(owner, table(*rows))
    press(owner, "apply")
    row = ImportRow.objects.get(subject="variant", title__endswith="AUR-IV-36")

    press(owner, "undo", rows="chosen", row=[row.number])

    assert (price("AUR-IV-36"), price("AUR-IV-38")) == ("1890.00", "2100.00")


def test_a_page_of_the_plan_stays_small_however_long_the_file(owner, berlin):
    rows = [{"Web name": f"g-{n}", "Product": f"Gown {n}", "SKU": f"G-{n}"} for n in range(120)]

    page = choose(owner, table(*rows))

    assert len(page.content) < 300_000
    assert text(page).count("Line ") == 50
    further = ImportRow.objects.order_by("number")[49].number
    assert "The next 50" in text(page)
    assert text(owner.get(f"{page_of('new')}&after={further}")).count("Line ") == 50


def test_progress_is_told_in_numbers_and_words(owner, aurora):
    choose(owner)
    job = ImportJob.objects.get()
    imports.ask_apply(job)
    address = reverse("admin:core_import_progress", args=[job.pk])

    waiting = owner.get(address).json()
    assert (waiting["is_working"], waiting["total"]) == (True, 1)
    assert "Writing to the shop" in text(owner.get(reverse("admin:core_import", args=[job.pk])))

    importing.work(job.pk)
    assert owner.get(address).json()["is_working"] is False


def test_an_import_that_waits_can_be_dropped(owner, aurora):
    choose(owner)

    assert "This import was stopped." in press(owner, "cancel")
    assert price() == "1890.00"


@pytest.mark.parametrize("act", ACTS)
def test_nothing_changes_by_looking(owner, aurora, act):
    choose(owner)
    job = ImportJob.objects.get()

    assert owner.get(reverse(f"admin:core_import_{act}", args=[job.pk])).status_code == 405
    assert ImportJob.objects.get().state == ImportJob.State.PLANNED


def test_a_stranger_s_import_does_not_exist(client, aurora, helena):
    job = planned(DEARER, by=helena)
    client.force_login(sign_in("lea", "view_product", "import_product"))

    for name in ("", "_progress", "_refused"):
        assert client.get(reverse(f"admin:core_import{name}", args=[job.pk])).status_code == 404
    for act in ACTS:
        assert client.post(reverse(f"admin:core_import_{act}", args=[job.pk])).status_code == 404
    assert "prices.csv" not in text(client.get(FRONT))
    job.refresh_from_db()
    assert (job.state, price()) == ("planned", "1890.00")


def test_the_owner_role_sees_everybody_s(client, aurora, helena):
    job = planned(DEARER, by=sign_in("lea", "import_product"))
    client.force_login(helena)

    assert client.get(reverse("admin:core_import", args=[job.pk])).status_code == 200


def test_without_the_permission_every_door_is_shut(client, aurora):
    job = planned(DEARER)
    client.force_login(sign_in("lea", "view_product", "change_product", "add_product"))

    assert client.get(FRONT).status_code == 403
    assert choose(client).status_code == 403
    assert client.get(reverse("admin:core_import", args=[job.pk])).status_code == 403
    assert client.get("/admin/core/product/import/").status_code == 403
    assert client.get(EXPORT).status_code == 403
    assert "/admin/imports/" not in client.get("/admin/core/product/").content.decode()


def test_one_permission_does_not_open_the_other_door(client, aurora):
    client.force_login(sign_in("lea", "view_product", "import_product"))
    assert client.get(EXPORT).status_code == 403
    choose(client)
    press(client, "apply")
    assert price() == "2100.00"

    client.force_login(sign_in("kim", "view_product", "export_product"))
    assert client.get(FRONT).status_code == 403
    assert client.get(EXPORT).status_code == 200


def test_a_permission_for_brides_takes_no_gowns(client, aurora):
    client.force_login(sign_in("lea", "import_customer"))

    choose(client)

    assert not ImportJob.objects.filter(kind="products").exists()


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(FRONT)["Location"].startswith("/admin/login/")
    assert client.post(f"{FRONT}1/apply/")["Location"].startswith("/admin/login/")


def test_a_change_needs_the_form_of_our_own_page(helena, aurora):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(helena)

    assert strict.post(FRONT, {"kind": "products"}).status_code == 403


def test_the_older_address_leads_to_the_one_door(owner, aurora):
    answer = owner.get("/admin/core/product/import/")

    assert answer["Location"] == f"{FRONT}?kind=products"
    assert owner.get("/admin/core/product/").content.decode().count("/product/import/") > 0


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0old", "Excel"),
    ],
)
def test_a_bad_file_is_refused_in_words(owner, berlin, data, sentence):
    assert sentence in text(choose(owner, data))
    assert not Product.objects.exists()


def test_a_file_that_is_too_large_is_not_even_kept(owner, monkeypatch, tmp_path):
    monkeypatch.setattr(limits, "MOST_BYTES", 10)

    assert "At most 50 MB" in text(choose(owner))
    assert not (tmp_path / "imports").exists()


def test_pieces_are_counted_where_she_says(owner, aurora, berlin):
    lisbon = Location.objects.create(name="Lisbon", slug="lisbon", timezone="Europe/Lisbon")
    choose(owner, table({"SKU": "AUR-IV-38", "On hand": "2"}), location=lisbon.pk)

    press(owner, "apply")

    assert aurora.variants.get(size="38").stock_levels.get().location == lisbon


def test_columns_that_nobody_knows_are_explained_and_kept(owner, aurora, helena):
    strange = table({"Ref": "AUR-IV-38", "Tariff 27": "2.100,00", "Remark": "x"})
    page = text(choose(owner, strange, name="supplier.csv"))
    assert "What the columns mean" in page
    assert "2.100,00" in page
    job = ImportJob.objects.get()
    address = reverse("admin:core_import_columns", args=[job.pk])

    both = {"field-0": "sku", "field-1": "sku", "field-2": ""}
    assert "cannot both be" in text(owner.post(address, both))
    good = {"field-0": "sku", "field-1": "price", "field-2": "", "mark-1": ",", "name": "Lune"}
    page = text(owner.post(address, good, follow=True))

    assert "<del>1890.00</del> → <ins>2100.00</ins>" in page
    assert "Columns not used: Remark." in page
    profile = ImportProfile.objects.get(name="Lune")
    choose(owner, strange.replace(b"2.100", b"2.200"))
    newest = ImportJob.objects.latest("pk")
    address = reverse("admin:core_import_columns", args=[newest.pk])
    owner.post(address, {"do": "take", "profile": profile.pk})
    press(owner, "apply")
    assert price() == "2200.00"


def test_brides_come_through_the_same_door(owner, anna):
    data = table({"Name": anna.name, "Mail": anna.email, "Wedding date": "2028-05-20"})

    page = text(choose(owner, data, kind="customers"))
    assert "Nothing is written yet." in page
    press(owner, "apply")

    anna.refresh_from_db()
    assert str(anna.wedding_on) == "2028-05-20"
