"""What the settings refuse, in a sentence, and what they make of nothing at all."""

import socket
from pathlib import Path

import pytest

from tests.project.house import PRODUCTION, ROOT, checkout, refusal, start
from tests.run import VARIABLES

CHECK = ("manage.py", "check")
PROGRAM = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
from django.conf import settings as s
print(s.DEBUG, s.IS_SQLITE, s.SITE_URL, s.DEFAULT_FROM_EMAIL, sep="|")
"""
SAY = ("-c", PROGRAM)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return checkout(tmp_path)


def test_a_laptop_needs_no_settings_and_keeps_its_own_key(house: Path) -> None:
    first = start(house, SAY)
    assert first.stdout.strip() == "True|True|http://localhost:8000|Nexus <boutique@localhost>"
    key = (house / "var" / "secret_key").read_text()
    assert len(key) >= 50
    assert start(house, SAY).returncode == 0
    assert (house / "var" / "secret_key").read_text() == key


def test_production_is_told_to_set_its_key(house: Path) -> None:
    for environment in ({"DEBUG": "0"}, {"ALLOWED_HOSTS": "shop.example.com"}):
        said = refusal(house, CHECK, **environment)
        assert said.startswith("Nexus cannot start: SECRET_KEY is missing. Set it to")
    assert not (house / "var" / "secret_key").exists()


def test_a_folder_that_cannot_be_written_to_is_named(house: Path) -> None:
    (house / "var").write_text("no folder at all")
    said = refusal(house, CHECK)
    assert said.startswith(f"Nexus cannot start: {house / 'var'} cannot be written to (")
    assert said.endswith("set VAR_DIR to another folder for what the shop keeps.")


def test_production_is_told_to_set_its_hosts(house: Path) -> None:
    said = refusal(house, CHECK, SECRET_KEY="x" * 60)
    assert said.startswith("Nexus cannot start: ALLOWED_HOSTS is missing. Set it to")


def test_an_empty_variable_counts_as_none(house: Path) -> None:
    blank = dict.fromkeys(("DEFAULT_FROM_EMAIL", "SITE_URL", "PORT", "DATABASE_URL", "DEBUG"), "")
    said = start(house, SAY, **(blank | PRODUCTION)).stdout.strip()
    assert said == ("False|True|https://shop.example.com|Nexus <boutique@shop.example.com>")


@pytest.mark.parametrize(
    ("name", "value", "fact"),
    [
        ("DATABASE_URL", "mysql://localhost/shop", "it starts with one of postgres, postgresql"),
        ("REDIS_URL", "localhost:6379", "it starts with one of redis, rediss"),
        ("EMAIL_URL", "mail.example.com", "it starts with one of"),
        ("DEBUG", "perhaps", "write 1 or 0"),
        ("PORT", "eighty", "write a whole number"),
        ("TRUSTED_PROXIES", "-1", "write a whole number"),
    ],
)
def test_a_value_that_means_nothing_is_named(house: Path, name: str, value: str, fact: str) -> None:
    said = refusal(house, CHECK, **(PRODUCTION | {name: value}))
    assert said.startswith(f"Nexus cannot start: {name} ")
    assert fact in said


def test_a_broken_line_of_the_env_file_is_numbered(house: Path) -> None:
    (house / ".env").write_text("# ours\nDEBUG=1\nSECRET KEY: oops\n")
    said = refusal(house, CHECK)
    assert ".env, line 3" in said
    assert "expected NAME=value" in said


def test_an_env_file_of_another_encoding_is_named(house: Path) -> None:
    (house / ".env").write_bytes("SECRET_KEY=schön".encode("utf-16"))
    assert "Save it as UTF-8 text" in refusal(house, CHECK)


def test_the_environment_wins_over_the_env_file(house: Path) -> None:
    (house / ".env").write_text("DEBUG=1\nSITE_URL=http://from.file\n")
    assert "http://from.file" in start(house, SAY).stdout
    assert "http://from.outside" in start(house, SAY, SITE_URL="http://from.outside").stdout


def test_every_variable_is_explained_in_the_example(house: Path) -> None:
    example = (ROOT / ".env.example").read_text()
    for name in (*VARIABLES, "DEBUG"):
        assert f"\n# {name}=" in example
    (house / ".env").write_text(example)
    assert start(house, SAY).stdout.startswith("True|")  # all of it is commented out


def test_a_redis_that_hangs_holds_nobody_up(tmp_path: Path) -> None:
    ring = (
        "import django, time; django.setup()\n"
        "from core import tasks\n"
        "began = time.monotonic()\n"
        "try: tasks.tick()\n"
        "except Exception as error: print(type(error).__name__, time.monotonic() - began < 4)"
    )
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        environment = {"DJANGO_SETTINGS_MODULE": "project.settings", "VAR_DIR": str(tmp_path)}
        said = start(ROOT, ("-c", ring), REDIS_URL=url, **environment).stdout
    assert said.split() == ["TimeoutError", "True"]
