"""A bride books on the website."""

from datetime import datetime
from typing import Any

import pytest

from core.models import Appointment, Claim, Customer, Message, Sample
from tests.api.conftest import BEA, CORA, Wanted, Website
from tests.cast import At, Boutique


def test_a_free_slot_becomes_an_appointment(
    web: Website, boutique: Boutique, wanted: Wanted, at: At
) -> None:
    response = web.post("/appointments", wanted(notes="My mother comes too.", party_size=3))
    body = response.json()
    appointment = Appointment.objects.get(reference=body["reference"])
    assert response.status_code == 201
    assert appointment.starts_at == at("10:00")
    assert appointment.customer == boutique.anna
    assert appointment.booked_through == "api"
    assert (appointment.notes, appointment.party_size) == ("My mother comes too.", 3)
    assert set(appointment.claims.values_list("resource_id", flat=True)) == {
        appointment.stylist_id,
        appointment.room_id,
    }
    assert body["status"] == "confirmed"
    assert body["location"]["slug"] == "berlin"
    assert body["stylist"]["slug"] in {"mira", "jo"}


def test_times_carry_the_offset_of_the_location(hers: dict[str, Any], boutique: Boutique) -> None:
    starts_at = datetime.fromisoformat(hers["starts_at"])
    assert starts_at.utcoffset() == starts_at.astimezone(boutique.berlin.zone).utcoffset()
    assert starts_at.strftime("%H:%M") == "10:00"
    assert datetime.fromisoformat(hers["ends_at"]).strftime("%H:%M") == "11:30"


def test_the_token_is_shown_once_and_only_its_hash_is_kept(
    web: Website, hers: dict[str, Any]
) -> None:
    again = web.get(f"/appointments/{hers['reference']}", token=hers["manage_token"]).json()
    appointment = Appointment.objects.get(reference=hers["reference"])
    assert len(hers["manage_token"]) >= 43
    assert "manage_token" not in again
    assert hers["manage_token"] not in str(vars(appointment))


def test_every_history_row_names_the_website(hers: dict[str, Any]) -> None:
    row = Appointment.history.get(reference=hers["reference"])
    assert (row.door, row.history_user) == ("api", None)


def test_a_signed_in_owner_is_a_guest_like_any_other(
    web: Website, boutique: Boutique, wanted: Wanted, at: At
) -> None:
    web.client.force_login(boutique.helena)
    refused = web.post("/appointments", wanted(starts_at=at("10:10").isoformat()))
    booked = web.post("/appointments", wanted())
    row = Appointment.history.get(reference=booked.json()["reference"])
    assert refused.json()["code"] == "not-offered"
    assert row.history_user is None
    assert web.get(f"/appointments/{row.reference}").status_code == 401


def test_a_gown_to_try_on_is_kept_for_her(web: Website, boutique: Boutique, wanted: Wanted) -> None:
    body = web.post("/appointments", wanted(products=["aurora"])).json()
    assert body["products"] == [{"slug": "aurora", "name": "Aurora", "has_sample": True}]
    assert Claim.objects.filter(resource=boutique.sample, is_live=True).count() == 1


def test_a_gown_without_a_sample_is_refused_at_its_field(
    web: Website, boutique: Boutique, wanted: Wanted
) -> None:
    response = web.post("/appointments", wanted(products=["morning-veil"]))
    assert response.status_code == 422
    assert response.json()["code"] == "no-sample"
    assert response.json()["errors"][0]["field"] == "products"
    assert not Appointment.objects.exists()


def test_a_sample_promised_to_another_bride_is_taken(
    web: Website, boutique: Boutique, wanted: Wanted
) -> None:
    assert web.post("/appointments", wanted(products=["aurora"])).status_code == 201
    response = web.post("/appointments", wanted(products=["aurora"], **BEA))
    assert response.status_code == 409
    assert response.json()["reasons"] == ["sample-taken"]


