"""A bride looks after her appointment with the token she got."""

from datetime import datetime
from typing import Any

import pytest
import time_machine

from core.models import Appointment
from core.services import appointments
from tests.api.conftest import BEA, CORA, Wanted, Website
from tests.cast import At, Boutique

Hers = dict[str, Any]


def test_she_sees_her_appointment(web: Website, hers: Hers) -> None:
    response = web.get(f"/appointments/{hers['reference']}", token=hers["manage_token"])
    assert response.json() == {k: v for k, v in hers.items() if k != "manage_token"}


def test_her_reference_may_be_typed_in_small_letters(web: Website, hers: Hers) -> None:
    path = f"/appointments/{hers['reference'].lower()}"
    opened = web.get(path, token=hers["manage_token"]).json()
    assert (opened["reference"], opened["starts_at"]) == (hers["reference"], hers["starts_at"])


def test_a_wrong_a_foreign_and_no_appointment_look_alike(
    web: Website, hers: Hers, wanted: Wanted
) -> None:
    beas = web.post("/appointments", wanted("14:00")).json()
    tries = [
        (hers["reference"], "wrong"),
        (hers["reference"], beas["manage_token"]),
        (hers["reference"], "ü" * 43),
        ("ZZZZZZZZ", hers["manage_token"]),
        ("'; --", hers["manage_token"]),
        ("%00", hers["manage_token"]),
    ]
    for verb in ("", "/calendar.ics", "/cancel", "/reschedule", "/confirm"):
        call = web.get if verb in ("", "/calendar.ics") else web.post
        answers = {
            (r.status_code, r.content)
            for reference, token in tries
            for r in [call(f"/appointments/{reference}{verb}", token=token)]
        }
        assert [status for status, _ in answers] == [404]
    assert Appointment.objects.filter(status="confirmed").count() == 2


def test_without_a_token_she_is_told_to_send_it(web: Website, hers: Hers) -> None:
    response = web.get(f"/appointments/{hers['reference']}")
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["code"] == "no-token"


def test_an_appointment_without_a_token_opens_to_nobody(
    web: Website, booked: Any, hers: Hers
) -> None:
    walk_in = booked("16:00")
    for token in ("", "0" * 64):
        assert web.get(f"/appointments/{walk_in.reference}", token=token).status_code in (401, 404)


def test_answers_about_her_stay_out_of_caches(web: Website, hers: Hers) -> None:
    for token in (hers["manage_token"], "wrong"):
        response = web.get(f"/appointments/{hers['reference']}", token=token)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"


def test_she_moves_it(web: Website, hers: Hers, at: At) -> None:
    path = f"/appointments/{hers['reference']}/reschedule"
    response = web.post(path, {"starts_at": at("15:00").isoformat()}, token=hers["manage_token"])
    appointment = Appointment.objects.get(reference=hers["reference"])
    assert response.status_code == 200
    assert datetime.fromisoformat(response.json()["starts_at"]) == at("15:00")
    assert (appointment.starts_at, appointment.version) == (at("15:00"), 2)
    assert set(appointment.claims.values_list("starts_at", flat=True)) == {at("15:00")}


def test_a_refused_move_leaves_her_what_she_had(
    web: Website, hers: Hers, wanted: Wanted, at: At
) -> None:
    for bride in (BEA, CORA):
        web.post("/appointments", wanted("15:00", **bride))
    path = f"/appointments/{hers['reference']}/reschedule"
    response = web.post(path, {"starts_at": at("15:00").isoformat()}, token=hers["manage_token"])
    appointment = Appointment.objects.get(reference=hers["reference"])
    assert (response.status_code, response.json()["code"]) == (409, "slot-taken")
    assert response.json()["alternatives"]
    assert (appointment.starts_at, appointment.version) == (at("10:00"), 1)


def test_she_cancels_and_another_gets_her_time(web: Website, hers: Hers, wanted: Wanted) -> None:
    web.post("/appointments", wanted(**BEA))
    path = f"/appointments/{hers['reference']}/cancel"
    response = web.post(path, {"reason": "We eloped."}, token=hers["manage_token"])
    appointment = Appointment.objects.get(reference=hers["reference"])
    assert (response.json()["status"], response.json()["is_open"]) == ("cancelled", False)
    assert appointment.cancel_reason == "We eloped."
    assert web.post("/appointments", wanted()).status_code == 201


def test_cancelling_twice_is_refused(web: Website, hers: Hers) -> None:
    path = f"/appointments/{hers['reference']}/cancel"
    assert web.post(path, token=hers["manage_token"]).status_code == 200
    response = web.post(path, token=hers["manage_token"])
    assert (response.status_code, response.json()["code"]) == (409, "appointment-closed")


def test_what_is_cancelled_can_be_read_but_not_moved_or_confirmed(
    web: Website, hers: Hers, at: At
) -> None:
    path, token = f"/appointments/{hers['reference']}", hers["manage_token"]
    web.post(f"{path}/cancel", token=token)
    move = web.post(f"{path}/reschedule", {"starts_at": at("15:00").isoformat()}, token=token)
    assert web.get(path, token=token).json()["status"] == "cancelled"
    assert move.json()["code"] == "appointment-closed"
    assert web.post(f"{path}/confirm", token=token).json()["code"] == "appointment-closed"


def test_she_confirms_a_requested_one(web: Website, hers: Hers) -> None:
    Appointment.objects.update(status="requested")
    path = f"/appointments/{hers['reference']}/confirm"
    for _ in range(2):
        response = web.post(path, token=hers["manage_token"])
        assert (response.status_code, response.json()["status"]) == (200, "confirmed")
    assert Appointment.objects.get().version == 2


def test_she_cannot_step_back_from_the_fitting_room(
    web: Website, hers: Hers, on_the_day: None
) -> None:
    appointments.advance(Appointment.objects.get(), to="arrived")
    path = f"/appointments/{hers['reference']}/confirm"
    assert web.post(path, token=hers["manage_token"]).status_code == 409
    assert Appointment.objects.get().status == "arrived"


def test_her_calendar_gets_the_entry(web: Website, hers: Hers, boutique: Boutique) -> None:
    path = f"/appointments/{hers['reference']}/calendar.ics"
    response = web.get(path, token=hers["manage_token"])
    assert response["Content-Type"].startswith("text/calendar")
    assert hers["reference"] in response["Content-Disposition"]
    assert b"BEGIN:VEVENT" in response.content
    assert b"SUMMARY:Bridal consultation" in response.content


@pytest.mark.parametrize("verb", ["", "/cancel", "/reschedule", "/confirm"])
def test_a_get_changes_nothing(web: Website, hers: Hers, verb: str) -> None:
    before = Appointment.objects.values().get()
    response = web.get(f"/appointments/{hers['reference']}{verb}", token=hers["manage_token"])
    assert response.status_code == (405 if verb else 200)
    assert Appointment.objects.values().get() == before


@pytest.mark.parametrize("verb", ["cancel", "reschedule", "confirm"])
def test_once_its_time_has_come_she_is_asked_to_call(
    web: Website, hers: Hers, at: At, verb: str
) -> None:
    path, token = f"/appointments/{hers['reference']}", hers["manage_token"]
    later = {"starts_at": at("15:00", days=1).isoformat()} if verb == "reschedule" else None
    with time_machine.travel(at("10:00"), tick=False):
        response = web.post(f"{path}/{verb}", later, token=token)
        assert web.get(path, token=token).json()["is_open"] is False
    assert (response.status_code, response.json()["code"]) == (409, "appointment-passed")
    assert Appointment.objects.get().version == 1
