"""What no boutique means is refused in words, through every door of the admin; nothing breaks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from core.models import Appointment, Customer, Rearrangement
from tests.cast import Boutique

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
NAMES = [model._meta.model_name for model in MODELS]
NO_KEYS = ["x", "99999999999999999999999", "9223372036854775808", "-1", "\0", "٣x", "1,x"]
NO_TEXTS = ["Half \ud800 a sign", "\udfff", "The \0 end"]
FAR = ["9999-12-31", "2101-01-01", "1999-12-31", "0001-01-01"]


def page(model: Any, name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


# Keys in an address -----------------------------------------------------------


@pytest.mark.parametrize("name", ["change", "history", "delete"])
@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_a_row_that_cannot_be_is_said_not_to_exist(
    owner: Client, shop: Any, model: Any, name: str
) -> None:
    for key in ("99999999999999999999999", "-99999999999999999999999", "9223372036854775808", "x"):
        answer = owner.get(page(model, name, key))
        assert answer.status_code in {302, 403, 404}, (key, answer.status_code)
        if answer.status_code == 302:
            assert answer.headers["Location"] == reverse("admin:index")
        assert owner.post(page(model, name, key)).status_code in {302, 403, 404, 405}, key


@pytest.mark.parametrize("model", MODELS, ids=NAMES)
def test_a_new_row_opens_whatever_its_address_asks_for(
    owner: Client, boutique: Boutique, model: Any
) -> None:
    fields = [field.name for field in model._meta.get_fields() if field.is_relation]
    expected = owner.get(page(model, "add")).status_code
    for key in NO_KEYS:
        asked = dict.fromkeys([*fields, "gowns"], key)
        assert owner.get(page(model, "add"), asked).status_code == expected, key


def test_what_can_be_read_of_the_address_still_fills_the_form(
    owner: Client, boutique: Boutique
) -> None:
    asked = {"customer": boutique.anna.pk, "stylist": "x", "gowns": f"{boutique.aurora.pk},x"}
    initial = owner.get(page(Appointment, "add"), asked).context["adminform"].form.initial
    assert initial["customer"] == str(boutique.anna.pk)
    assert initial["gowns"] == [str(boutique.aurora.pk)]
    assert "stylist" not in initial


# Days -------------------------------------------------------------------------


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize("field", ["first_on", "last_on"])
def test_nobody_is_away_beyond_the_calendar(
    owner: Client, boutique: Boutique, tuesday: Any, field: str, day: str
) -> None:
    asked = {"who": f"stylist-{boutique.mira.pk}", "first_on": f"{tuesday}"} | {field: day}
    plan = reverse("admin:core_rearrangement_plan")
    answers = [owner.get(plan, asked)]
    answers += [owner.post(plan, asked | {"do": do}) for do in ("edit", "preview", "apply")]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.context["form"].errors[field] == ["Choose a day between 2000 and 2100."]
    assert owner.post(reverse("admin:core_rearrangement_check"), asked).status_code == 400
    assert not Rearrangement.objects.exists()


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001"])
def test_nothing_is_booked_or_moved_beyond_the_calendar(
    owner: Client, boutique: Boutique, booked: Callable[..., Appointment], day: str
) -> None:
    anna = booked("10:00")
    given = {"date": day, "time": "10:00", "stylist": boutique.mira.pk, "version": anna.version}
    moved = owner.post(page(anna, "reschedule", anna.pk), given)
    more = {"location": boutique.berlin.pk, "type": boutique.consultation.pk, "party_size": 2}
    new = owner.post(page(anna, "add"), given | more | {"customer": boutique.bea.pk})
    for answer in (moved, new):
        assert "Choose a day between 2000 and 2100." in answer.content.decode()
    assert list(Appointment.objects.values_list("starts_at", flat=True)) == [anna.starts_at]


# Texts in the bodies of the board and of Today ----------------------------------


@pytest.fixture
def posted(owner: Client, boutique: Boutique, at: Any) -> Callable[..., Any]:
    """A booking or a block from the board, with something else in it."""
    bodies: dict[str, dict[str, Any]] = {
        "book": {
            "location": "berlin",
            "type": boutique.consultation.pk,
            "customer": boutique.anna.pk,
            "party": 2,
            "gowns": [],
        },
        "block": {"resource": boutique.mira.pk, "location": "berlin"},
    }

    def post(name: str, **more: Any) -> Any:
        times = {
            "starts_at": f"{at('14:00'):%Y-%m-%dT%H:%M}",
            "ends_at": f"{at('15:00'):%Y-%m-%dT%H:%M}",
        }
        body = json.dumps(bodies[name] | times | more)
        address = reverse(f"admin:core_appointment_board_{name}")
        return owner.post(address, body, content_type="application/json")

    return post


@pytest.mark.parametrize("text", NO_TEXTS, ids=["half", "other half", "end"])
def test_a_text_that_cannot_be_kept_is_refused_at_the_door(
    posted: Callable[..., Any], booked: Callable[..., Appointment], text: str
) -> None:
    brides = set(Customer.objects.values_list("pk", flat=True))
    answers = [
        *(posted("book", **{name: text}) for name in ("notes", "location", "starts_at")),
        *(posted("book", **{name: text}) for name in ("overbook_reason", "stylist", "anything")),
        *(posted("book", customer={"name": "Lea", name: text}) for name in ("email", "phone")),
        posted("book", customer={"name": text}),
        posted("book", customer={"name": "Lea", "wedding_on": text}),
        posted("book", **{text: "A name"}),
        posted("book", gowns=[[{"deep": [text]}]]),
        *(posted("block", **{name: text}) for name in ("note", "location", "resource")),
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert "cannot be kept" in answer.json()["message"]
    assert not Appointment.objects.exists()
    assert set(Customer.objects.values_list("pk", flat=True)) == brides


def test_signs_of_any_language_are_kept(posted: Callable[..., Any]) -> None:
    bride = {"name": "Zoë 王 👰🏽", "email": "zoe@example.org", "phone": "", "wedding_on": ""}
    assert posted("book", customer=bride, notes="\\u0000 is no sign").status_code == 200
    appointment = Appointment.objects.get()
    assert (appointment.customer.name, appointment.notes) == (bride["name"], "\\u0000 is no sign")


@pytest.mark.parametrize("text", NO_TEXTS, ids=["half", "other half", "end"])
def test_today_refuses_such_a_note_as_well(
    owner: Client, booked: Callable[..., Appointment], boutique: Boutique, text: str, helena: User
) -> None:
    anna = booked("10:00", samples=[boutique.sample])
    tried = anna.try_ons.get()
    address = reverse("admin:core_today_record", args=[anna.pk, tried.pk])
    body = json.dumps({"rating": 4, "said_yes": False, "note": text})
    answer = owner.post(address, body, content_type="application/json")
    assert answer.status_code == 400
    tried.refresh_from_db()
    assert (tried.rating, tried.note) == (None, "")