def test_a_taken_slot_is_refused_with_three_others(
    web: Website, boutique: Boutique, wanted: Wanted
) -> None:
    for bride in ({}, BEA):
        assert web.post("/appointments", wanted(**bride)).status_code == 201
    response = web.post("/appointments", wanted(**CORA))
    problem = response.json()
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert problem["code"] == "slot-taken"
    assert len(problem["alternatives"]) == 3
    for start in problem["alternatives"]:
        moment = datetime.fromisoformat(start)
        assert moment.utcoffset() == moment.astimezone(boutique.berlin.zone).utcoffset()
        assert web.post("/appointments", wanted(starts_at=start, **CORA)).status_code == 201
        break
    assert Appointment.objects.count() == 3


@pytest.mark.parametrize(("clock", "reason"), [("10:10", "off-grid"), ("07:00", "closed")])
def test_a_time_that_is_not_offered_is_refused_with_the_reason(
    web: Website, boutique: Boutique, wanted: Wanted, clock: str, reason: str
) -> None:
    response = web.post("/appointments", wanted(clock))
    assert response.status_code == 422
    assert response.json()["code"] == "not-offered"
    assert reason in response.json()["reasons"]
    assert not Appointment.objects.exists()


def test_the_named_stylist_serves_her(web: Website, boutique: Boutique, wanted: Wanted) -> None:
    assert web.post("/appointments", wanted(stylist="jo")).json()["stylist"]["slug"] == "jo"
    assert web.post("/appointments", wanted(stylist="jo", **BEA)).json()["code"] == "slot-taken"


def test_a_bride_who_books_twice_is_told_without_a_word_on_the_first(
    web: Website, boutique: Boutique, wanted: Wanted
) -> None:
    assert web.post("/appointments", wanted()).status_code == 201
    response = web.post("/appointments", wanted("11:00"))
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "booked-already")
    assert problem["errors"][0]["field"] == "starts_at"
    assert "Mira" not in problem["detail"]
    assert "10:00" not in problem["detail"]
    assert Appointment.objects.count() == 1
    assert web.post("/appointments", wanted("11:30")).status_code == 201


def test_what_cannot_be_booked_online_stays_with_the_shop(
    web: Website, boutique: Boutique, wanted: Wanted
) -> None:
    boutique.consultation.is_bookable_online = False
    boutique.consultation.save()
    response = web.post("/appointments", wanted())
    assert (response.status_code, response.json()["code"]) == (422, "not-offered")
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("field", ["type", "location", "stylist", "products"])
def test_a_slug_nobody_has_is_named(
    web: Website, boutique: Boutique, wanted: Wanted, field: str
) -> None:
    value: Any = ["nobody"] if field == "products" else "nobody"
    response = web.post("/appointments", wanted(**{field: value}))
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].startswith(field)
    assert not Appointment.objects.exists()


def test_a_draft_cannot_be_tried_on(web: Website, boutique: Boutique, wanted: Wanted) -> None:
    boutique.aurora.status = "draft"
    boutique.aurora.save()
    response = web.post("/appointments", wanted(products=["aurora"]))
    assert response.json()["errors"][0]["field"] == "products.0"


def test_a_bride_who_comes_back_is_recognised(
    web: Website, boutique: Boutique, wanted: Wanted
) -> None:
    guest = {"name": "anna winter", "email": "ANNA@example.org", "phone": "+49 30 999999"}
    web.post("/appointments", wanted(customer=guest))
    assert Customer.objects.filter(email__iexact="anna@example.org").count() == 1
    assert Customer.objects.get(pk=boutique.anna.pk).phone == boutique.anna.phone


def test_what_is_booked_is_offered_no_more(
    web: Website, boutique: Boutique, wanted: Wanted, at: At
) -> None:
    Sample.objects.all().delete()
    day = at("10:00").date().isoformat()
    query = {"type": "bridal-consultation", "location": "berlin", "from": day, "to": day}
    body = web.post("/appointments", wanted()).json()
    slots = web.get("/availability", **query).json()["days"][0]["slots"]
    first = next(slot for slot in slots if slot["starts_at"] == body["starts_at"])
    assert first["stylists"] == [{"mira": "jo", "jo": "mira"}[body["stylist"]["slug"]]]


def test_booking_plans_her_letters(hers: dict[str, Any]) -> None:
    planned = Message.objects.filter(appointment__reference=hers["reference"])
    assert planned.filter(rule__event="booked").count() == 1
