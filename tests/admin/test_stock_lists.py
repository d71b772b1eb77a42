"""Receiving by list and taking stock at the door."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.exchange import packing
from core.models import (
    Location,
    Product,
    SheetLine,
    StockLevel,
    StockMovement,
    StockSheet,
    Variant,
)
from core.services import stock

RECEIVING = "admin:core_stocksheet_receiving"


@pytest.fixture
def small(aurora: Product) -> Variant:
    return aurora.variants.get(size="36")


@pytest.fixture
def medium(aurora: Product) -> Variant:
    return aurora.variants.get(size="38")


def fields(berlin: Location, codes: str, **more: Any) -> dict[str, Any]:
    return {"location": berlin.pk, "codes": codes, "token": uuid.uuid4()} | more


# What a list says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "AUR-IV-36 2\nAUR-IV-38",
        "aur-iv-36\t2\nAUR-IV-38\t1",
        "AUR-IV-36,2\r\nAUR-IV-38,1\r\n",
        "AUR-IV-36; 2\n\n  AUR-IV-38 ; 1",
        "4000000000036\n4000000000038\n4000000000036",
        "AUR-IV-36 1\n4000000000036\nAUR-IV-38 1.0",
    ],
)
def test_a_list_is_read_however_it_was_made(small, medium, text):
    found = packing.read(text)

    assert found.faults == []
    assert {one.variant: one.quantity for one in found.packed} == {small: 2, medium: 1}


def test_a_sku_with_a_number_at_its_end_is_taken_whole(small, medium):
    Variant.objects.filter(pk=small.pk).update(sku="AUR 36")

    (one,) = packing.read("AUR 36").packed

    assert (one.variant, one.quantity) == (small, 1)
    assert packing.read("AUR 36 3").packed[0].quantity == 3


def test_each_fault_names_its_line_and_its_cure(small, medium):
    Variant.objects.filter(pk=medium.pk).update(barcode="AUR-IV-36")
    found = packing.read("NOBODY 3\n\nAUR-IV-38,two\nAUR-IV-36\nAUR-IV-38 0")

    assert [(fault.line, fault.cure.split(".")[0]) for fault in found.faults] == [
        (1, "Nobody knows the code NOBODY"),
        (3, "The quantity is no whole number"),
        (4, "This is the SKU of one variant and the barcode of another"),
        (5, "Write a quantity between 1 and 100,000"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"SKU,Quantity\nAUR-IV-36,2\nAUR-IV-38,1\n",
        b"Name;Barcode;Qty\nAurora;4000000000036;2\nAurora;4000000000038;\n",
        "\ufeffsku\tmenge\nAUR-IV-36\t2\nAUR-IV-38\t1\n".encode("utf-16"),
        b"AUR-IV-36,2\nAUR-IV-38,1\n",
    ],
)
def test_a_packing_list_is_read_from_a_file(small, medium, data):
    found = packing.read(packing.text_of(data))

    assert {one.variant: one.quantity for one in found.packed} == {small: 2, medium: 1}


# Receiving ----------------------------------------------------------------------------------


def test_a_list_is_shown_before_it_is_received(owner, small, medium, berlin, helena):
    given = fields(berlin, "AUR-IV-36 2\nAUR-IV-38", reference="Delivery 9")
    page = owner.post(reverse(RECEIVING), given | {"do": "look"}).content.decode()
    assert "3 pieces of 2 variants for Berlin" in page
    assert "Receive 3 pieces" in page
    assert not StockMovement.objects.exists()

    answer = owner.post(reverse(RECEIVING), given | {"do": "receive"}, follow=True)

    sheet = StockSheet.objects.get()
    assert (sheet.reference, sheet.actor) == ("Delivery 9", helena)
    assert dict(StockLevel.objects.values_list("variant", "on_hand")) == {small.pk: 2, medium.pk: 1}
    page = answer.content.decode()
    assert "3 pieces received in Berlin." in page
    assert reverse("admin:core_stocksheet_undo", args=[sheet.pk]) in page
    owner.post(reverse("admin:core_stocksheet_undo", args=[sheet.pk]))
    assert set(StockLevel.objects.values_list("on_hand", flat=True)) == {0}


def test_a_double_click_receives_once(owner, small, berlin):
    given = fields(berlin, "AUR-IV-36 2", do="receive")
    owner.post(reverse(RECEIVING), given)

    again = owner.post(reverse(RECEIVING), given)

    assert again.status_code == 422
    assert "received already" in again.content.decode()
    assert StockLevel.objects.get().on_hand == 2


def test_a_list_with_an_unknown_code_is_not_received(owner, small, berlin):
    given = fields(berlin, "AUR-IV-36 2\n<b>WRONG</b> 1", do="receive")

    page = owner.post(reverse(RECEIVING), given).content.decode()

    assert "Line 2" in page
    assert "&lt;b&gt;WRONG" in page
    assert "<b>WRONG" not in page
    assert not StockMovement.objects.exists()


def test_a_file_comes_back_as_lines_that_can_be_mended(owner, small, berlin):
    data = b"SKU,Quantity\nAUR-IV-36,2\nWRONG,1\n"
    file = SimpleUploadedFile("packing.csv", data, content_type="text/csv")
    given = fields(berlin, "", file=file, do="look")

    page = owner.post(reverse(RECEIVING), given).content.decode()

    assert "Line 3" in page
    assert "AUR-IV-36\t2\nWRONG\t1" in page


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"PK\x03\x04", "Excel workbook"),
        (b"", "empty"),
        (b"a,b,c\n1,2,3", "Name the columns"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(owner, berlin, file, said):
    given = fields(berlin, "", file=SimpleUploadedFile("x.csv", file), do="look")
    answer = owner.post(reverse(RECEIVING), given)

    assert answer.status_code == 422
    assert said in answer.content.decode()


# Taking stock -------------------------------------------------------------------------------


def test_stock_is_taken_scan_by_scan(owner, small, medium, berlin):
    stock.receive(small, location=berlin, quantity=3)
    stock.receive(medium, location=berlin, quantity=1)
    begun = owner.post(reverse("admin:core_stocksheet_stocktake"), {"location": berlin.pk})
    sheet = StockSheet.objects.get()
    assert begun.headers["Location"] == reverse("admin:core_stocksheet_change", args=[sheet.pk])
    scan = reverse("admin:core_stocksheet_scan", args=[sheet.pk])
    for _ in range(2):
        answer = owner.post(scan, {"code": "4000000000036"}).json()
    assert answer["message"] == "Aurora, Ivory / 36 (AUR-IV-36): 2"
    assert "2 pieces of 1 variant" in answer["lines"]
    wrong = owner.post(scan, {"code": "<i>"})
    assert wrong.status_code == 422
    assert "Nobody knows this code" in wrong.json()["message"]
    assert owner.post(scan, {"variant": medium.pk, "quantity": "x"}).status_code == 422
    owner.post(scan, {"variant": medium.pk, "quantity": "4"})

    page = owner.get(begun.headers["Location"]).content.decode()
    assert "6 pieces of 2 variants" in page  # after a reload
    review = reverse("admin:core_stocksheet_review", args=[sheet.pk])
    assert "2 shelves differ" in owner.get(review).content.decode()
    done = owner.post(review, follow=True).content.decode()

    assert "Stock taken in Berlin: 2 differences written." in done
    assert dict(StockLevel.objects.values_list("variant", "on_hand")) == {small.pk: 2, medium.pk: 4}
    assert owner.post(scan, {"code": "AUR-IV-36"}).status_code == 422
    assert SheetLine.objects.get(variant=small).quantity == 2


def test_a_stocktake_refused_says_why_and_stays_open(owner, small, berlin, anna, at):
    stock.receive(small, location=berlin, quantity=2)
    stock.reserve(small, location=berlin, customer=anna, expires_at=at("10:00"), quantity=2)
    sheet = stock.open_stocktake(berlin)
    stock.scan(sheet, small)

    answer = owner.post(reverse("admin:core_stocksheet_review", args=[sheet.pk]))

    assert answer.status_code == 422
    assert "2 reserved: release them first" in answer.content.decode()
    sheet.refresh_from_db()
    assert sheet.is_open


def test_a_stocktake_can_be_thrown_away(owner, berlin):
    sheet = stock.open_stocktake(berlin)
    owner.post(reverse("admin:core_stocksheet_drop", args=[sheet.pk]))
    sheet.refresh_from_db()
    assert sheet.state == StockSheet.State.DROPPED


def test_a_long_stocktake_is_drawn_with_a_fixed_number_of_queries(
    owner, veil, berlin, django_assert_num_queries
):
    sheet = stock.open_stocktake(berlin)
    page = reverse("admin:core_stocksheet_change", args=[sheet.pk])
    owner.get(page)
    for count in (1, 30):
        for number in range(SheetLine.objects.count(), count):
            one = Variant.objects.create(product=veil, sku=f"V-{number}", size=str(number), price=1)
            stock.scan(sheet, one)
        with django_assert_num_queries(10):
            owner.get(page)


@pytest.mark.parametrize("amount", ["-1", "1.5", "0", "99999999999"])
def test_a_known_code_with_an_odd_quantity_is_told_of_its_quantity(
    aurora: Product, amount: str
) -> None:
    (fault,) = packing.read(f"AUR-IV-38 {amount}").faults
    assert fault.cure.startswith("Write a quantity between 1 and")
