"""The History tab of every page: who, when, old and new in words, and the way back to a version."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import (
    Appointment,
    AppointmentType,
    Category,
    Customer,
    Designer,
    FieldDefinition,
    Location,
    Product,
    Room,
    Sample,
    StockLevel,
    Stylist,
    Variant,
)
from tests.admin.crowd import Crowd
from tests.admin.forms import sent_back
from tests.admin.test_two_people import EDITABLE, another, page
from tests.cast import Boutique, sign_in


def story(row: Any) -> str:
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[row.pk])


def back(row: Any, record: Any) -> str:
    meta = row._meta
    name = f"admin:{meta.app_label}_{meta.model_name}_restore"
    return reverse(name, args=[row.pk, record.pk])


def told(answer: Any) -> list[tuple[str, str, str]]:
    return [line for record in answer.context["page_obj"] for line in getattr(record, "told", [])]


def test_a_version_whose_category_was_deleted_comes_back_without_it(
    owner: Client, aurora: Product
) -> None:
    summer = Category.objects.create(name="Summer", slug="summer")
    autumn = Category.objects.create(name="Autumn", slug="autumn")
    for name, category in (("Aurora, bare", summer), ("Aurora, sleeved", autumn)):
        aurora.name, aurora.category = name, category
        aurora.save()
    record = aurora.history.get(name="Aurora, bare")
    summer.delete()
    answer = owner.post(back(aurora, record), follow=True)
    assert "Deleted meanwhile, so it stays as it is: category." in answer.content.decode()
    aurora.refresh_from_db()
    assert (aurora.name, aurora.category) == ("Aurora, bare", autumn)


@pytest.mark.parametrize("model", EDITABLE, ids=lambda model: model._meta.model_name)
def test_every_page_tells_its_changes_and_goes_back(
    owner: Client, crowd: Crowd, model: Any
) -> None:
    crowd(1)
    FieldDefinition.objects.create(kind="product", key="mood", label="Mood", type="text")
    rows = model._default_manager.order_by("pk")
    row = rows.filter(kind="block").last() if model._meta.model_name == "claim" else rows.last()
    given = sent_back(owner, page(row))
    form = owner.get(page(row)).context["adminform"].form
    name, value = next(
        (name, other)
        for name, field in form.fields.items()
        if not field.disabled and (other := another(field, given.get(name)))
    )
    assert owner.post(page(row), given | {name: value}).status_code == 302
    answer = owner.get(story(row))
    assert answer.status_code == 200
    newest, *older = answer.context["page_obj"]
    [line] = newest.told
    assert line[1] != line[2]
    assert newest.history_user.username == "helena"
    assert newest.get_door_display() == "Admin"
    first = older[0]
    assert first.restore_url in answer.content.decode()
    assert owner.get(first.restore_url).status_code == 405
    assert owner.post(first.restore_url).status_code == 302
    assert sent_back(owner, page(row))[name] == given[name]
    again = owner.get(story(row))
    assert "Back to the version of" in again.content.decode()
    assert [told[1:] for told in again.context["page_obj"][0].told] == [(line[2], line[1])]


def test_a_price_goes_back_and_the_way_back_is_a_line_of_its_own(
    owner: Client, aurora: Product
) -> None:
    variant = aurora.variants.get(size="38")
    variant.save()
    before = variant.history.first()
    variant.price = "2100.00"
    variant.save()
    owner.post(back(variant, before))
    variant.refresh_from_db()
    assert variant.price == 1890
    newest = variant.history.first()
    assert newest.history_user.username == "helena"
    assert newest.history_change_reason.startswith("Back to the version")
    story_of_gown = owner.get(story(aurora)).content.decode()
    assert "2,100.00" in story_of_gown


def test_a_version_whose_sku_is_taken_is_refused_in_words(owner: Client, aurora: Product) -> None:
    variant = aurora.variants.get(size="38")
    variant.save()
    old = variant.history.first()
    variant.sku = "AUR-NEW"
    variant.save()
    Variant.objects.create(product=aurora, sku="aur-iv-38", size="50")
    records = variant.history.count()
    answer = owner.post(back(variant, old), follow=True)
    assert "Another variant already has this SKU" in answer.content.decode()
    variant.refresh_from_db()
    assert variant.sku == "AUR-NEW"
    assert variant.history.count() == records


def test_a_version_that_points_to_somebody_gone_comes_back_without_her(
    owner: Client, aurora: Product
) -> None:
    gone = Designer.objects.create(name="Gone", slug="gone")
    aurora.designer = gone
    aurora.save()
    old = aurora.history.first()
    aurora.designer = None
    aurora.save()
    gone.delete()
    answer = owner.post(back(aurora, old), follow=True)
    assert "Deleted meanwhile, so it stays as it is: designer." in answer.content.decode()
    aurora.refresh_from_db()
    assert aurora.designer is None


def test_roles_and_stylists_go_back_with_the_version(
    owner: Client, crowd: Crowd, consultation: AppointmentType
) -> None:
    crowd(1)
    stylist = Stylist.objects.get()
    given = sent_back(owner, page(consultation))
    owner.post(page(consultation), given | {"stylists": [str(stylist.pk)]})
    answer = owner.get(story(consultation))
    assert ("Stylists", "–", "Stylist 1") in told(answer)
    old = list(answer.context["page_obj"])[-1]
    owner.post(back(consultation, old))
    assert not consultation.stylists.exists()
    assert ("Stylists", "Stylist 1", "–") in told(owner.get(story(consultation)))


def test_who_gave_whom_which_role_is_told(owner: Client, tom: User) -> None:
    desk = Group.objects.create(name="Desk two")
    given = sent_back(owner, page(tom))
    assert owner.post(page(tom), given | {"groups": [str(desk.pk)]}).status_code == 302
    answer = owner.get(story(tom))
    assert ("Groups", "–", "Desk two") in told(answer)
    assert "helena" in answer.content.decode().lower()
    assert not hasattr(tom.history.first(), "password")


def test_signing_in_leaves_no_line(client: Client, tom: User) -> None:
    before = tom.history.count()
    client.force_login(tom)
    tom.refresh_from_db()
    assert tom.last_login is not None
    assert tom.history.count() == before


def test_what_was_there_before_keeps_its_first_state(owner: Client, gowns: Category) -> None:
    gowns.history.all().delete()
    owner.post(page(gowns), sent_back(owner, page(gowns)) | {"name": "Gowns"})
    answer = owner.get(story(gowns))
    assert told(answer) == [("Name", "Bridal gowns", "Gowns")]
    assert "As it was before" in answer.content.decode()


def test_hours_and_pictures_belong_to_the_story(owner: Client, berlin: Location) -> None:
    given = sent_back(owner, page(berlin)) | {"opening_hours-0-opens": "09:30"}
    assert owner.post(page(berlin), given).status_code == 302
    answer = owner.get(story(berlin))
    [hours] = [part for part in answer.context["parts"] if part["title"] == "opening hours"]
    assert [record.told for record in hours["records"] if getattr(record, "told", None)] == [
        [("Opens", "10:00", "09:30")]
    ]
    assert "Tuesday" in answer.content.decode()


def test_an_appointment_goes_back_through_its_act(
    owner: Client, boutique: Boutique, booked: Any
) -> None:
    from core.services import appointments

    appointment = booked("10:00", notes="Old")
    old = appointment.history.first()
    appointments.amend(appointment, notes="New", party_size=3, by=boutique.tom)
    appointments.cancel(appointment, by=boutique.tom, reason="ill")
    owner.post(back(appointment, old))
    appointment.refresh_from_db()
    assert (appointment.notes, appointment.party_size, appointment.status) == (
        "Old",
        3,
        Appointment.Status.CANCELLED,
    )
    assert appointment.version == 4


def test_who_may_not_change_it_has_no_way_back(client: Client, anna: Customer) -> None:
    anna.notes = "Kind"
    anna.save()
    anna.notes = "Very kind"
    anna.save()
    old = anna.history.all()[1]
    client.force_login(sign_in("lea", "view_customer"))
    answer = client.get(story(anna))
    assert "Restore this version" not in answer.content.decode()
    assert client.post(back(anna, old)).status_code == 403
    client.force_login(sign_in("mia"))
    assert client.post(back(anna, old)).status_code == 403
    anna.refresh_from_db()
    assert anna.notes == "Very kind"


def test_a_version_of_another_row_is_no_way_back(
    owner: Client, anna: Customer, bea: Customer
) -> None:
    assert owner.post(back(anna, bea.history.first())).status_code == 404
    anna.refresh_from_db()
    assert anna.name == "Anna Winter"


def test_a_long_story_costs_no_more_than_a_short_one(owner: Client, aurora: Product) -> None:
    def changed(times: int) -> int:
        for number in range(times):
            aurora.description = f"Text {number} of {times}"
            aurora.save()
            variant = aurora.variants.first()
            variant.price = 1000 + number
            variant.save()
        owner.get(story(aurora))
        with CaptureQueriesContext(connection) as seen:
            assert owner.get(story(aurora)).status_code == 200
        return len(seen)

    assert changed(2) == changed(30)


def test_the_pieces_on_hand_are_told_by_the_ledger_alone(sample: Sample, berlin: Location) -> None:
    level = StockLevel.objects.create(variant=sample.variant, location=berlin, on_hand=1)
    level.on_hand = 4
    level.save(update_fields=["on_hand"])
    assert level.history.count() == 1
    level.reorder_level = 2
    level.save()
    assert level.history.count() == 2


def test_every_editable_page_has_a_history(db: None) -> None:
    for model in EDITABLE:
        assert hasattr(model, "history"), model
        assert admin.site._registry[model].has_history
    for model in (Room, Sample, Stylist, StockLevel, Category, User, Group):
        assert hasattr(model, "history")
