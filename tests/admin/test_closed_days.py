"""Closing a day: it closes the door to new brides and tells of those who are promised already."""

import html
import re
from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from core.models import Appointment, ClosedDay
from tests.cast import Boutique, sign_in


def close(owner: Client, day: date, reason: str = "Stocktaking") -> str:
    form = {"location": "", "closed_on": f"{day:%d/%m/%Y}", "reason": reason}
    answer = owner.post(reverse("admin:core_closedday_add"), form, follow=True)
    return answer.content.decode()


def test_closing_a_day_tells_of_the_appointments_that_stand(
    owner: Client, booked: Callable[..., Appointment], tuesday: date
) -> None:
    appointment = booked("10:00")
    assert "1 appointment stands on that day all the same" in close(owner, tuesday)
    assert ClosedDay.objects.get().closed_on == tuesday
    appointment.refresh_from_db()
    assert appointment.status == Appointment.Status.CONFIRMED


def test_the_warning_leads_to_the_plan_with_place_and_day(
    owner: Client, booked: Callable[..., Appointment], boutique: Boutique, tuesday: date
) -> None:
    booked("10:00")
    booked("12:00", location=boutique.lisbon, stylist=boutique.ines, room=boutique.terrace)
    raw = close(owner, tuesday, reason="Fair & <b>party</b>")
    assert "<b>party</b>" not in raw
    said = html.unescape(raw)
    for place in (boutique.berlin, boutique.lisbon):
        assert f"Rearrange 1 appointment in {place}" in said
    links = re.findall(r'href="([^"]*rearrangement/plan/[^"]*)"', said)
    assert len(links) == 2
    plan = owner.get(links[0])
    assert plan.status_code == 200
    assert [row["it"].location for row in plan.context["rows"]] == [boutique.berlin]
    assert plan.context["change"].reason == "Fair & <b>party</b>"


def test_closing_a_day_on_the_page_of_the_location_warns_too(
    owner: Client, booked: Callable[..., Appointment], boutique: Boutique, tuesday: date
) -> None:
    booked("10:00")
    here = boutique.berlin
    page = reverse("admin:core_location_change", args=[here.pk])
    form = owner.get(page).context["adminform"].form
    given = {name: form[name].value() or "" for name in form.fields}
    for formset in owner.get(page).context["inline_admin_formsets"]:
        rows = formset.formset
        given |= {
            f"{rows.prefix}-TOTAL_FORMS": rows.total_form_count(),
            f"{rows.prefix}-INITIAL_FORMS": rows.initial_form_count(),
        }
        for row in rows.forms:
            given |= {row.add_prefix(name): row[name].value() or "" for name in row.fields}
    days = next(k for k in given if k.startswith("closed") and k.endswith("TOTAL_FORMS"))
    prefix = days.removesuffix("-TOTAL_FORMS")
    given |= {days: 1, f"{prefix}-0-closed_on": f"{tuesday:%d/%m/%Y}", f"{prefix}-0-reason": "Fair"}
    said = owner.post(page, given, follow=True).content.decode()
    assert ClosedDay.objects.get().location == here
    assert "Rearrange 1 appointment in Berlin" in said


def test_who_may_not_rearrange_is_warned_without_a_link(
    client: Client, booked: Callable[..., Appointment], tuesday: date
) -> None:
    booked("10:00")
    client.force_login(sign_in("lea", "add_closedday", "view_closedday"))
    said = close(client, tuesday)
    assert "1 appointment stands" in said
    assert "Rearrange" not in said


def test_closing_a_free_day_says_nothing_more(owner: Client, tuesday: date) -> None:
    assert "all the same" not in close(owner, tuesday)
