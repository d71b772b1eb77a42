"""Why not: the words name what stands in the way, and taking that away frees the time."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import NotOffered, SlotTaken
from core.models import (
    Appointment,
    Claim,
    ClosedDay,
    OpeningHours,
    Room,
    WorkingException,
    WorkingHours,
)
from core.queries import diary
from core.services import appointments
from tests.cast import At, Boutique, Wish


def said(boutique: Boutique, when: datetime, **wishes: object) -> dict[str, str]:
    found = diary.explain(boutique.consultation, boutique.berlin, when, **wishes)
    return {no.code: no.message for no in found}


def test_a_closed_day_is_named(boutique: Boutique, at: At, tuesday: date) -> None:
    ClosedDay.objects.create(closed_on=tuesday, reason="Christmas Day")
    assert said(boutique, at("11:00")) == {"closed-day": "Closed: Christmas Day."}


def test_her_hours_of_that_day_are_named(boutique: Boutique, at: At) -> None:
    WorkingHours.objects.filter(stylist=boutique.mira, weekday=1).update(ends=time(14))
    only = {"stylist_id": boutique.mira.pk}
    assert said(boutique, at("15:00"), **only) == {
        "no-stylist-working": "Mira works 10:00 to 14:00 that day. "
        "She would be needed 15:00 to 16:30 (90 minutes, then 15 to tidy up)."
    }
    assert said(boutique, at("15:00")) == {}


def test_opening_hours_and_grid_are_named(boutique: Boutique, at: At) -> None:
    assert said(boutique, at("18:30"))["closed"] == (
        "The boutique is open 10:00 to 19:00 that day; this would take 18:30 to 20:00."
    )
    assert said(boutique, at("10:10")) == {
        "off-grid": "Appointments start every 30 minutes from opening time on, not at that minute."
    }


def test_the_boutique_hears_who_has_the_time_and_a_visitor_does_not(
    boutique: Boutique, booked: Callable[..., Appointment], at: At
) -> None:
    hers = booked("10:00")
    (no,) = diary.explain(
        boutique.consultation, boutique.berlin, at("11:00"), stylist_id=boutique.mira.pk
    )
    assert (no.code, no.message) == ("stylist-taken", "Mira is taken at that time.")
    assert no.detail == (
        "Mira is taken: Anna Winter (Bridal consultation), "
        "10:00 to 11:30, and 15 minutes to tidy up."
    )
    assert no.lines == [no.detail]
    assert no.things == (("claim", hers.claims.get(resource=boutique.mira).pk),)


def test_where_everybody_is_away_or_taken_each_is_named_once(
    boutique: Boutique, booked: Callable[..., Appointment], at: At
) -> None:
    WorkingHours.objects.filter(weekday=1).update(starts=time(12))
    (no,) = diary.explain(boutique.consultation, boutique.berlin, at("10:00"))
    assert no.lines == [
        "No stylist works at that time.",
        (
            "Mira works 12:00 to 19:00 that day. Jo works 12:00 to 19:00 that day. "
            "Somebody would be needed 10:00 to 11:30 (90 minutes, then 15 to tidy up)."
        ),
    ]
    booked("13:00")
    Claim.objects.create(
        resource=boutique.jo,
        kind="block",
        starts_at=at("12:30"),
        ends_at=at("15:00"),
        note="Course",
    )
    (no,) = diary.explain(boutique.consultation, boutique.berlin, at("13:30"))
    assert no.lines == [
        "Every stylist is taken at that time.",
        (
            "Mira: Anna Winter (Bridal consultation), 13:00 to 14:30, and 15 minutes to tidy up. "
            "Jo: Course, 12:30 to 15:00."
        ),
    ]


def test_what_must_be_tidied_up_first_is_said_where_only_that_is_in_the_way(
    boutique: Boutique, booked: Callable[..., Appointment], at: At
) -> None:
    boutique.consultation.buffer_before_minutes = 10
    boutique.consultation.save()
    booked("12:00", type=boutique.accessories)
    hers = {"stylist_id": boutique.mira.pk}
    (before,) = diary.explain(boutique.consultation, boutique.berlin, at("10:30"), **hers)
    assert before.lines == [
        (
            "Mira is taken: Anna Winter (Accessories), 12:00 to 12:45. "
            "This would need 15 minutes to tidy up, until 12:15."
        )
    ]
    (after,) = diary.explain(
        boutique.consultation, boutique.berlin, at("12:45"), online=False, **hers
    )
    assert after.lines == [
        (
            "Mira is taken: Anna Winter (Accessories), 12:00 to 12:45. "
            "This would need 10 minutes to prepare, from 12:35."
        )
    ]


def test_somebody_else_is_named_with_her_times_of_that_day(
    boutique: Boutique, booked: Callable[..., Appointment], at: At
) -> None:
    booked("13:00")
    mira = boutique.mira.pk
    asked = (boutique.consultation, boutique.berlin, at("13:00"))
    found = diary.with_others(*asked, stylist_id=mira)
    assert found == [
        (at("13:00"), boutique.jo),
        (at("12:30"), boutique.jo),
        (at("13:30"), boutique.jo),
    ]
    WorkingException.objects.create(stylist=boutique.jo, applies_on=at("13:00").date())
    assert diary.with_others(*asked, stylist_id=mira) == []


def test_a_party_too_big_hears_what_the_rooms_seat(boutique: Boutique, at: At) -> None:
    (no,) = diary.explain(boutique.consultation, boutique.berlin, at("11:00"), party=9)
    assert (no.code, no.detail) == ("party-too-big", "Salon seats 6, Alcove seats 3.")


# Taking away what is named ------------------------------------------------------


def remedy(boutique: Boutique, when: datetime, refusal: diary.Refusal, gowns: list) -> None:
    """Do to the shop what the refusal asks for, and nothing else."""
    local = when.astimezone(boutique.berlin.zone)
    for kind, key in refusal.things:
        if kind == "claim":
            Claim.objects.filter(pk=key).delete()
        elif kind == "closed-day":
            ClosedDay.objects.filter(pk=key).delete()
        elif kind == "exception":
            WorkingException.objects.filter(pk=key).update(
                location=boutique.berlin, starts=time(0), ends=time(23, 59)
            )
        elif kind == "hours":
            hers = WorkingHours.objects.filter(stylist_id=key, weekday=local.weekday())
            hers.delete()
            WorkingHours.objects.create(
                stylist_id=key,
                location=boutique.berlin,
                weekday=local.weekday(),
                starts=time(0),
                ends=time(23, 59),
            )
        elif kind == "opening":
            here = OpeningHours.objects.filter(location=boutique.berlin, weekday=local.weekday())
            here.delete()
            OpeningHours.objects.create(
                location=boutique.berlin,
                weekday=local.weekday(),
                opens=local.time(),
                closes=time(23, 59),
            )
        elif kind == "type":
            boutique.consultation.notice_hours, boutique.consultation.horizon_days = 0, 365
            boutique.consultation.save()
        elif kind == "room":
            Room.objects.filter(pk=key).update(capacity=50)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_taking_away_what_is_named_frees_the_time(
    data: st.DataObject, boutique: Boutique, at: At, tuesday: date
) -> None:
    with transaction.atomic():
        gowns = [boutique.aurora] if data.draw(st.booleans()) else []
        party = data.draw(st.sampled_from([1, 4, 9]))
        litter(data, boutique, at, tuesday)
        when = at("00:00") + timedelta(minutes=15 * data.draw(st.integers(36, 80)))
        asked = {"products": gowns, "party": party}
        for _ in range(3):  # a longer day may show what stands in the new hours
            found = diary.explain(boutique.consultation, boutique.berlin, when, **asked)
            for refusal in found:
                remedy(boutique, when, refusal, gowns)
            if not found:
                break
        assert diary.explain(boutique.consultation, boutique.berlin, when, **asked) == []
        assert appointments.book(
            Appointment(
                type=boutique.consultation,
                location=boutique.berlin,
                customer=boutique.anna,
                starts_at=when,
                party_size=party,
            ),
            products=gowns,
        ).pk
        transaction.set_rollback(True)


def litter(data: st.DataObject, boutique: Boutique, at: At, day: date) -> None:
    """Blocks, exceptions and closed days at random."""
    for who in (boutique.mira, boutique.jo, boutique.salon, boutique.alcove, boutique.sample):
        if data.draw(st.booleans()):
            start = at("09:00") + timedelta(minutes=30 * data.draw(st.integers(0, 16)))
            Claim.objects.create(
                resource_id=who.pk,
                kind="block",
                starts_at=start,
                ends_at=start + timedelta(minutes=30 * data.draw(st.integers(1, 8))),
            )
    if data.draw(st.booleans()):
        WorkingException.objects.create(stylist=boutique.mira, applies_on=day)
    if data.draw(st.booleans()):
        WorkingException.objects.create(
            stylist=boutique.jo,
            applies_on=day,
            location=boutique.berlin,
            starts=time(12),
            ends=time(15),
        )
    if data.draw(st.integers(0, 3)) == 0:
        ClosedDay.objects.create(closed_on=day, reason="Stocktaking")


# Offered equals bookable --------------------------------------------------------


def tried(wanted: Appointment, gowns: list) -> list[str]:
    """Book it and take that back; the reasons where it is refused."""
    with transaction.atomic():
        try:
            appointments.book(wanted, products=gowns)
        except (SlotTaken, NotOffered) as refused:
            return list(refused.facts["reasons"])
        finally:
            transaction.set_rollback(True)
    return []


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_offered_times_are_booked_and_others_refused_with_the_reasons_of_explain(
    data: st.DataObject, boutique: Boutique, at: At, wish: Wish, tuesday: date
) -> None:
    with transaction.atomic():
        litter(data, boutique, at, tuesday)
        gowns = [boutique.aurora] if data.draw(st.booleans()) else []
        type_ = data.draw(st.sampled_from([boutique.consultation, boutique.accessories]))
        asked = (type_, boutique.berlin)
        free = diary.free_slots(*asked, tuesday, tuesday + timedelta(days=1), products=gowns)
        offered = {diary.spans.moment(slot.start) for slot in free}
        others = {at("08:00") + timedelta(minutes=15 * n) for n in range(48)} - offered
        some = data.draw(st.lists(st.sampled_from(sorted(offered | others)), max_size=6))
        for when in some:
            reasons = [no.code for no in diary.explain(*asked, when, products=gowns)]
            assert (reasons == []) == (when in offered)
            assert tried(wish(starts_at=when, type=type_), gowns) == reasons
        transaction.set_rollback(True)


@pytest.mark.parametrize("hours", [0, 1000])
def test_the_earliest_time_is_named(boutique: Boutique, at: At, hours: int) -> None:
    boutique.consultation.notice_hours = hours
    reasons = said(boutique, at("11:00"), now=timezone.now())
    assert ("too-soon" in reasons) == (hours == 1000)
