"""The whole main job, once, as it happens in the shop: from a supplier's file to the bride's mail."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from core.models import Appointment, Message, Product, ReminderRule, Variant
from core.models.stock import Sample
from tests import processes, sink
from tests.browser.hands import card, drag, toast
from tests.cast import Boutique

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "nine swans on the lake"

SUPPLIER_FILE = (
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,"
    "Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,Status\n"
    'linden,Linden,"<p>Soft tulle, <em>open back</em>.</p>",Atelier Sud,Bridal gowns,boho,true,'
    "Color,Ivory,Size,38,LIN-IV-38,2,2190.00,active\n"
    "linden,,,,,,,,Ivory,,40,LIN-IV-40,1,2190.00,active\n"
)


@pytest.fixture
def owner(helena: User) -> User:
    helena.set_password(PASSWORD)
    helena.save()
    return helena


@pytest.fixture
def post() -> Iterator[sink.Sink]:
    with sink.listening() as listening:
        yield listening


def sign_in(page: Page) -> None:
    page.get_by_label("Username").fill("helena")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Helena")).to_be_visible()


def import_file(page: Page, folder: Path) -> None:
    path = folder / "supplier.csv"
    path.write_text(SUPPLIER_FILE, encoding="utf-8")
    page.goto("/admin/core/product/")
    page.locator("a[href='/admin/core/product/import/']").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="Show what it would do").click()
    apply = page.get_by_role("button", name="Apply all of it")
    expect(apply).to_be_visible()
    assert not Product.objects.filter(slug="linden").exists()
    apply.click()
    worker = processes.start("-m", "tests.importer", "60")
    try:
        expect(page.get_by_text("The file is in the shop.")).to_be_visible(timeout=60_000)
    finally:
        worker.kill()
        worker.communicate()


def find_gown(page: Page) -> None:
    page.goto("/admin/core/product/")
    page.get_by_placeholder("Name, designer, SKU or barcode").fill("linden")
    page.keyboard.press("Enter")
    row = page.get_by_role("row", name="Linden")
    expect(row).to_contain_text("Atelier Sud")
    expect(row).to_contain_text("2,190")


def book_on_the_website(address: str, day: date) -> dict[str, Any]:
    with urllib.request.urlopen(
        f"{address}/api/v1/availability?type=bridal-consultation&location=berlin"
        f"&from={day}&to={day}&product=linden"
    ) as answer:
        slots = json.load(answer)["days"][0]["slots"]
    wish = {
        "type": "bridal-consultation",
        "location": "berlin",
        "starts_at": slots[0]["starts_at"],
        "products": ["linden"],
        "customer": {"name": "Clara Neu", "email": "clara@example.org"},
    }
    request = urllib.request.Request(
        f"{address}/api/v1/appointments",
        data=json.dumps(wish).encode(),
        headers={"Content-Type": "application/json", "Idempotency-Key": "clara-1"},
    )
    with urllib.request.urlopen(request) as answer:
        booked: dict[str, Any] = json.load(answer)
    return booked


def send_due() -> None:
    """The worker's tick, in a process of its own."""
    sender = processes.start("manage.py", "send_due")
    said, complaints = sender.communicate(timeout=60)
    assert sender.returncode == 0, said + complaints


def test_from_the_suppliers_file_to_the_brides_mail(
    boutique: Boutique,
    letters: list[ReminderRule],
    owner: User,
    open_page: Callable[..., Page],
    live_server: Any,
    post: sink.Sink,
    tuesday: date,
    tmp_path: Path,
    at: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{post.port}")
    page = open_page("/admin/")
    sign_in(page)
    import_file(page, tmp_path)
    find_gown(page)
    Sample.objects.create(
        name="Linden, ivory, 38",
        location=boutique.berlin,
        barcode="S-LIN-1",
        variant=Variant.objects.get(sku="LIN-IV-38"),
    )

    booked = book_on_the_website(live_server.url, tuesday)
    appointment = Appointment.objects.get(reference=booked["reference"])
    assert appointment.starts_at == at("10:00")
    assert appointment.claims.filter(resource__name="Linden, ivory, 38").count() == 1
    send_due()
    first = post.to("clara@example.org")
    assert len(first) == 1
    assert "10:00" in first[0].get_body(("plain",)).get_content()

    page.goto(f"/admin/board/?location=berlin&date={tuesday}&view=stylists")
    expect(card(page, appointment)).to_contain_text("Clara Neu")
    page.wait_for_load_state("networkidle")
    drag(page, appointment, half_hours=6)
    expect(toast(page)).to_contain_text("13:00")
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.version) == (at("13:00"), 2)

    send_due()
    letters = post.to("clara@example.org")
    assert len(letters) == 2
    assert "13:00" in letters[1].get_body(("plain",)).get_content()
    calendar = next(p for p in letters[1].walk() if p.get_content_type() == "text/calendar")
    assert "SEQUENCE:2" in calendar.get_content()
    reminder = Message.objects.get(rule__event="before", state=Message.State.PLANNED)
    assert reminder.appointment_version == 2
