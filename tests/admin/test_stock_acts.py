"""The buttons of the stock: who may press which, what each does, what is refused and where."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Location, Product, Reservation, Sample, StockLevel, StockMovement, Variant
from core.services import stock
from tests.cast import sign_in

DIALOG = {"X-Stock-Dialog": "1"}
ROLES = ("nobody", "viewer", "Stylist", "Front desk", "Manager", "Owner")
VIEWER = ("view_stocklevel", "view_stockmovement", "view_sample", "view_reservation")

DESK = {"Front desk", "Manager", "Owner"}
CHIEFS = {"Manager", "Owner"}
MAY = {
    "receive": DESK,
    "sell": DESK,
    "reserve": DESK,
    "count": DESK,
    "transfer": DESK,
    "return": DESK,
    "damage": DESK,
    "adjust": CHIEFS,
    "reorder": CHIEFS,
    "undo": CHIEFS,
    "release": DESK,
    "release-sample": CHIEFS,
    "block": DESK,
    "receiving": DESK,
    "stocktake": DESK,
    "undo-sheet": CHIEFS,
    "export": CHIEFS,
    "ledger": set(ROLES) - {"nobody"},
    "levels": set(ROLES) - {"nobody"},
}
"""Who may do what; everybody else is turned away, and nothing changes."""


@pytest.fixture
def gown(aurora: Product, berlin: Location) -> Variant:
    gown = aurora.variants.get(size="38")
    stock.receive(gown, location=berlin, quantity=3)
    return gown


@pytest.fixture
def at_desk(client: Client) -> Callable[[str], Client]:
    """`at_desk("Manager")`: the browser of somebody with that role."""

    def seated(role: str) -> Client:
        user = sign_in(role.lower().replace(" ", "-"), *(VIEWER if role == "viewer" else ()))
        if role not in {"nobody", "viewer"}:
            user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return seated


def address(name: str, variant: Variant, location: Location | None = None) -> str:
    where = f"&location={location.pk}" if location else ""
    return reverse("admin:core_stock_act", args=[name]) + f"?variant={variant.pk}{where}"


def on_hand(variant: Variant, location: Location) -> int:
    return StockLevel.objects.get(variant=variant, location=location).on_hand


@pytest.fixture
def doors(
    gown: Variant, berlin: Location, lisbon: Location, anna: Any, sample: Sample
) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Method, address and fields of each door, with everything it needs to succeed."""
    line = stock.receive(gown, location=berlin, quantity=1)
    soon = timezone.now() + timedelta(days=3)
    kept = stock.reserve(gown, location=berlin, customer=anna, expires_at=soon)
    sheet = stock.receive_many([stock.Delivery(gown, 1)], location=lisbon)
    here = {"location": berlin.pk, "quantity": 1}
    acts: dict[str, dict[str, Any]] = {
        "receive": here,
        "sell": here,
        "reserve": here | {"customer": anna.pk, "until": f"{soon:%Y-%m-%d}"},
        "count": {"location": berlin.pk, "counted": 9},
        "transfer": here | {"destination": lisbon.pk},
        "return": here | {"note": "Too long"},
        "damage": here | {"note": "Torn"},
        "adjust": here | {"note": "Found"},
        "reorder": {"location": berlin.pk, "reorder_level": 1},
    }
    token = "7f5b1f2e-6f0c-4a3e-9a57-0d7a3b0f6a11"
    listed = {
        "location": berlin.pk,
        "codes": gown.sku,
        "token": token,
        "do": "receive",
    }
    away = {"starts": "2031-05-01T10:00", "ends": "2031-05-02T10:00", "note": "Trunk show"}
    posts = {
        "undo": (reverse("admin:core_stockmovement_undo", args=[line.pk]), {}),
        "release": (reverse("admin:core_reservation_release", args=[kept.pk]), {}),
        "release-sample": (reverse("admin:core_sample_release", args=[sample.pk]), {}),
        "block": (reverse("admin:core_sample_block", args=[sample.pk]), away),
        "receiving": (reverse("admin:core_stocksheet_receiving"), listed),
        "stocktake": (reverse("admin:core_stocksheet_stocktake"), {"location": berlin.pk}),
        "undo-sheet": (reverse("admin:core_stocksheet_undo", args=[sheet.pk]), {}),
    }
    gets = {
        "export": reverse("admin:core_stockmovement_export"),
        "ledger": reverse("admin:core_stockmovement_changelist"),
        "levels": reverse("admin:core_stocklevel_changelist"),
    }
    return (
        {name: ("post", address(name, gown), fields) for name, fields in acts.items()}
        | {name: ("post", *rest) for name, rest in posts.items()}
        | {name: ("get", where, {}) for name, where in gets.items()}
    )


