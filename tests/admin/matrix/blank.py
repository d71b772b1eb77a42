"""Pages without ink: the matrix asks who gets in and what is written, never how it looks."""

from typing import Any

from django.template.backends.base import BaseEngine

SETTING = [
    {
        "BACKEND": "tests.admin.matrix.blank.Blank",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {},
    }
]


class Sheet:
    def render(self, context: Any = None, request: Any = None) -> str:
        return ""


class Blank(BaseEngine):
    app_dirname = "blank"

    def __init__(self, params: dict[str, Any]) -> None:
        params = params.copy()
        params.pop("OPTIONS")
        super().__init__(params)

    def from_string(self, template_code: str) -> Sheet:
        return Sheet()

    def get_template(self, template_name: str) -> Sheet:
        return Sheet()
