"""The import and export pages: who may, what is shown, and whose file is taken."""

import os
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.exchange import reading, uploads
from core.models import Product, StockMovement, Variant
from tests.cast import sign_in
from tests.exchange.files import table

pytestmark = pytest.mark.django_db

IMPORT = "/admin/core/product/import/"
CONFIRM = "/admin/core/product/process_import/"
EXPORT = "/admin/core/product/export/"
DEARER = table({"SKU": "AUR-IV-38", "Price": "2100", "Size": "38"})


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def owner(client, helena):
    client.force_login(helena)
    return client


def choose(client, data=DEARER, name="prices.csv", **more):
    return client.post(IMPORT, {"import_file": SimpleUploadedFile(name, data), **more})


def token(page):
    found = re.search(r'name="import_file_name" value="([^"]+)"', page.content.decode())
    return found[1] if found else ""


def confirm(client, name):
    page = client.post(CONFIRM, {"import_file_name": name}, follow=True)
    return page, " ".join(str(message) for message in page.context["messages"])


def price():
    return str(Variant.objects.get(sku="AUR-IV-38").price)


def kept(tmp_path):
    return list((tmp_path / "imports").iterdir())


def test_a_file_is_chosen_looked_at_and_imported(owner, aurora, helena, tmp_path):
    assert "Choose a file." in owner.get(IMPORT).content.decode()

    page = choose(owner)
    shown = " ".join(page.content.decode().split())
    assert "<del>1890.00</del> → <ins>2100.00</ins>" in shown
    assert "Nothing is written yet." in shown
    assert price() == "1890.00"

    landed, said = confirm(owner, token(page))
    assert landed.redirect_chain[-1][0] == reverse("admin:core_product_changelist")
    assert "variants: 0 new, 1 changed, 0 unchanged" in said
    assert price() == "2100.00"
    newest = Variant.objects.get(sku="AUR-IV-38").history.latest()
    assert (newest.history_user, newest.door) == (helena, "import")
    assert kept(tmp_path) == []


def test_confirming_twice_imports_once_and_says_so(owner, aurora):
    name = token(choose(owner))

    confirm(owner, name)
    page, said = confirm(owner, name)

    assert page.status_code == 200
    assert "imported already" in said
    assert Variant.objects.get(sku="AUR-IV-38").history.count() == 1


def test_of_two_clicks_at_once_the_first_gets_the_file():
    name = uploads.keep(b"SKU")

    with uploads.take(name) as data, pytest.raises(uploads.Gone), uploads.take(name):
        pass

    assert data == b"SKU"


def test_a_file_survives_a_failure_for_another_try():
    name = uploads.keep(b"SKU")

    with pytest.raises(ZeroDivisionError), uploads.take(name):
        raise ZeroDivisionError

    assert uploads.look(name) == b"SKU"


def test_a_preview_that_can_no_longer_be_applied_has_no_button(owner, aurora, tmp_path):
    name = token(choose(owner, table({"SKU": "AUR-IV-38", "Barcode": "B-1"})))
    Variant.objects.filter(sku="AUR-IV-36").update(barcode="B-1")

    page, said = confirm(owner, name)

    assert "The shop has changed" in said
    assert "The variant AUR-IV-36 has this barcode already." in page.content.decode()
    assert token(page) == ""
    assert kept(tmp_path) == []


def test_the_list_has_the_buttons_for_those_who_may(client, helena, tom, aurora):
    client.force_login(helena)
    assert IMPORT in client.get("/admin/core/product/").content.decode()
    assert EXPORT in client.get("/admin/core/product/").content.decode()

    client.force_login(tom)
    assert IMPORT not in client.get("/admin/core/product/").content.decode()


@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("url", [IMPORT, CONFIRM, EXPORT])
def test_without_the_permission_every_door_is_shut(client, aurora, verb, url):
    client.force_login(sign_in("lea", "view_product", "change_product", "add_product"))

    assert getattr(client, verb)(url).status_code in {403, 405}
    assert price() == "1890.00"


def test_one_permission_does_not_open_the_other_door(client, aurora):
    client.force_login(sign_in("lea", "view_product", "import_product"))
    assert client.get(EXPORT).status_code == 403
    confirm(client, token(choose(client)))
    assert price() == "2100.00"

    client.force_login(sign_in("kim", "view_product", "export_product"))
    assert client.get(IMPORT).status_code == 403
    assert client.get(EXPORT).status_code == 200


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(IMPORT)["Location"].startswith("/admin/login/")
    assert client.post(CONFIRM)["Location"].startswith("/admin/login/")


