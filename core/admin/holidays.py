"""The page that fills closed days from the public holidays of a country and region."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from core.admin import standing, words
from core.admin.refusals import sentence
from core.errors import DomainError
from core.models import Location
from core.queries import closing
from core.queries import holidays as reading
from core.services import holidays
from core.services.holidays import Holiday


class CalendarForm(forms.Form):
    """Which calendar, which year, and where it closes."""

    location = forms.ModelChoiceField(
        Location.objects.filter(is_active=True),
        label="Close",
        required=False,
        empty_label="Every location",
        widget=UnfoldAdminSelectWidget,
    )
    country = forms.ChoiceField(
        label="Country", widget=UnfoldAdminSelectWidget(attrs={"data-submits": ""})
    )
    region = forms.ChoiceField(label="Region", required=False, widget=UnfoldAdminSelectWidget)
    year = forms.IntegerField(
        label="Year",
        min_value=holidays.FIRST_YEAR,
        max_value=holidays.LAST_YEAR,
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, data: Any) -> None:
        given = _usual() | {name: data[name] for name in self.base_fields if name in data}
        area = reading.regions(str(given["country"]))
        if given["region"] not in area:
            given["region"] = ""
        super().__init__(given)
        self.fields["country"].choices = [("", "Choose"), *reading.countries().items()]  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", "The whole country"), *area.items()]  # type: ignore[attr-defined]


def _usual() -> dict[str, Any]:
    """The first location's own calendar, this year; from October on the next."""
    here = Location.objects.filter(is_active=True).first()
    today = timezone.localdate()
    return {
        "location": here.pk if here else "",
        "country": here.country_code if here else "",
        "region": here.region if here else "",
        "year": today.year + (today.month >= 10),
    }


def page(model_page: Any, request: HttpRequest) -> HttpResponse:
    """GET proposes, POST closes the ticked days and shows the list again."""
    form = CalendarForm(request.POST if request.method == "POST" else request.GET)
    found: list[Holiday] = []
    if form.is_valid():
        try:
            found = _proposed(form.cleaned_data)
            if request.method == "POST":
                return _close(model_page, request, form, found)
        except (DomainError, ValidationError) as refusal:
            form.add_error(None, sentence(refusal))
    request.page_title = "Public holidays"
    context = model_page.admin_site.each_context(request) | {
        "title": "Public holidays",
        "opts": model_page.opts,
        "form": form,
        "is_asked": form.is_valid(),
        "rows": _rows(found, form.cleaned_data.get("location")),
        "open_count": sum(not holiday.is_closed for holiday in found),
    }
    return TemplateResponse(request, "core/rearranging/holidays.html", context)


def _proposed(given: dict[str, Any]) -> list[Holiday]:
    return holidays.propose(
        given["location"], given["year"], country=given["country"], region=given["region"]
    )


def _close(
    model_page: Any, request: HttpRequest, form: CalendarForm, found: list[Holiday]
) -> HttpResponse:
    ticked = set(request.POST.getlist("day"))
    chosen = [holiday for holiday in found if holiday.day.isoformat() in ticked]
    for holiday in chosen:
        asked = request.POST.get(f"reason-{holiday.day.isoformat()}", "").strip()
        holiday.name = asked or holiday.name
    made = holidays.close(form.cleaned_data["location"], chosen, by=request.user)
    said = f"{len(made)} day{'' if len(made) == 1 else 's'} closed."
    booked = closing.booked_on({row.closed_on for row in made}, form.cleaned_data["location"])
    if booked:
        said += " Appointments still stand on some of them: rearrange them below."
    model_page.message_user(request, said, messages.WARNING if booked else messages.SUCCESS)
    asked_for = {name: form.data[name] for name in form.fields}
    where = reverse("admin:core_closedday_public_holidays")
    return HttpResponseRedirect(f"{where}?{urlencode(asked_for)}")


def _rows(found: list[Holiday], location: Location | None) -> list[dict[str, Any]]:
    today = timezone.localdate()
    booked = closing.booked_on({holiday.day for holiday in found}, location) if found else {}
    return [
        {
            "it": holiday,
            "value": holiday.day.isoformat(),
            "when": words.day(holiday.day),
            "is_over": holiday.day < today,
            "booked": [_standing(holiday, *pair) for pair in booked.get(holiday.day, {}).items()],
        }
        for holiday in found
    ]


def _standing(holiday: Holiday, location: Location, number: int) -> dict[str, str]:
    return {
        "words": f"{standing.count(number)} in {location}",
        "link": standing.plan_url(location, holiday.day.isoformat(), holiday.name),
    }
