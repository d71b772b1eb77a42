"""The export page: what it gives is what the import takes."""

import re

import pytest

from core.models import Product
from tests.admin.test_import import choose

pytestmark = pytest.mark.django_db

EXPORT = "/admin/core/product/export/"


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def owner(client, helena):
    client.force_login(helena)
    return client


def test_the_export_is_what_the_import_takes(owner, aurora, veil):
    boxes = re.findall(r'name="column" value="(\w+)"', owner.get(EXPORT).content.decode())
    page = owner.post(EXPORT, {"format": "csv", "column": boxes})

    assert page["Content-Disposition"].endswith('.csv"')
    data = b"".join(page.streaming_content)
    assert data.count(b"\r\n") == 5
    assert "the shop has all of this already" in choose(owner, data).content.decode()


def test_the_export_keeps_to_the_filtered_list_and_the_chosen_columns(owner, aurora, veil):
    chosen = {"format": "excel-csv", "column": ["sku", "price"]}

    page = owner.post(f"{EXPORT}?q=veil", chosen)

    assert b"".join(page.streaming_content).decode("utf-8-sig") == "SKU;Price\r\nVEIL-1;240.00\r\n"
    assert Product.objects.count() == 2
