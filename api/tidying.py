"""What ninja's OpenAPI document lacks to be true: media types of errors, plain parameters, names."""

from typing import Any

from api import errors
from api.rendering import Renderer

REFERENCE = "#/components/schemas/"
SUFFIX = "Out"  # keeps our shapes apart from the models of that name; a client has no models
PATTERNS = {"slug": "^[-a-zA-Z0-9_]+$", "reference": "^[0-9A-Za-z]{1,12}$"}


def tidy(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation["parameters"]:
                _tidy_parameter(parameter)
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    _tidy_error(int(status), response)
    schemas = document["components"]["schemas"]
    used = _shorten(document["paths"]) | _shorten(schemas)
    document["components"]["schemas"] = {
        name: schema
        for full_name, schema in schemas.items()
        if (name := full_name.removesuffix(SUFFIX)) in used
    }


def _tidy_parameter(parameter: dict[str, Any]) -> None:
    """An absent parameter is left out, never null; its examples belong to its schema."""
    parameter.pop("examples", None)
    schema = parameter["schema"]
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema |= kinds[0]
    if parameter["in"] == "path":
        schema |= {"pattern": PATTERNS[parameter["name"]]}


def _tidy_error(status: int, response: dict[str, Any]) -> None:
    response["description"] = errors.TITLES[status]
    response["content"] = {errors.MEDIA_TYPE: response["content"].pop(Renderer.media_type)}
    if status == 503:
        response["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}
        }


def _shorten(node: Any) -> set[str]:
    """Take the suffix off every reference below `node`; the names it refers to."""
    if isinstance(node, list):
        return set().union(*map(_shorten, node))
    if not isinstance(node, dict):
        return set()
    found = set().union(*map(_shorten, node.values()))
    if isinstance(node.get("$ref"), str):
        name = node["$ref"].removeprefix(REFERENCE).removesuffix(SUFFIX)
        node["$ref"] = f"{REFERENCE}{name}"
        found.add(name)
    return found
