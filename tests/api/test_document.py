"""The OpenAPI document: a website can be built from it alone."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from tests.api.conftest import Website


@pytest.fixture
def document(web: Website) -> dict[str, Any]:
    response = web.get("/openapi.json")
    assert response.status_code == 200
    return dict(response.json())


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        operation["operationId"]: operation
        for methods in document["paths"].values()
        for operation in methods.values()
    }


def test_operations_have_names_a_client_can_use(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert set(operations(document)) == {
        "list_locations",
        "list_designers",
        "list_categories",
        "list_collections",
        "list_products",
        "get_product",
        "list_appointment_types",
        "list_stylists",
        "find_availability",
        "explain_availability",
        "book_appointment",
        "get_appointment",
        "get_calendar_file",
        "reschedule_appointment",
        "cancel_appointment",
        "confirm_appointment",
    }


def test_each_operation_is_told_in_words_and_declares_its_errors(
    document: dict[str, Any],
) -> None:
    for operation in operations(document).values():
        assert operation["summary"]
        assert operation["description"]
        assert {"500", "503"} <= set(operation["responses"])
        for status, response in operation["responses"].items():
            if status >= "400":
                schema = response["content"]["application/problem+json"]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}


def test_no_two_shapes_share_a_name(document: dict[str, Any]) -> None:
    """Ninja would let one of them describe both."""

    def shapes(kind: type) -> Iterator[type]:
        for child in kind.__subclasses__():
            if child.__module__.startswith("api."):
                yield child
            yield from shapes(child)

    names = Counter(shape.__name__.removesuffix("Out") for shape in set(shapes(BaseModel)))
    assert names["Problem"] == 1
    assert [name for name, count in names.items() if count > 1] == []


def test_the_request_tells_its_bounds(document: dict[str, Any]) -> None:
    guest = document["components"]["schemas"]["NewGuest"]
    assert guest["required"] == ["name", "email"]
    assert guest["properties"]["name"]["maxLength"] == 160
    assert guest["additionalProperties"] is False


def test_parameters_are_plain(document: dict[str, Any]) -> None:
    for operation in operations(document).values():
        for parameter in operation["parameters"]:
            assert "examples" not in parameter  # there it would be a map, and is a list
            assert {"type": "null"} not in parameter["schema"].get("anyOf", [])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(node: Any) -> Any:
        if isinstance(node, dict):
            yield from [node["$ref"]] if "$ref" in node else []
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_only_what_manages_an_appointment_asks_for_a_token(document: dict[str, Any]) -> None:
    asking = {name for name, operation in operations(document).items() if "security" in operation}
    assert asking == {
        "get_appointment",
        "get_calendar_file",
        "reschedule_appointment",
        "cancel_appointment",
        "confirm_appointment",
    }


def test_the_page_of_the_document_loads_nothing_from_elsewhere(web: Website) -> None:
    page = web.get("/docs").content.decode()
    assert "swagger-ui" in page
    assert "http://" not in page
    assert "https://" not in page