def everything() -> list[Any]:
    """All that a door of the stock could change."""
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (StockMovement, StockLevel, Reservation, Sample)
    ]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_does_what_it_may_and_nothing_else(at_desk, doors, role):
    browser = at_desk(role)
    for name, (method, where, fields) in doors.items():
        before = everything()
        answer = getattr(browser, method)(where, fields)
        if role in MAY[name]:
            expected = 200 if method == "get" else 302
            assert answer.status_code == expected, (name, answer.content[-2000:])
            if method == "post" and name not in {"block", "stocktake"}:
                assert everything() != before, name
        else:
            assert answer.status_code == 403, name
            assert everything() == before, name
    assert set(doors) == set(MAY)


def test_nothing_happens_on_get_or_without_the_token(owner, doors, helena):
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(helena)
    for name, (method, where, fields) in doors.items():
        if method == "get":
            continue
        before = everything()
        asked = owner.get(where)
        assert asked.status_code == 200, name
        assert guarded.post(where, fields).status_code == 403, name
        assert everything() == before, name


def test_an_act_in_a_dialog_answers_with_the_way_back(owner, gown, berlin):
    form = owner.get(address("receive", gown, berlin), headers=DIALOG)
    assert "Berlin: <b>3</b> on hand" in form.content.decode()
    assert "<html" not in form.content.decode()

    fields = {"location": berlin.pk, "quantity": 2, "next": "/admin/core/variant/"}
    answer = owner.post(address("receive", gown, berlin), fields, headers=DIALOG)

    assert answer.json() == {"to": "/admin/core/variant/"}
    assert on_hand(gown, berlin) == 5
    line = StockMovement.objects.first()
    assert line is not None
    assert (line.actor.username, line.door) == ("helena", "admin")
    said = owner.get("/admin/core/variant/").content.decode()
    assert "2 pieces received in Berlin." in said
    assert reverse("admin:core_stockmovement_undo", args=[line.pk]) in said


def test_the_way_back_stays_in_the_house(owner, gown, berlin):
    fields = {"location": berlin.pk, "quantity": 1, "next": "https://example.org/"}
    answer = owner.post(address("receive", gown, berlin), fields)

    level = StockLevel.objects.get()
    assert answer.headers["Location"] == reverse("admin:core_stocklevel_change", args=[level.pk])


def test_a_refusal_stands_beside_its_field_and_changes_nothing(owner, gown, berlin, lisbon):
    before = everything()
    asked: list[tuple[str, dict[str, Any], str]] = [
        ("sell", {"quantity": 4}, "Only 3 of AUR-IV-38 left at Berlin."),
        ("sell", {"quantity": 0}, "greater than or equal to 1"),
        ("damage", {"quantity": 1, "note": " "}, "This field is required"),
        ("adjust", {"quantity": 1, "note": ""}, "This field is required"),
        ("transfer", {"quantity": 1, "destination": berlin.pk}, "two different locations"),
        ("count", {"counted": -1}, "greater than or equal to 0"),
        ("receive", {"quantity": 2_000_000}, "less than or equal to"),
        ("receive", {"quantity": 1, "note": "a\x00b"}, "Null characters"),
    ]
    for name, fields, said in asked:
        given = {"location": berlin.pk} | fields
        for headers in ({}, DIALOG):
            answer = owner.post(address(name, gown, berlin), given, headers=headers)
            assert answer.status_code == 422, name
            assert said in answer.content.decode(), name
    assert everything() == before


@pytest.mark.parametrize(
    "query", ["", "?variant=", "?variant=x", "?variant=99999999999999999999", "?variant=²"]
)
def test_an_act_on_nothing_is_not_found(owner, gown, query):
    where = reverse("admin:core_stock_act", args=["receive"])
    assert owner.get(where + query).status_code == 404
    assert owner.get(reverse("admin:core_stock_act", args=["eat"])).status_code == 404


def test_a_reserved_piece_is_sold_to_her_with_one_button(owner, gown, berlin, anna):
    soon = timezone.now() + timedelta(days=3)
    kept = stock.reserve(gown, location=berlin, customer=anna, expires_at=soon, quantity=3)
    level = reverse("admin:core_stocklevel_change", args=[StockLevel.objects.get().pk])
    page = owner.get(level).content.decode()
    link = f"sell/?variant={gown.pk}&amp;location={berlin.pk}&amp;customer={anna.pk}"
    assert link in page

    fields = {"location": berlin.pk, "quantity": 3, "customer": anna.pk}
    assert owner.post(address("sell", gown, berlin), fields).status_code == 302

    kept.refresh_from_db()
    assert kept.ending == "sold"
    ledger = owner.get(reverse("admin:core_stockmovement_changelist")).content.decode()
    assert "reserved for Anna Winter" in ledger


