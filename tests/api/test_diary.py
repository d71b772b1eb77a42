"""When there is time, as the website sees it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Claim, ClosedDay, Location
from tests.api.conftest import Wanted, Website
from tests.cast import At, Boutique


@pytest.fixture(autouse=True)
def _open(boutique: Boutique) -> None:
    """The shop is there."""


def query(first: date, days: int = 1, **more: Any) -> dict[str, Any]:
    span = {"from": first.isoformat(), "to": (first + timedelta(days=days - 1)).isoformat()}
    return {"type": "bridal-consultation", "location": "berlin", **span, **more}


def slots(web: Website, first: date, **more: Any) -> list[dict[str, Any]]:
    response = web.get("/availability", **query(first, **more))
    assert response.status_code == 200, response.content
    return list(response.json()["days"][0]["slots"])


def test_the_locations_say_when_they_are_open(web: Website, tuesday: date) -> None:
    ClosedDay.objects.create(closed_on=tuesday, reason="Fair")
    ClosedDay.objects.create(closed_on=date(2001, 1, 1), reason="Long ago")
    berlin = web.get("/locations").json()["items"][0]
    assert (berlin["slug"], berlin["timezone"]) == ("berlin", "Europe/Berlin")
    assert berlin["opening_hours"][0] == {"weekday": "tuesday", "opens": "10:00", "closes": "19:00"}
    assert berlin["closed_days"] == [{"date": tuesday.isoformat(), "reason": "Fair"}]


def test_the_stylists_say_where_they_work(web: Website, boutique: Boutique) -> None:
    body = web.get("/stylists").json()
    assert {s["slug"]: s["locations"] for s in body["items"]} == {
        "ines": ["lisbon"],
        "jo": ["berlin"],
        "mira": ["berlin"],
    }
    assert b"mira@example.org" not in web.get("/stylists").content


def test_the_types_say_how_long_they_take(web: Website) -> None:
    first = web.get("/appointment-types").json()["items"][0]
    assert (first["slug"], first["duration_minutes"]) == ("bridal-consultation", 90)


def test_every_day_is_there_and_free_slots_are_in_it(web: Website, tuesday: date) -> None:
    body = web.get("/availability", **query(tuesday, days=7)).json()
    dates = [day["date"] for day in body["days"]]
    assert body["timezone"] == "Europe/Berlin"
    assert dates == [(tuesday + timedelta(days=n)).isoformat() for n in range(7)]
    assert [bool(day["slots"]) for day in body["days"]] == [True] * 5 + [False] * 2


def test_a_slot_is_local_and_names_who_is_free(
    web: Website, tuesday: date, boutique: Boutique
) -> None:
    first = slots(web, tuesday)[0]
    starts_at = datetime.fromisoformat(first["starts_at"])
    assert starts_at.strftime("%H:%M") == "10:00"
    assert starts_at.utcoffset() == starts_at.astimezone(boutique.berlin.zone).utcoffset()
    assert sorted(first["stylists"]) == ["jo", "mira"]


def test_days_are_those_of_the_location(web: Website, boutique: Boutique, tuesday: date) -> None:
    Location.objects.filter(slug="lisbon").update(timezone="Pacific/Auckland")
    body = web.get("/availability", **query(tuesday, location="lisbon")).json()
    starts = [s["starts_at"] for s in body["days"][0]["slots"]]
    assert starts
    assert {start[:10] for start in starts} == {tuesday.isoformat()}


def test_one_stylist_can_be_asked_for(web: Website, tuesday: date) -> None:
    assert {name for s in slots(web, tuesday, stylist="jo") for name in s["stylists"]} == {"jo"}


def test_a_gown_to_try_on_needs_a_free_sample(
    web: Website, boutique: Boutique, tuesday: date, at: At
) -> None:
    Claim.objects.create(
        resource=boutique.sample, kind="block", starts_at=at("00:00"), ends_at=at("14:00")
    )
    assert slots(web, tuesday)[0]["starts_at"][11:16] == "10:00"
    assert slots(web, tuesday, product="aurora")[0]["starts_at"][11:16] == "14:00"
    assert slots(web, tuesday, product=["aurora", "morning-veil"]) == []


def test_a_big_party_needs_the_big_room(
    web: Website, boutique: Boutique, tuesday: date, at: At
) -> None:
    Claim.objects.create(
        resource=boutique.salon, kind="block", starts_at=at("00:00"), ends_at=at("23:00")
    )
    assert slots(web, tuesday, party_size=3)
    assert slots(web, tuesday, party_size=4) == []


def test_what_cannot_be_booked_online_has_no_slots(
    web: Website, boutique: Boutique, tuesday: date
) -> None:
    boutique.consultation.is_bookable_online = False
    boutique.consultation.save()
    assert slots(web, tuesday) == []


def test_what_is_offered_can_be_booked_and_the_rest_is_explained(
    web: Website, wanted: Wanted, tuesday: date, at: At
) -> None:
    offered = {datetime.fromisoformat(s["starts_at"]) for s in slots(web, tuesday)}
    for clock in ("09:30", "10:00", "10:15", "12:30", "17:30", "18:00", "23:30"):
        asked = {"type": "bridal-consultation", "location": "berlin"}
        answer = web.get("/availability/explain", starts_at=at(clock).isoformat(), **asked).json()
        assert answer["is_free"] == (at(clock) in offered)
        assert bool(answer["refusals"]) == (at(clock) not in offered)
        bride = {"customer": {"name": f"Bride of {clock}", "email": "bride@example.org"}}
        status = web.post("/appointments", wanted(clock, **bride)).status_code
        assert status == (201 if at(clock) in offered else 422)


def test_explain_names_every_rule(web: Website, booked: Any, at: At, boutique: Boutique) -> None:
    booked("10:00")
    booked("10:00", stylist=boutique.jo, room=boutique.alcove)
    asked = {"type": "bridal-consultation", "location": "berlin"}
    answer = web.get("/availability/explain", starts_at=at("10:15").isoformat(), **asked).json()
    assert [r["code"] for r in answer["refusals"]] == ["off-grid", "stylist-taken", "room-taken"]


def test_a_plus_that_was_not_escaped_is_understood(web: Website, at: At) -> None:
    local = at("10:00").astimezone().replace(microsecond=0).isoformat().replace("+", "%2B")
    told = []
    for sent in (local, local.replace("%2B", "+")):
        path = f"/api/v1/availability/explain?type=accessories&location=berlin&starts_at={sent}"
        told.append(web.client.get(path).json()["refusals"])
    assert told[0] == told[1]


@pytest.mark.parametrize(("days", "status"), [(1, 200), (62, 200), (63, 422)])
def test_a_span_has_at_most_62_days(web: Website, tuesday: date, days: int, status: int) -> None:
    assert web.get("/availability", **query(tuesday, days=days)).status_code == status


def test_questions_to_the_database_do_not_grow_with_days_or_bookings(
    web: Website, tuesday: date, booked: Any
) -> None:
    counts = []
    for days in (1, 62):
        with CaptureQueriesContext(connection) as asked:
            slots(web, tuesday, days=days, product="aurora")
        counts.append(len(asked))
        for clock in ("10:00", "12:00", "14:00"):
            booked(clock, days=len(counts))
    assert counts == [7, 7]
