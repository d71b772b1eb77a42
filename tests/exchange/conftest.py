"""What the tests of files share: rows in numbers, and the queries they cost."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.admin.crowd import crowd

__all__ = ["crowd"]


@pytest.fixture
def connection_queries():
    """A way to listen to what is asked of the database."""
    return partial(CaptureQueriesContext, connection)