def test_a_reservation_lasts_to_the_end_of_the_day_of_the_shop(owner, gown, lisbon, anna):
    stock.receive(gown, location=lisbon, quantity=1)
    day = timezone.localdate() + timedelta(days=9)
    fields = {
        "location": lisbon.pk,
        "quantity": 1,
        "customer": anna.pk,
        "until": f"{day}",
    }

    owner.post(address("reserve", gown, lisbon), fields)

    kept = Reservation.objects.get()
    end = kept.expires_at.astimezone(lisbon.zone)
    assert (end.date(), end.hour, end.minute) == (day + timedelta(days=1), 0, 0)
    page = owner.get(reverse("admin:core_reservation_changelist")).content.decode()
    assert "Anna Winter" in page


def test_no_number_of_pieces_can_be_typed_over(owner, gown, berlin):
    level = StockLevel.objects.get()
    where = reverse("admin:core_stocklevel_change", args=[level.pk])
    page = owner.get(where).content.decode()
    assert 'name="on_hand"' not in page
    assert 'name="reserved"' not in page

    owner.post(where, {"reorder_level": "2", "on_hand": "99", "reserved": "9"})

    level.refresh_from_db()
    assert (level.on_hand, level.reserved, level.reorder_level) == (3, 0, 2)


def test_the_page_of_a_variant_has_every_shelf_with_its_buttons(owner, gown, berlin, lisbon):
    page = owner.get(reverse("admin:core_variant_change", args=[gown.pk])).content.decode()
    assert address("sell", gown, berlin).replace("&", "&amp;") in page
    assert address("receive", gown, lisbon).replace("&", "&amp;") in page
    assert address("sell", gown, lisbon).replace("&", "&amp;") not in page


def test_who_may_only_look_sees_no_buttons(at_desk, gown):
    browser = at_desk("viewer")
    level = reverse("admin:core_stocklevel_change", args=[StockLevel.objects.get().pk])
    for where in (level, reverse("admin:core_stocklevel_changelist")):
        page = browser.get(where).content.decode()
        assert "/stocklevel/act/" not in page
        assert "Undo" not in page


# The same form twice ----------------------------------------------------------------------------


def form_of(page: Any) -> dict[str, str]:
    token = re.search(r'name="token" value="([^"]+)"', page.content.decode())
    assert token
    return {"token": token[1]}


def test_a_second_press_of_the_button_receives_nothing_more(
    owner: Client, gown: Variant, berlin: Location
) -> None:
    address = reverse("admin:core_stock_act", args=["receive"]) + f"?variant={gown.pk}"
    given = form_of(owner.get(address)) | {"location": berlin.pk, "quantity": 2}
    for _ in range(2):
        answer = owner.post(address, given, follow=True)
    assert "This was done already; nothing was done twice." in answer.content.decode()
    assert StockLevel.objects.get(variant=gown).on_hand == 5
    again = form_of(owner.get(address)) | {"location": berlin.pk, "quantity": 2}
    owner.post(address, again, headers=DIALOG)
    assert StockLevel.objects.get(variant=gown).on_hand == 7


def test_a_refused_form_can_be_mended_and_sent_again(
    owner: Client, gown: Variant, berlin: Location
) -> None:
    address = reverse("admin:core_stock_act", args=["sell"]) + f"?variant={gown.pk}"
    given = form_of(owner.get(address)) | {"location": berlin.pk, "quantity": 9}
    refused = owner.post(address, given, headers=DIALOG)
    assert refused.status_code == 422
    assert form_of(refused)["token"] == given["token"]
    owner.post(address, given | {"quantity": 2}, headers=DIALOG)
    assert StockLevel.objects.get(variant=gown).on_hand == 1


@pytest.mark.parametrize("name", ["release", "block"])
def test_a_sample_beyond_all_numbers_is_not_found(owner: Client, name: str) -> None:
    page = reverse(f"admin:core_sample_{name}", args=[10**23])
    assert owner.post(page).status_code == 404


def test_a_block_that_cannot_be_read_comes_back_as_it_was_typed(
    owner: Client, sample: Sample
) -> None:
    page = reverse("admin:core_sample_block", args=[sample.pk])
    given = {"starts": "2031-05-06T09:00", "ends": "", "note": "Trunk show in Ulm"}
    answer = owner.post(page, given)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Trunk show in Ulm" in shown
    assert "2031-05-06T09:00" in shown
    assert not sample.claims.exists()
    answer = owner.post(page, given | {"ends": "2031-05-05T09:00"})
    assert "Trunk show in Ulm" in answer.content.decode()
    owner.post(page, given | {"ends": "2031-05-07T09:00"})
    assert sample.claims.get().note == "Trunk show in Ulm"