def test_a_change_needs_the_form_of_our_own_page(helena, aurora):
    from django.test import Client

    careful = Client(enforce_csrf_checks=True)
    careful.force_login(helena)

    assert careful.post(CONFIRM, {"import_file_name": "x"}).status_code == 403
    assert careful.get(CONFIRM).status_code == 405


def test_nobody_imports_a_file_that_somebody_else_chose(client, helena, aurora):
    client.force_login(helena)
    name = token(choose(client))
    client.logout()
    client.force_login(sign_in("lea", "view_product", "import_product"))

    _, said = confirm(client, name)

    assert "Choose it again" in said
    assert price() == "1890.00"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "", "x" * 40, "\x00", "ü"])
def test_no_other_file_can_be_named(owner, aurora, name, tmp_path):
    outside = tmp_path / ("x" * 40 + ".csv")
    outside.write_bytes(DEARER)

    _, said = confirm(owner, name)

    assert "Choose it again" in said
    assert outside.exists()
    assert price() == "1890.00"


def test_refused_cells_are_shown_escaped_and_cannot_be_confirmed(owner, aurora, tmp_path):
    page = choose(owner, table({"SKU": "AUR-IV-38", "Price": "<script>alert(1)</script>"}))

    shown = page.content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "This is no amount." in shown
    assert token(page) == ""
    assert not (tmp_path / "imports").exists()


def test_a_shop_that_changed_in_between_is_shown_again(owner, aurora):
    name = token(choose(owner))
    Variant.objects.filter(sku="AUR-IV-38").update(price="1500")

    page, said = confirm(owner, name)

    assert "The shop has changed" in said
    assert "<del>1500.00</del>" in page.content.decode()
    assert price() == "1500.00"
    confirm(owner, token(page))
    assert price() == "2100.00"


def test_a_file_that_changes_nothing_says_so(owner, aurora):
    page = choose(owner, table({"SKU": "AUR-IV-38", "Size": "38"}))

    assert "the shop has all of this already" in page.content.decode()
    assert token(page) == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04", "Excel workbook"),
        (b"a,b\n1,2\n", "not those of a catalogue"),
        (b"SKU,Price\nA,\x00\n", "zero byte"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(owner, data, sentence):
    page = choose(owner, data)

    assert page.status_code == 200
    assert sentence in page.content.decode()


def test_a_file_that_is_too_large_is_not_even_read(owner, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 5)

    assert "larger than 50 MB" in choose(owner).content.decode()


def test_the_stock_is_counted_where_the_form_says(owner, aurora, berlin, lisbon):
    page = choose(owner, table({"SKU": "AUR-IV-38", "On hand": "4"}), location=lisbon.pk)

    confirm(owner, token(page))

    line = StockMovement.objects.get()
    assert (line.location, line.quantity, line.actor.username) == (lisbon, 4, "helena")


def test_a_large_preview_stays_small(owner):
    rows = [{"Product": f"Gown {n}", "SKU": f"G-{n}", "Price": "1"} for n in range(2000)]

    page = choose(owner, table(*rows))

    assert len(page.content) < 300_000
    assert "… and 3900 more." in page.content.decode()


def test_files_left_lying_are_put_away_after_a_day(owner, aurora, tmp_path):
    choose(owner)
    (old,) = kept(tmp_path)
    yesterday = time.time() - uploads.A_DAY - 60
    os.utime(old, (yesterday, yesterday))

    choose(owner)

    assert old not in kept(tmp_path)
    assert [path.stat().st_mode & 0o777 for path in kept(tmp_path)] == [0o600]


def test_the_export_is_what_the_import_takes(owner, aurora, veil):
    boxes = re.findall(r'name="column" value="(\w+)"', owner.get(EXPORT).content.decode())
    page = owner.post(EXPORT, {"format": "csv", "column": boxes})

    assert page["Content-Disposition"].endswith('.csv"')
    data = b"".join(page.streaming_content)
    assert data.count(b"\r\n") == 5
    assert "the shop has all of this already" in choose(owner, data).content.decode()


def test_the_export_keeps_to_the_filtered_list_and_the_chosen_columns(owner, aurora, veil):
    chosen = {"column": ["sku", "price"], "format": "excel-csv"}

    page = owner.post(f"{EXPORT}?q=veil", chosen)

    assert b"".join(page.streaming_content).decode("utf-8-sig") == "SKU;Price\r\nVEIL-1;240.00\r\n"
    assert Product.objects.count() == 2
