"""Closing a day: it closes the door to new brides and tells of those who are promised already."""

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from core.models import Appointment, ClosedDay


def close(owner: Client, day: date) -> str:
    form = {"location": "", "closed_on": f"{day:%d/%m/%Y}", "reason": "Stocktaking"}
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


def test_closing_a_free_day_says_nothing_more(owner: Client, tuesday: date) -> None:
    assert "all the same" not in close(owner, tuesday)
