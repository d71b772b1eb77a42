"""What the tests of files share: a private folder, rows in numbers, and the queries they cost."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.crowd import crowd

__all__ = ["crowd"]


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def connection_queries():
    """A way to listen to what is asked of the database."""
    return partial(CaptureQueriesContext, connection)
