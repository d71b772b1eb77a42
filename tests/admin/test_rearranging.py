"""A stylist is sick, a day is closed: the pages from the first question to the way back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.admin import words
from core.models import (
    Appointment,
    Claim,
    ClosedDay,
    Customer,
    Message,
    Rearrangement,
    ReminderRule,
)
from core.queries import rearranging as planning
from core.services import appointments, rearranging
from tests.cast import At, Boutique, sign_in

Booked = Callable[..., Appointment]
PLAN = "admin:core_rearrangement_plan"
DOES = (
    "view_rearrangement",
    "add_rearrangement",
    "change_rearrangement",
    "change_appointment",
    "view_appointment",
)


@pytest.fixture
def desk(client: Client, helena: User) -> Client:
    """Helena's browser."""
    client.force_login(helena)
    return client


@pytest.fixture
def day(booked: Booked, boutique: Boutique) -> list[Appointment]:
    """Mira's Tuesday: Anna at ten in the salon, Bea at two."""
    return [booked("10:00"), booked("14:00", customer=boutique.bea)]


@pytest.fixture
def sick(boutique: Boutique, tuesday: date) -> dict[str, str]:
    return {"who": f"stylist-{boutique.mira.pk}", "first_on": f"{tuesday}", "reason": "Sick"}


def filled(answer: Any, **changes: Any) -> dict[str, Any]:
    """What the browser would send back from the plan, with some fields changed."""
    given = {
        name: answer.context["form"].data.get(name, "") for name in answer.context["form"].fields
    }
    given["row"] = [row["it"].pk for row in answer.context["rows"]]
    for row in answer.context["rows"]:
        form = row["form"]
        for name in form.fields:
            given[form.add_prefix(name)] = form[name].value() or ""
            if name == "time":
                given[form.add_prefix(name)] = f"{form[name].value():%H:%M}"
    return given | changes


def plan(desk: Client, sick: dict[str, str]) -> Any:
    answer = desk.get(reverse(PLAN), sick)
    assert answer.status_code == 200
    return answer


# The plan ---------------------------------------------------------------------


def test_the_first_page_knows_whom_the_link_meant(desk: Client, boutique: Boutique) -> None:
    link = f"{reverse('admin:core_rearrangement_add')}?who=stylist-{boutique.mira.pk}"
    page = desk.get(reverse("admin:core_stylist_change", args=[boutique.mira.pk]))
    assert link in page.content.decode()
    assert f'value="stylist-{boutique.mira.pk}" selected' in desk.get(link).content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"who": ""}, "required"),
        ({"first_on": "2020-01-01"}, "That day is over."),
        ({"last_on": "2020-01-01"}, "The last day is not before the first."),
        ({"last_on": "2099-01-01"}, "at most 62 days"),
        ({"starts": "12:00"}, "Hours belong to one day"),
        ({"first_on": "today"}, "Enter a valid date."),
    ],
)
def test_a_question_that_makes_no_sense_is_asked_again(
    desk: Client, sick: dict[str, str], change: dict[str, str], said: str
) -> None:
    assert said in desk.get(reverse(PLAN), sick | change).content.decode()


def test_looking_at_the_plan_changes_nothing(
    desk: Client, day: list[Appointment], sick: dict[str, str]
) -> None:
    answer = plan(desk, sick)
    said = answer.content.decode()
    assert "2 appointments" in said
    assert "Free: with Jo in Salon. Same time." in said
    assert set(Appointment.objects.values_list("version", flat=True)) == {1}
    assert not Rearrangement.objects.exists()
    assert not Claim.objects.filter(kind="block").exists()


