"""Files to fill in: examples that can be imported as they are, and words to choose from."""

import io

import openpyxl
import pytest
from django.urls import reverse

from core.exchange import products
from core.exchange.export import KINDS, templates
from core.models import FieldDefinition
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
IMPORTED = [name for name, kind in KINDS.items() if kind.is_imported]


def test_the_examples_can_be_imported_as_they_are(helena, berlin):
    FieldDefinition.objects.create(kind="product", label="Care", key="care", type="text")

    plan = products.plan(templates.as_csv(helena, KINDS["product"]))

    assert [str(refusal) for refusal in plan.refusals] == []
    assert {kind: n["new"] for kind, n in plan.counts().items()} == {"product": 1, "variant": 2}


@pytest.mark.parametrize("name", IMPORTED)
def test_a_workbook_offers_the_words_of_each_column(name, helena, boutique):
    book = openpyxl.load_workbook(
        io.BytesIO(templates.as_workbook(helena, KINDS[name])), data_only=True
    )

    sheet, words = book.worksheets
    head, first, second = sheet.iter_rows(values_only=True)
    assert "Version" not in head
    assert any(first)
    assert first != second
    offered = {rule.formula1.split("!")[0] for rule in sheet.data_validations.dataValidation}
    assert offered <= {"'Allowed words'"}
    listed = [cell.value for cell in words[1] if cell.value]
    assert set(listed) <= set(head)
    assert len(listed) == len(sheet.data_validations.dataValidation)


def test_choices_of_the_shop_are_among_the_words(helena, boutique):
    FieldDefinition.objects.create(
        kind="customer", label="Mood", key="mood", type="choice", choices=["Bold", "=Shy"]
    )
    book = openpyxl.load_workbook(io.BytesIO(templates.as_workbook(helena, KINDS["customer"])))

    column = next(c for c in book["Allowed words"].columns if c[0].value == "Mood")

    assert [(cell.value, cell.data_type) for cell in column[1:]] == [("Bold", "s"), ("=Shy", "s")]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_who_sees_the_list_may_have_its_template(client, form):
    address = reverse("admin:core_export_template", args=["customer", form])
    client.force_login(sign_in("tom", "view_product"))
    assert client.get(address).status_code == 403
    client.force_login(sign_in("kim", "view_customer"))
    answer = client.get(address)
    assert answer["Content-Disposition"] == f'attachment; filename="customer-template.{form}"'
    assert client.get(address.replace("customer", "category")).status_code == 404
