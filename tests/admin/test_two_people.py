"""Two people edit one thing: both versions are shown field by field, and nothing is lost."""

from datetime import date, time
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from core.admin.base import LedgerAdmin
from core.models import (
    ClosedDay,
    Customer,
    Designer,
    FieldDefinition,
    Location,
    OpeningHours,
    Product,
    Variant,
)
from tests.admin.crowd import Crowd
from tests.admin.forms import fields_of, sent_back
from tests.cast import sign_in

BY_VERSION = {"appointment"}  # its act compares versions: test_amending.py
EDITABLE = sorted(
    (
        model
        for model, page in admin.site._registry.items()
        if not isinstance(page, LedgerAdmin) and model._meta.model_name not in BY_VERSION
    ),
    key=lambda model: model._meta.label,
)


@pytest.fixture
def greta(db: None) -> Client:
    """The other one, in a browser of her own."""
    client = Client()
    client.force_login(sign_in("greta", is_superuser=True))
    return client


def page(row: Any) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def meeting(answer: Any) -> Any:
    assert answer.status_code == 200, answer.headers.get("Location")
    return answer.context["meeting"]


def chosen(answer: Any, **keep: str) -> dict[str, Any]:
    """The page sent again, with her choices."""
    asked = [row.name for row in meeting(answer).conflicts]
    before = {f"before_{row.name}": row.before for row in meeting(answer).conflicts}
    given = {f"keep_{name}": whose for name, whose in keep.items()}
    return fields_of(answer) | {"clash": asked} | before | given


def test_who_saves_second_sees_both_versions_of_a_bride(
    owner: Client, greta: Client, anna: Customer
) -> None:
    mine, hers = sent_back(owner, page(anna)), sent_back(greta, page(anna))
    hers |= {"notes": "Allergic to silk", "budget": "3000"}
    assert greta.post(page(anna), hers).status_code == 302
    mine |= {"notes": "Needs a lift", "waist_cm": "71"}
    answer = owner.post(page(anna), mine)
    anna.refresh_from_db()
    assert (anna.notes, anna.waist_cm) == ("Allergic to silk", None)
    both = meeting(answer)
    [notes] = both.conflicts
    assert (notes.before, notes.mine, notes.theirs) == ("", "Needs a lift", "Allergic to silk")
    assert [(row.label, row.hers, row.theirs) for row in both.meanwhile] == [
        ("Budget", "", "3000.00")
    ]
    assert "Greta" in both.who
    text = answer.content.decode()
    assert "Two people, one customer" in text
    assert "Nothing is saved yet" in text
    # Sent again without a choice, nothing is saved either.
    undecided = owner.post(page(anna), chosen(answer))
    assert "Choose whose version stays" in undecided.content.decode()
    anna.refresh_from_db()
    assert anna.notes == "Allergic to silk"
    assert owner.post(page(anna), chosen(undecided, notes="mine")).status_code == 302
    anna.refresh_from_db()
    assert (anna.notes, anna.waist_cm, anna.budget) == ("Needs a lift", 71, 3000)


def test_she_can_let_the_other_version_stay(owner: Client, greta: Client, anna: Customer) -> None:
    mine, hers = sent_back(owner, page(anna)), sent_back(greta, page(anna))
    greta.post(page(anna), hers | {"name": "Anna Frost"})
    answer = owner.post(page(anna), mine | {"name": "Anna Snow", "phone": "+49 30 777777"})
    assert owner.post(page(anna), chosen(answer, name="theirs")).status_code == 302
    anna.refresh_from_db()
    assert (anna.name, anna.phone) == ("Anna Frost", "+49 30 777777")


def test_what_both_wrote_alike_needs_no_question(
    owner: Client, greta: Client, designer: Designer
) -> None:
    mine, hers = sent_back(owner, page(designer)), sent_back(greta, page(designer))
    greta.post(page(designer), hers | {"lead_time_weeks": "12"})
    answer = owner.post(page(designer), mine | {"lead_time_weeks": "12", "notes": "Kind"})
    assert answer.status_code == 302
    designer.refresh_from_db()
    assert (designer.lead_time_weeks, designer.notes) == (12, "Kind")


def test_a_third_one_in_between_is_seen_too(
    owner: Client, greta: Client, designer: Designer
) -> None:
    mine, hers = sent_back(owner, page(designer)), sent_back(greta, page(designer))
    greta.post(page(designer), hers | {"notes": "One"})
    answer = owner.post(page(designer), mine | {"notes": "Mine"})
    greta.post(page(designer), sent_back(greta, page(designer)) | {"notes": "Two"})
    again = owner.post(page(designer), chosen(answer, notes="mine"))
    [row] = meeting(again).conflicts
    assert (row.mine, row.theirs) == ("Mine", "Two")
    assert owner.post(page(designer), chosen(again, notes="mine")).status_code == 302
    designer.refresh_from_db()
    assert designer.notes == "Mine"


