"""What the tests of the admin share: the owner's browser, and rows in numbers."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.admin.crowd import crowd

__all__ = ["crowd"]


@pytest.fixture
def owner(client: Client, helena: User) -> Client:
    """Helena's browser."""
    client.force_login(helena)
    return client
