"""The life of an import: planned, applied in pieces, met by others on the way, and undone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from core.errors import NotAllowed, NotPossible
from core.exchange import export, importing
from core.exchange.importing import catalogue as pieces
from core.models import (
    Category,
    Designer,
    ImportJob,
    ImportRow,
    Product,
    StockLevel,
    StockMovement,
    Variant,
)
from core.queries import stock as ledger
from core.services import imports, stock
from core.services.imports import lines
from tests.cast import sign_in
from tests.exchange.files import applied, left, planned, table, take, undone

pytestmark = pytest.mark.django_db
State = ImportJob.State

SPRING = table(
    {"Web name": "luna", "Product": "Luna", "Designer": "Maison Lune", "Category": "Gowns > Short",
     "SKU": "LUN-36", "Size": "36", "Price": "1890", "On hand": "2",
     "Pictures": "https://example.org/luna.jpg front"},
    {"Web name": "luna", "Product": "Luna", "Designer": "Maison Lune", "Category": "Gowns > Short",
     "SKU": "LUN-38", "Size": "38", "Price": "1990", "On hand": "1", "Pictures": ""},
    {"Web name": "aurora", "Product": "Aurora Nova", "Designer": "Atelier Nord", "Category": "",
     "SKU": "AUR-IV-38", "Size": "38", "Price": "2100", "On hand": "5", "Pictures": ""},
)  # fmt: skip


def catalogue() -> str:
    """All that is said of the gowns; only the version moves on, also when a change is taken back."""
    said = [c.key for c in export.catalogue().columns if c.header != "Version"]
    return "".join(export.lines(columns=said))


def price(sku: str) -> str:
    return str(Variant.objects.get(sku=sku).price)


def test_what_is_applied_is_what_the_plan_said(aurora, berlin, helena):
    job = planned(SPRING, by=helena)

    assert job.state == State.PLANNED
    assert job.counts["product"] == {"new": 1, "changed": 1, "unchanged": 0}
    assert job.counts["variant"] == {"new": 2, "changed": 1, "unchanged": 0}
    assert not Product.objects.filter(slug="luna").exists()
    applied(job, by=helena)

    assert (job.state, left(job)) == (State.DONE, [])
    assert job.counts["outcomes"] == {"applied": job.counts["wanted"]}
    for row in ImportRow.objects.filter(job=job, subject__in=["product", "variant"]):
        thing = {"product": Product, "variant": Variant}[row.subject].objects.get(pk=row.object_id)
        for name, value in row.after.items():
            if name == "on_hand":
                assert StockLevel.objects.get(variant=thing, location=berlin).on_hand == value
            elif name == "images":
                assert [image.url for image in thing.images.all()] == [one["url"] for one in value]
            else:
                assert str(getattr(thing, name)) == str(value), name
    assert ledger.differences() == []


def test_everything_written_tells_who_when_and_by_which_import(aurora, berlin, helena):
    job = take(SPRING, by=helena)

    luna = Product.objects.get(slug="luna")
    for record, sign in ((luna.history.get(), "+"), (aurora.history.first(), "~")):
        assert (record.history_type, record.door, record.history_user) == (sign, "import", helena)
        assert record.history_change_reason == f"Import {job.pk}: gowns.csv"
    assert luna.designer.history.get().history_user == helena
    moved = StockMovement.objects.get(variant__sku="LUN-36")
    assert (moved.reason, moved.actor, moved.reference) == ("counted", helena, "gowns.csv")
    assert (moved.note, moved.door) == (f"Counted by import {job.pk}", "import")


def test_an_import_taken_back_leaves_the_shop_as_it_was(aurora, veil, berlin, helena):
    stock.count(aurora.variants.get(size="38"), location=berlin, counted=3)
    before = catalogue()
    job = take(SPRING, by=helena)
    assert catalogue() != before

    undone(job, by=helena)

    assert (job.state, left(job)) == (State.UNDONE, [])
    assert catalogue() == before
    assert not Designer.objects.filter(name="Maison Lune").exists()
    assert not Category.objects.filter(name="Short").exists()
    assert StockLevel.objects.get(variant__sku="AUR-IV-38", location=berlin).on_hand == 3
    assert ledger.differences() == []
    assert Product.history.filter(slug="luna").first().history_type == "-"


def test_what_was_touched_since_is_kept_and_named(aurora, berlin, helena):
    job = take(SPRING, by=helena)
    Variant.objects.filter(sku="AUR-IV-38").update(price=1500)
    stock.receive(Variant.objects.get(sku="LUN-36"), location=berlin, quantity=4)

    undone(job, by=helena)

    assert job.state == State.UNDONE
    assert price("AUR-IV-38") == "1500.00"
    assert Variant.objects.filter(sku="LUN-36").exists()
    assert not Variant.objects.filter(sku="LUN-38").exists()
    told = left(job)
    assert "Luna · 36 · LUN-36: Pieces of it were moved or reserved since." in told
    assert any("Price was changed since: it is “1500.00”." in line for line in told)
    assert any(line.startswith("Luna: It is needed by now") for line in told)
    aurora.refresh_from_db()
    assert aurora.name == "Aurora"


def test_chosen_rows_alone_go_back(aurora, berlin):
    job = take(SPRING)
    row = ImportRow.objects.get(job=job, subject="variant", title__endswith="AUR-IV-38")

    undone(job, rows=[row.number])

    assert job.state == State.DONE
    assert price("AUR-IV-38") == "1890.00"
    assert Product.objects.filter(slug="luna").exists()


def test_a_refused_row_stops_all_or_only_its_product(aurora, berlin):
    rows = [
        {"SKU": "AUR-IV-36", "Product": "", "Size": "", "Price": "soon"},
        {"SKU": "AUR-IV-38", "Product": "", "Size": "", "Price": "2100"},
        {"SKU": "SOL-1", "Product": "Sol", "Size": "38", "Price": "900"},
    ]
    strict = planned(table(*rows))
    with pytest.raises(NotPossible, match="refused"):
        applied(strict)
    assert not Variant.objects.filter(sku="SOL-1").exists()

    job = applied(planned(table(*rows), good_rows=True))

    assert price("SOL-1") == "900.00"
    assert price("AUR-IV-38") == "1890.00"
    refused = ImportRow.objects.filter(job=job, verdict="refused").order_by("line")
    assert [row.reason for row in refused] == [
        "This is no amount. Write it like 1200.00.",
        "Another row of the same product is refused.",
    ]


def test_what_the_shop_changed_in_between_is_not_overwritten(aurora, berlin):
    job = planned(SPRING)
    gown = Variant.objects.get(sku="AUR-IV-38")
    stock.receive(gown, location=berlin, quantity=1)
    Product.objects.create(name="Another Luna", slug="luna")

    applied(job)

    assert left(job) == [
        "Luna: Another product has this web name by now.",
        "Luna · 36 · LUN-36: Its product is no longer there.",
        "Luna · 38 · LUN-38: Its product is no longer there.",
        "Aurora · Ivory / 38 · AUR-IV-38: The stock was changed since: 1 are on hand now.",
    ]
    assert price("AUR-IV-38") == "1890.00"
    aurora.refresh_from_db()
    assert aurora.name == "Aurora Nova"


def test_a_designer_made_meanwhile_is_used(berlin):
    job = planned(SPRING)
    theirs = Designer.objects.create(name="maison lune", slug="maison-lune-2")

    applied(job)

    assert Product.objects.get(slug="luna").designer == theirs
    undone(job)
    assert Designer.objects.get() == theirs


def test_a_second_click_applies_once(aurora, berlin, helena):
    job = planned(SPRING, by=helena)
    imports.ask_apply(job, by=helena)

    with pytest.raises(NotPossible, match="applied already"):
        imports.ask_apply(job, by=helena)
    importing.run(job)
    with pytest.raises(NotPossible, match="applied already"):
        imports.ask_apply(job, by=helena)

    assert StockMovement.objects.filter(variant__sku="LUN-36").count() == 1


def test_a_job_is_its_owner_s_and_the_overseer_s(aurora, berlin, helena):
    lea = sign_in("lea", "import_product")
    kim = sign_in("kim", "import_product")
    job = planned(SPRING, by=lea)

    for act in (imports.ask_apply, imports.ask_plan, imports.cancel, imports.ask_undo):
        with pytest.raises(NotAllowed):
            act(job, by=kim)
    assert list(imports.of(kim)) == []
    assert list(imports.of(lea)) == [job]

    applied(job, by=helena)
    assert (job.applied_by, job.created_by) == (helena, lea)


def test_without_the_permission_nothing_is_even_read(berlin):
    tina = User.objects.create_user("tina", is_staff=True)

    with pytest.raises(NotAllowed):
        imports.open([SPRING], kind="products", file_name="a.csv", by=tina)

    assert not ImportJob.objects.exists()


def test_a_stopped_import_goes_on_where_it_was(aurora, berlin, monkeypatch):
    monkeypatch.setattr(lines, "PIECE", 1)
    job = planned(SPRING)
    imports.ask_apply(job)
    pieces = iter([True, True, True])
    importing.work(job.pk, may_go_on=lambda: next(pieces, False))
    job.refresh_from_db()
    assert (job.state, job.lease_until) == (State.APPLYING, None)
    assert 0 < job.rows_done < job.rows_total

    imports.cancel(job)
    importing.run(job)
    assert job.state == State.CANCELLED
    assert price("AUR-IV-38") == "1890.00"

    importing.run(imports.resume(job))

    assert (job.state, left(job)) == (State.DONE, [])
    assert job.counts["outcomes"] == {"applied": job.counts["wanted"]}
    assert StockMovement.objects.filter(variant__sku="LUN-36").count() == 1


def test_a_worker_whose_turn_is_over_writes_nothing_more(aurora, berlin):
    job = planned(SPRING)
    imports.ask_apply(job)
    slow = imports.take(job.pk)
    assert imports.take(job.pk) is None
    ImportJob.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert imports.waiting() == [job.pk]

    quick = imports.take(job.pk)

    with pytest.raises(imports.Lost), slow.piece():
        pass
    with quick.piece():
        pass


def test_two_jobs_over_the_same_gowns_end_in_one_of_the_two_orders(aurora, berlin):
    cheap = planned(table({"SKU": "AUR-IV-38", "Price": "1000"}))
    dear = planned(table({"SKU": "AUR-IV-38", "Price": "3000"}))

    applied(dear)
    applied(cheap)

    assert price("AUR-IV-38") == "3000.00"
    assert "Price was changed since: it is “3000.00” now." in left(cheap)[0]


def test_codes_that_come_again_much_later_are_seen(berlin, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 2)
    rows = [
        {"Product": f"Gown {n}", "Web name": f"gown-{n}", "SKU": f"G-{n}", "Designer": "New"}
        for n in range(6)
    ]
    rows[5]["SKU"] = "g-0"

    job = planned(table(*rows))

    (row,) = ImportRow.objects.filter(job=job, verdict="refused", column="SKU")
    assert row.sentence == (
        "Line 7, SKU “g-0”: This SKU is in line 2 already. Each variant has its own."
    )
    assert ImportRow.objects.filter(job=job, subject="designer").count() == 1


def test_a_file_that_cannot_be_read_says_why(berlin):
    job = planned(b"PK\x03\x04not really")

    assert job.state == State.FAILED
    assert job.failure


def test_rows_of_a_gown_that_stand_far_apart_are_put_together(berlin, monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 2)
    rows = [
        {"Product": f"Gown {n % 5}", "Web name": f"gown-{n % 5}", "SKU": f"G-{n}", "Size": f"{n}"}
        for n in range(10)
    ]
    rows[9]["Size"] = "(empty)"

    job = take(table(*rows))

    assert job.counts["product"] == {"new": 5, "changed": 0, "unchanged": 0}
    assert Product.objects.get(slug="gown-3").variants.count() == 2
    assert left(job) == []