def test_gowns_and_their_sizes_are_merged_row_by_row(
    owner: Client, greta: Client, aurora: Product
) -> None:
    mine, hers = sent_back(owner, page(aurora)), sent_back(greta, page(aurora))
    greta.post(page(aurora), hers | {"variants-0-price": "1999.00", "variants-1-color": "Blush"})
    answer = owner.post(
        page(aurora), mine | {"description": "New", "variants-0-price": "1500", "tags": "boho"}
    )
    both = meeting(answer)
    [price] = both.conflicts
    assert (price.before, price.mine, price.theirs) == ("1890.00", "1500", "1999.00")
    assert "AUR-IV-36" in price.label
    assert [(row.label, row.theirs) for row in both.meanwhile] == [("AUR-IV-38: Colour", "Blush")]
    assert owner.post(page(aurora), chosen(answer, **{price.name: "mine"})).status_code == 302
    prices = dict(aurora.variants.values_list("sku", "price"))
    assert prices["AUR-IV-36"] == 1500
    assert aurora.variants.get(sku="AUR-IV-38").color == "Blush"
    aurora.refresh_from_db()
    assert (aurora.description, aurora.tags) == ("New", ["boho"])


def hours(location: Location) -> dict[int, tuple[str, str]]:
    return {
        row.weekday: (f"{row.opens:%H:%M}", f"{row.closes:%H:%M}")
        for row in location.opening_hours.all()
    }


def test_rows_added_removed_and_changed_by_the_other_come_together(
    owner: Client, greta: Client, berlin: Location
) -> None:
    """Greta adds Monday, removes Tuesday and Wednesday; the owner works on Wednesday and Friday."""
    before = hours(berlin)
    mine, hers = sent_back(owner, page(berlin)), sent_back(greta, page(berlin))
    count = int(hers["opening_hours-TOTAL_FORMS"])
    monday = {"weekday": "0", "opens": "11:00", "closes": "15:00"}
    hers |= {f"opening_hours-{count}-{name}": value for name, value in monday.items()}
    hers |= {
        "opening_hours-TOTAL_FORMS": str(count + 1),
        "opening_hours-0-DELETE": "on",
        "opening_hours-1-DELETE": "on",
    }
    assert greta.post(page(berlin), hers).status_code == 302
    assert set(hours(berlin)) == {0, 3, 4, 5}
    sunday = {"weekday": "6", "opens": "12:00", "closes": "14:00"}
    mine |= {f"opening_hours-{count}-{name}": value for name, value in sunday.items()}
    mine |= {
        "opening_hours-TOTAL_FORMS": str(count + 1),
        "opening_hours-1-closes": "20:00",
        "opening_hours-3-opens": "09:00",
        "city": "Potsdam",
    }
    answer = owner.post(page(berlin), mine)
    told = {row.label: row.theirs for row in meeting(answer).meanwhile}
    assert any("Monday" in label and text == "Added" for label, text in told.items())
    assert any("Tuesday" in label and text == "Removed" for label, text in told.items())
    assert any("Wednesday" in label and "stands below" in text for label, text in told.items())
    assert set(hours(berlin)) == {0, 3, 4, 5}
    assert owner.post(page(berlin), chosen(answer)).status_code == 302
    after = hours(berlin)
    assert set(after) == {0, 2, 3, 4, 5, 6}
    assert (after[2][1], after[4][0], after[6]) == ("20:00", "09:00", ("12:00", "14:00"))
    assert after[3] == before[3]
    berlin.refresh_from_db()
    assert berlin.city == "Potsdam"


def test_a_row_somebody_worked_on_is_not_removed_unseen(
    owner: Client, greta: Client, berlin: Location
) -> None:
    day = ClosedDay.objects.create(location=berlin, closed_on=date(2031, 5, 1), reason="")
    mine, hers = sent_back(owner, page(berlin)), sent_back(greta, page(berlin))
    greta.post(page(berlin), hers | {"closed_days-0-reason": "Party of the house"})
    answer = owner.post(page(berlin), mine | {"closed_days-0-DELETE": "on"})
    assert "Party of the house" in answer.content.decode()
    assert ClosedDay.objects.filter(pk=day.pk).exists()
    again = chosen(answer) | {"closed_days-0-DELETE": "on"}
    assert owner.post(page(berlin), again).status_code == 302
    assert not ClosedDay.objects.filter(pk=day.pk).exists()


def test_a_new_time_stands_in_its_own_row(owner: Client, greta: Client, berlin: Location) -> None:
    """Rows are told apart by what they are, not by where they stand in the list."""
    mine = sent_back(owner, page(berlin))
    OpeningHours.objects.filter(location=berlin, weekday=1).delete()
    answer = owner.post(page(berlin), mine | {"opening_hours-4-opens": "08:00"})
    assert owner.post(page(berlin), chosen(answer)).status_code == 302
    assert berlin.opening_hours.get(weekday=5).opens == time(8)