def test_the_plan_asks_the_database_as_often_for_ten_as_for_two(
    desk: Client, day: list[Appointment], sick: dict[str, str], booked: Booked
) -> None:
    def queries(sick: dict[str, str]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = plan(desk, sick)
        with CaptureQueriesContext(connection) as again:
            desk.post(reverse("admin:core_rearrangement_check"), filled(answer))
        return len(asked) + len(again)

    plan(desk, sick)
    before = queries(sick)
    for days in (1, 2, 3, 4):
        booked("10:00", days=days)
        booked("14:00", days=days)
    last = date.fromisoformat(sick["first_on"]) + timedelta(days=4)
    assert queries(sick | {"last_on": f"{last}"}) == before


def test_a_name_is_never_markup(
    desk: Client, day: list[Appointment], sick: dict[str, str], boutique: Boutique
) -> None:
    evil = '"><script>alert(1)</script>'
    boutique.anna.name = evil
    boutique.anna.save()
    answer = plan(desk, sick | {"reason": evil})
    shown = desk.post(reverse(PLAN), filled(answer, do="preview"))
    assert "what the brides will be told" in shown.content.decode()
    for page in (answer, shown):
        assert "<script>alert" not in page.content.decode()


# Why not ----------------------------------------------------------------------


def test_the_check_says_why_not_and_what_instead(
    desk: Client, day: list[Appointment], sick: dict[str, str]
) -> None:
    anna, bea = (appointment.pk for appointment in day)
    sent = filled(plan(desk, sick))
    sent |= {f"r{bea}-time": "10:30", f"r{bea}-date": sent[f"r{anna}-date"]}
    answer = desk.post(reverse("admin:core_rearrangement_check"), sent).json()
    assert answer["rows"][str(anna)]["is_fine"]
    refused = answer["rows"][str(bea)]
    (why,) = refused["why"]
    assert why.startswith("Jo is taken: Anna Winter (Bridal consultation), on this list, ")
    assert refused["details"] == []
    assert [option["time"] for option in refused["options"]] == ["12:00", "12:30", "13:00"]
    assert not answer["is_fine"]


@pytest.mark.parametrize("value", ["", "soon", "25:00", "9999-99-99"])
def test_an_unfinished_row_is_asked_for_its_time(
    desk: Client, day: list[Appointment], sick: dict[str, str], value: str
) -> None:
    sent = filled(plan(desk, sick)) | {f"r{day[0].pk}-time": value}
    answer = desk.post(reverse("admin:core_rearrangement_check"), sent).json()
    assert answer["rows"][str(day[0].pk)]["why"] == ["Choose date and time."]


# The letters, the deed, the way back --------------------------------------------


def test_the_preview_shows_the_letter_and_changes_nothing(
    desk: Client, day: list[Appointment], sick: dict[str, str]
) -> None:
    sent = filled(plan(desk, sick), do="preview")
    sent[f"r{day[1].pk}-act"] = "call"
    said = desk.post(reverse(PLAN), sent).content.decode()
    assert "2 letters to 1 bride, 1 of them later. 1 bride is not written to." in said
    assert "to anna@example.org, at once" in said
    assert "srcdoc=" in said
    assert "to be called" in said
    assert not Rearrangement.objects.exists()
    assert not Message.objects.exists()


def test_the_first_letter_lies_open_whoever_it_is_for(
    desk: Client, day: list[Appointment], sick: dict[str, str]
) -> None:
    sent = filled(plan(desk, sick), do="preview")
    assert desk.post(reverse(PLAN), sent).content.decode().count("<details open>") == 1
    sent[f"r{day[0].pk}-act"] = "call"
    said = desk.post(reverse(PLAN), sent).content.decode()
    assert said.index("stays, to be called") < said.index("<details open>")
    assert said.index("<details open>") < said.index("to bea@example.org, at once")


def test_letters_and_brides_are_counted_apart(
    desk: Client, day: list[Appointment], booked: Booked, boutique: Boutique, sick: dict[str, str]
) -> None:
    """Anna comes twice that day, and is reminded of both; Clara has no mail address."""
    booked("12:00")
    booked("16:00", customer=Customer.objects.create(name="Clara", phone="+49 30 5550109"))
    ReminderRule.objects.create(
        name="Reminder", event="before", hours_before=1, subject="Soon", body="Soon"
    )
    rules = ReminderRule.objects.filter(is_active=True)
    reminders = rules.filter(event="before").count()
    said = desk.post(reverse(PLAN), filled(plan(desk, sick), do="preview")).content.decode()
    later = 3 * reminders
    assert f"{3 + later} letters to 2 brides, {later} of them later." in said
    assert "1 bride is not written to." in said


def test_applying_moves_everybody_and_undo_brings_them_back(
    desk: Client, day: list[Appointment], sick: dict[str, str], boutique: Boutique, helena: User
) -> None:
    anna, bea = day
    sent = filled(plan(desk, sick), do="apply")
    sent |= {f"r{bea.pk}-act": "cancelled", f"r{bea.pk}-reason": "Nobody left"}
    answer = desk.post(reverse(PLAN), sent, follow=True)
    change = Rearrangement.objects.get()
    assert answer.redirect_chain[0][0].endswith(f"/rearrangement/{change.pk}/change/")
    anna.refresh_from_db()
    bea.refresh_from_db()
    assert (anna.stylist, bea.status, bea.cancel_reason) == (
        boutique.jo,
        "cancelled",
        "Nobody left",
    )
    newest = anna.history.first()
    assert (newest.history_user, newest.door) == (helena, "admin")
    said = desk.get(reverse("admin:core_rearrangement_changelist")).content.decode()
    assert "1 moved, 1 cancelled" in said
    back = desk.post(reverse("admin:core_rearrangement_undo", args=[change.pk]), follow=True)
    said = back.content.decode()
    assert "Undone: 2 appointments back as before." in said
    assert "Moved back." in said
    assert "Booked again." in said
    anna.refresh_from_db()
    assert anna.stylist == boutique.mira
    again = desk.post(reverse("admin:core_rearrangement_undo", args=[change.pk]), follow=True)
    assert "This has been undone already." in again.content.decode()


def test_who_was_called_is_ticked_off_and_the_list_grows_shorter(
    desk: Client, day: list[Appointment], sick: dict[str, str], helena: User, tom: User
) -> None:
    anna, bea = day
    sent = filled(plan(desk, sick), do="apply")
    sent |= {f"r{row.pk}-act": "call" for row in day}
    said = desk.post(reverse(PLAN), sent, follow=True).content.decode()
    assert "2 still to be called." in said
    assert "As it was left." in said
    change = Rearrangement.objects.get()
    row = change.rows.get(appointment=anna)
    url = reverse("admin:core_rearrangement_called", args=[change.pk, row.pk])
    assert desk.get(url).status_code == 405
    for _ in range(2):
        said = desk.post(url, {"called": "yes"}, follow=True).content.decode()
    assert "1 still to be called." in said
    assert "Called by Helena on" in said
    row.refresh_from_db()
    assert row.called_by == helena
    listed = reverse("admin:core_rearrangement_changelist")
    assert "1 to call" in desk.get(listed).content.decode()
    desk.post(url, {"called": "no"})
    row.refresh_from_db()
    assert (row.called_at, row.called_by) == (None, None)
    later = bea.starts_at + timedelta(days=7)
    appointments.reschedule(bea, starts_at=later, by=helena)
    page = desk.get(reverse("admin:core_rearrangement_change", args=[change.pk]))
    said = page.content.decode()
    assert "1 still to be called." in said
    assert f"Since then: {words.moment(later, bea.location.zone)} with Mira in Salon." in said
    appointments.cancel(anna, by=helena)
    assert "still to be called." not in desk.get(page.request["PATH_INFO"]).content.decode()
    assert "to call" not in desk.get(listed).content.decode()


def test_calls_are_ticked_off_by_who_may_change_appointments(
    client: Client, desk: Client, day: list[Appointment], sick: dict[str, str]
) -> None:
    sent = filled(plan(desk, sick), do="apply") | {f"r{row.pk}-act": "call" for row in day}
    desk.post(reverse(PLAN), sent)
    change = Rearrangement.objects.get()
    called, moved = change.rows.all()
    moved.outcome = "moved"
    moved.save()
    looker = Client()
    looker.force_login(sign_in("eva", "view_rearrangement"))
    url = reverse("admin:core_rearrangement_called", args=[change.pk, called.pk])
    assert looker.post(url, {"called": "yes"}).status_code == 403
    page = reverse("admin:core_rearrangement_change", args=[change.pk])
    assert 'name="called"' not in looker.get(page).content.decode()
    other = reverse("admin:core_rearrangement_called", args=[change.pk, moved.pk])
    assert (
        "She was not to be called."
        in desk.post(other, {"called": "yes"}, follow=True).content.decode()
    )
    assert not change.rows.exclude(called_at=None).exists()


def test_a_second_absence_on_these_days_is_named_and_linked(
    desk: Client, boutique: Boutique, sick: dict[str, str], helena: User, tuesday: date
) -> None:
    first = Rearrangement(
        stylist=boutique.mira, first_on=tuesday, last_on=tuesday, reason="<i>Flu</i>"
    )
    rearranging.apply(first, rows=[], by=helena)
    said = plan(desk, sick).content.decode()
    assert "Mira is away on some of these days already:" in said
    assert reverse("admin:core_rearrangement_change", args=[first.pk]) in said
    assert "<i>Flu" not in said
    rearranging.undo(first, by=helena)
    assert "already:" not in plan(desk, sick).content.decode()


def test_what_changed_meanwhile_is_shown_before_anything_is_done(
    desk: Client, day: list[Appointment], sick: dict[str, str], booked: Booked, helena: User
) -> None:
    sent = filled(plan(desk, sick), do="apply")
    appointments.amend(day[0], notes="Brings her mother", by=helena)
    booked("16:00")
    said = desk.post(reverse(PLAN), sent).content.decode()
    assert "Anna Winter&#x27;s appointment was changed meanwhile" in said
    assert "is new on this list" in said
    assert not Rearrangement.objects.exists()


def test_a_row_that_cannot_be_done_stops_all_and_is_marked(
    desk: Client, day: list[Appointment], sick: dict[str, str]
) -> None:
    sent = filled(plan(desk, sick), do="apply") | {f"r{day[1].pk}-time": "07:00"}
    said = desk.post(reverse(PLAN), sent).content.decode()
    assert "cannot go where the list says" in said
    assert 'data-state="refused"' in said
    assert not Rearrangement.objects.exists()


def test_nobody_booked_still_takes_the_time_off(
    desk: Client, boutique: Boutique, sick: dict[str, str]
) -> None:
    answer = plan(desk, sick)
    assert "No appointment stands in the way." in answer.content.decode()
    desk.post(reverse(PLAN), filled(answer, do="apply"))
    assert Rearrangement.objects.get().blocks.get().note == "Sick"


# Who may ----------------------------------------------------------------------


def test_without_the_permission_every_door_is_shut(
    client: Client, tom: User, day: list[Appointment], sick: dict[str, str], helena: User
) -> None:
    mira, on = day[0].stylist, day[0].local_start.date()
    change = Rearrangement(stylist=mira, first_on=on, last_on=on)
    rearranging.apply(change, rows=planning.propose(change), by=helena)
    client.force_login(tom)
    assert client.get(reverse("admin:core_rearrangement_add")).status_code == 403
    assert client.get(reverse(PLAN), sick).status_code == 403
    assert client.post(reverse(PLAN), sick).status_code == 403
    assert client.post(reverse("admin:core_rearrangement_check"), sick).status_code == 403
    undo = reverse("admin:core_rearrangement_undo", args=[change.pk])
    assert client.post(undo).status_code in {403, 404}
    assert client.get(undo).status_code == 405
    change.refresh_from_db()
    assert change.undone_at is None


def test_who_may_not_close_days_is_offered_stylists_only(
    client: Client, boutique: Boutique, sick: dict[str, str]
) -> None:
    client.force_login(sign_in("eva", "add_claim", *DOES))
    said = client.get(reverse("admin:core_rearrangement_add")).content.decode()
    assert "A stylist is away" in said
    assert "A location is closed" not in said
    asked = sick | {"who": f"location-{boutique.berlin.pk}"}
    assert "Select a valid choice" in client.get(reverse(PLAN), asked).content.decode()


def test_no_change_without_the_forms_secret(
    helena: User, day: list[Appointment], sick: dict[str, str]
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(helena)
    sent = filled(plan(strict, sick), do="apply")
    assert strict.post(reverse(PLAN), sent).status_code == 403
    assert strict.post(reverse("admin:core_rearrangement_check"), sent).status_code == 403
    assert not Rearrangement.objects.exists()


# Public holidays ----------------------------------------------------------------


def test_holidays_become_closed_days_and_lead_to_who_is_booked(
    desk: Client, boutique: Boutique, booked: Booked, tuesday: date
) -> None:
    page = reverse("admin:core_closedday_public_holidays")
    year = tuesday.year + 1
    christmas = date(year, 12, 25)
    booked("10:00", days=(christmas - tuesday).days)
    asked = {"country": "DE", "region": "BE", "year": year, "location": boutique.berlin.pk}
    said = desk.get(page, asked).content.decode()
    assert "Christmas Day" in said
    assert "1 appointment in Berlin" in said
    assert not ClosedDay.objects.exists()
    closed = {"day": [f"{christmas}"], f"reason-{christmas}": "Christmas, we sleep"}
    answer = desk.post(page, asked | closed, follow=True)
    row = ClosedDay.objects.get()
    assert (row.closed_on, row.reason, row.location) == (
        christmas,
        "Christmas, we sleep",
        boutique.berlin,
    )
    said = answer.content.decode()
    assert "1 day closed. Appointments still stand" in said
    assert "closed already" in said
    assert f"who=location-{boutique.berlin.pk}&amp;first_on={christmas}" in said


def test_holidays_can_close_every_location_and_unknown_input_is_said_so(
    desk: Client, boutique: Boutique
) -> None:
    page = reverse("admin:core_closedday_public_holidays")
    asked = {"country": "PT", "region": "", "year": 2030, "location": ""}
    desk.post(page, asked | {"day": ["2030-12-25", "2030-12-24"]})
    assert list(ClosedDay.objects.values_list("location", "closed_on")) == [
        (None, date(2030, 12, 25))
    ]
    for wrong in ({"year": "x"}, {"year": "1"}, {"country": "XX"}, {"location": "99999"}):
        assert desk.get(page, asked | wrong).status_code == 200


def test_only_who_may_add_closed_days_sees_the_holidays(client: Client, boutique: Boutique) -> None:
    client.force_login(sign_in("eva", "view_closedday"))
    page = reverse("admin:core_closedday_public_holidays")
    assert client.get(page).status_code == 403
    assert client.post(page, {"country": "DE", "year": 2030}).status_code == 403
    said = client.get(reverse("admin:core_closedday_changelist")).content.decode()
    assert "public-holidays" not in said


def test_the_history_asks_as_often_for_ten_as_for_one(
    desk: Client, boutique: Boutique, helena: User, tuesday: date
) -> None:
    def made(days: int) -> None:
        on = tuesday + timedelta(days=days)
        change = Rearrangement(stylist=boutique.mira, first_on=on, last_on=on)
        rearranging.apply(change, rows=[], by=helena)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse("admin:core_rearrangement_changelist")).status_code == 200
        return len(asked)

    made(0)
    queries()
    before = queries()
    for days in range(1, 10):
        made(days)
    assert queries() == before


def test_hours_move_only_who_comes_then(
    desk: Client, day: list[Appointment], sick: dict[str, str], at: At
) -> None:
    answer = plan(desk, sick | {"starts": "13:00", "ends": "19:00"})
    assert [row["it"] for row in answer.context["rows"]] == [day[1]]
    desk.post(reverse(PLAN), filled(answer, do="apply"))
    block = Claim.objects.get(kind="block")
    assert (block.starts_at, block.ends_at) == (at("13:00"), at("19:00"))
