"""The ledger reads like a bank statement, and leaves the house as a CSV."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Location, Product, StockCheck, StockMovement, Variant
from core.queries import stock as reading
from core.services import stock

LEDGER = "admin:core_stockmovement_changelist"


@pytest.fixture
def gown(aurora: Product) -> Variant:
    return aurora.variants.get(size="38")


def of_level(variant: Variant, location: Location) -> str:
    return f"?variant__id__exact={variant.pk}&location__id__exact={location.pk}"


def lines_of(answer: Any) -> list[dict[str, str]]:
    body = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(body)))


def test_each_line_of_one_shelf_says_what_was_there_then(owner, gown, berlin, lisbon):
    for quantity in (5, 2):
        stock.receive(gown, location=berlin, quantity=quantity)
    stock.receive(gown, location=lisbon, quantity=7)
    stock.sell(gown, location=berlin, quantity=3)
    keys = list(StockMovement.objects.filter(location=berlin).values_list("pk", flat=True))

    left = reading.balances(gown.pk, berlin.pk, keys)

    assert [left[pk] for pk in keys] == [4, 7, 5]
    assert reading.balances(gown.pk, berlin.pk, keys[:1]) == {keys[0]: 4}
    page = owner.get(reverse(LEDGER) + of_level(gown, berlin)).content.decode()
    assert "On hand then" in page
    assert "On hand then</" not in owner.get(reverse(LEDGER)).content.decode()


def test_the_newest_page_reads_its_own_lines_only(gown, berlin):
    for _ in range(12):
        stock.receive(gown, location=berlin, quantity=1)
    newest = list(StockMovement.objects.values_list("pk", flat=True)[:3])

    with CaptureQueriesContext(connection) as seen:
        reading.balances(gown.pk, berlin.pk, newest)

    (query,) = seen
    assert f'"id" >= {min(newest)}' in query["sql"]


def test_a_line_leads_to_what_caused_it(owner, gown, berlin, lisbon, sample, helena):
    sheet = stock.receive_many([stock.Delivery(gown, 2)], location=berlin, by=helena)
    left, arrived = stock.transfer(gown, origin=berlin, destination=lisbon, quantity=1, by=helena)
    stock.undo(arrived, by=helena, note="Wrong shop")
    stock.release_sample(sample, by=helena)

    page = owner.get(reverse(LEDGER)).content.decode()

    for model, key, words in (
        ("stocksheet", sheet.pk, "packing list"),
        ("stockmovement", arrived.pk, "to Lisbon"),
        ("stockmovement", left.pk, "from Berlin"),
        ("stockmovement", arrived.pk, "the line it takes back"),
        ("sample", sample.pk, f"sample {sample.barcode}"),
    ):
        where = reverse(f"admin:core_{model}_change", args=[key])
        assert f'href="{where}">{words}</a>' in page, words
    assert "Wrong shop" in page
    undo = reverse("admin:core_stockmovement_undo", args=[arrived.pk])
    assert undo not in page  # it was undone already


def test_the_ledger_can_be_narrowed_to_reason_and_person(owner, gown, berlin, helena, tom):
    stock.receive(gown, location=berlin, quantity=2, by=tom, reference="Tom's delivery")
    stock.sell(gown, location=berlin, by=helena, reference="Receipt 1")

    by_tom = owner.get(reverse(LEDGER) + f"?actor__id__exact={tom.pk}").content.decode()
    sold = owner.get(reverse(LEDGER) + "?reason__exact=sold").content.decode()

    assert "Tom&#x27;s delivery" in by_tom
    assert "Receipt 1" not in by_tom
    assert "Receipt 1" in sold
    assert "Tom&#x27;s delivery" not in sold


def test_the_lines_of_the_list_leave_as_a_csv_that_no_spreadsheet_runs(
    owner, gown, berlin, lisbon, helena
):
    stock.receive(gown, location=berlin, quantity=2, by=helena, reference="=1+1", note="@cmd")
    stock.sell(gown, location=berlin, by=helena)
    stock.receive(gown, location=lisbon, quantity=9)

    answer = owner.get(reverse("admin:core_stockmovement_export") + of_level(gown, berlin))

    assert answer.streaming
    assert "attachment" in answer.headers["Content-Disposition"]
    sold, received = lines_of(answer)
    assert (received["Reference"], received["Note"]) == ("'=1+1", "'@cmd")
    assert (sold["Pieces"], sold["On hand then"], sold["By"]) == ("-1", "1", "Helena")
    assert (received["SKU"], received["Reason"]) == ("AUR-IV-38", "Received")


def test_a_csv_of_some_lines_has_no_balance(owner, gown, berlin):
    stock.receive(gown, location=berlin, quantity=2)
    stock.sell(gown, location=berlin)
    some = reverse("admin:core_stockmovement_export") + of_level(gown, berlin)

    (line,) = lines_of(owner.get(some + "&reason__exact=sold"))

    assert "On hand then" not in line


def test_what_the_night_found_stands_on_the_dashboard(owner: Client, berlin: Location) -> None:
    said = "AUR-IV-38 at Berlin: the level says 5, the movements add up to 1."
    StockCheck.objects.create(found=1, told=[said])
    assert said in owner.get("/admin/").content.decode()

    StockCheck.objects.create(found=0)
    assert "disagree" not in owner.get("/admin/").content.decode()


def test_one_search_says_where_a_sample_is_and_when_it_is_free(owner, sample, booked):
    booked("10:00", samples=[sample])
    answer = owner.get(reverse("admin:search"), {"s": "S-0001", "extended": 1}).content.decode()

    assert "Sample S-0001 · Berlin · On the floor · free now · next needed" in answer