def test_her_own_fields_meet_like_any_other(owner: Client, greta: Client, anna: Customer) -> None:
    FieldDefinition.objects.create(kind="customer", key="met", label="Met on", type="date")
    mine, hers = sent_back(owner, page(anna)), sent_back(greta, page(anna))
    greta.post(page(anna), hers | {"own_met": "2026-10-01"})
    answer = owner.post(page(anna), mine | {"own_met": "03/10/2026"})
    [row] = meeting(answer).conflicts
    assert (row.label, row.before) == ("Met on", "")
    assert owner.post(page(anna), chosen(answer, own_met="theirs")).status_code == 302
    anna.refresh_from_db()
    assert anna.own == {"met": "2026-10-01"}


def test_what_the_page_carried_may_be_nonsense(owner: Client, designer: Designer) -> None:
    given = sent_back(owner, page(designer)) | {"notes": "Kind"}
    for seen in ("[]", "{", '{"form": [], "rows": {}}', '{"form": {}, "rows": {"x": 3}}'):
        assert owner.post(page(designer), given | {"nx-seen": seen}).status_code in (200, 302)
    assert owner.post(page(designer), given | {"clash": ["zebra"]}).status_code in (200, 302)


# Every page ---------------------------------------------------------------------------------


def another(field: Any, value: Any) -> str | None:
    """Another value for a plain field of a form; None where this test knows none."""
    widget = getattr(field.widget, "widget", field.widget)
    kind = type(field).__name__
    if kind in ("CharField", "HerText") and getattr(field, "max_length", 1) != 2:
        return f"{value or 'x'}y"
    if kind in ("IntegerField", "DecimalField") and widget:
        return str(int(float(value or 1)) + 1)
    return None


@pytest.mark.parametrize("model", EDITABLE, ids=lambda model: model._meta.model_name)
def test_every_page_keeps_what_somebody_else_saved(
    owner: Client, greta: Client, crowd: Crowd, model: Any, helena: User
) -> None:
    crowd(1)
    FieldDefinition.objects.create(kind="product", key="mood", label="Mood", type="text")
    if model._meta.model_name == "shopsettings":
        row = model.objects.get(pk=1)
    else:
        rows = model._default_manager.order_by("pk")
        row = rows.filter(kind="block").last() if model._meta.model_name == "claim" else rows.last()
    mine, hers = sent_back(owner, page(row)), sent_back(greta, page(row))
    form = owner.get(page(row)).context["adminform"].form
    plain = [
        (name, other)
        for name, field in form.fields.items()
        if not field.disabled and (other := another(field, mine.get(name)))
    ]
    assert plain, list(form.fields)
    name, other = plain[0]
    saved = greta.post(page(row), hers | {name: other})
    assert saved.status_code == 302, saved.context["adminform"].form.errors
    # She saves what she saw: the other's value comes in, and she is told.
    answer = owner.post(page(row), mine)
    assert [row.theirs for row in meeting(answer).meanwhile], name
    assert fields_of(answer)[name] == fields_of(greta.get(page(row)))[name]
    # She had written there too: she is asked.
    mine[name] = another(form.fields[name], other) or ""
    answer = owner.post(page(row), mine)
    [asked] = meeting(answer).conflicts
    assert asked.name == name
    assert owner.post(page(row), chosen(answer, **{name: "mine"})).status_code == 302
    assert sent_back(owner, page(row))[name] == mine[name]
    assert Variant.objects.count() == 1


@pytest.mark.parametrize("model", EDITABLE, ids=lambda model: model._meta.model_name)
def test_what_was_typed_outlives_the_row(owner: Client, crowd: Crowd, model: Any) -> None:
    crowd(1)
    row = model._default_manager.order_by("pk").last()
    if owner.get(reverse_of(row, "add")).status_code != 200 or isinstance(row, User):
        return  # made by acts only; of a person nothing but names is typed
    given = sent_back(owner, page(row))
    missing = page(row).replace(f"/{row.pk}/", "/999999/")
    answer = owner.post(missing, given)
    assert answer.status_code == 200
    assert "somebody deleted this while you had it open" in answer.content.decode()
    assert f'action="{reverse_of(row, "add")}"' in answer.content.decode()


def reverse_of(row: Any, name: str) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}")


def test_a_gown_deleted_under_her_hands_is_saved_as_a_new_one(
    owner: Client, aurora: Product
) -> None:
    given = sent_back(owner, page(aurora)) | {"description": "Hand-sewn pearls"}
    rows = [name for name in given if name.endswith("-sku")]
    aurora.variants.all().delete()
    aurora.delete()
    answer = owner.post(page(aurora), given)
    assert "Hand-sewn pearls" in answer.content.decode()
    assert not Product.objects.exists()
    again = owner.post(reverse("admin:core_product_add"), fields_of(answer))
    assert again.status_code == 302
    assert Product.objects.get().description == "Hand-sewn pearls"
    assert Variant.objects.count() == len(rows)
