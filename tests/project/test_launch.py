"""`make run` refuses in one sentence, and gives the owner a password once."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User

from project import launch
from tests.project.house import ROOT, checkout, refusal, start

RUN = ("-m", "project.launch")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    return checkout(tmp_path)


def test_a_port_in_use_is_named_with_the_cure(house: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refusal(house, RUN, PORT=port)
    assert said == (
        f"Nexus cannot start: port {port} is in use; stop what runs there or say PORT=8001 make run."
    )
    assert not (house / "var" / "nexus.sqlite3").exists()


def test_a_port_that_no_machine_has_is_refused(house: Path) -> None:
    assert "write a number from 1 to 65535" in refusal(house, RUN, PORT="70000")


@pytest.mark.parametrize("line", ["what is this", "DATABASE_URL=postgres://u:p[@host/shop"])
def test_a_broken_env_file_is_one_sentence(house: Path, line: str) -> None:
    (house / ".env").write_text(f"DEBUG=1\n{line}\n")
    said = refusal(house, RUN)
    assert said.startswith("Nexus cannot start: ")
    assert ".env" in said


def test_a_database_that_is_away_is_one_sentence() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"postgres://u:p@127.0.0.1:{nobody.getsockname()[1]}/shop"
        said = refusal(ROOT, RUN, DEBUG="1", DATABASE_URL=url, PORT="0")
    assert said.startswith("Nexus cannot start: the database refuses (connection to server at")


def find_python(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            shutil.which("sh") or "sh",
            "project/find_python.sh",
            *environment.pop("versions", "").split(),
        ],
        cwd=ROOT,
        env={"PATH": "/nowhere", "HOME": "/nowhere"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_python_is_told_so_in_one_sentence() -> None:
    answer = find_python(versions="9.98 9.99")
    assert answer.returncode == 1
    assert answer.stderr.startswith("No Python 9.98 9.99 with the venv module was found;")
    assert answer.stderr.count("\n") == 1


def test_the_newest_python_that_really_runs_is_taken(tmp_path: Path) -> None:
    """A shim of the right name that fails is passed over, as pyenv's do."""
    real = tmp_path / "pyenv" / "versions" / "3.12.9" / "bin"
    names = tmp_path / "bin"
    for folder in (real, names):
        folder.mkdir(parents=True)
    program(names / "python3.13", "exit 127")
    program(names / "python3", '[ "$3" = 3.11 ]')
    program(real / "python", '[ "$3" = 3.12 ]')
    found = find_python(PATH=str(names), PYENV_ROOT=str(tmp_path / "pyenv"), versions="3.12 3.11")
    assert found.stdout.strip() == str(real / "python")
    found = find_python(PATH=str(names), PYENV_ROOT=str(tmp_path), versions="3.12 3.11")
    assert found.stdout.strip() == str(names / "python3")


def test_the_python_asked_for_has_to_work(tmp_path: Path) -> None:
    program(tmp_path / "python", "exit 1")
    answer = find_python(PYTHON=str(tmp_path / "python"))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"PYTHON={tmp_path / 'python'} does not work here;")


def program(path: Path, line: str) -> None:
    """A stand-in for Python: `-c CODE VERSION...` succeeds or not by that line of shell."""
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


@pytest.mark.django_db
def test_the_owner_gets_a_password_that_nobody_can_guess() -> None:
    assert launch.nobody_can_sign_in()
    Group.objects.get_or_create(name="Owner")
    password = launch.set_owner_password()
    owner = User.objects.get(username="owner")
    assert owner.check_password(password)
    assert owner.is_staff
    assert [group.name for group in owner.groups.all()] == ["Owner"]
    assert not launch.nobody_can_sign_in()

    assert launch.set_owner_password() != password
    owner.refresh_from_db()
    assert not owner.check_password(password)
    assert User.objects.filter(username="owner").count() == 1


@pytest.mark.django_db
def test_staff_without_a_password_leaves_the_shop_without_a_key() -> None:
    tom = User(username="tom", is_staff=True)
    tom.set_unusable_password()
    tom.save()
    assert launch.nobody_can_sign_in()


def test_gunicorn_gives_up_when_a_setting_is_missing(house: Path) -> None:
    arguments = ("-m", "gunicorn", "project.wsgi", "--config", "python:project.gunicorn")
    answer = start(house, arguments, DEBUG="0", PORT="0")
    assert answer.returncode == 1
    assert "Nexus cannot start: SECRET_KEY is missing." in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_scripts_run_by_plain_sh() -> None:
    for script in sorted((ROOT / "project").glob("*.sh")):
        answer = subprocess.run(["sh", "-n", script], env=os.environ, check=False)
        assert answer.returncode == 0, script
