"""`make run`: checks this machine, prepares the database and starts web and worker.

`python -m project.launch` starts the shop; with `owner-password` it gives the owner a new password.
"""

import os
import secrets
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from honcho.environ import parse_procfile
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent
OWNER = "owner"


class Stop(Exception):
    """A reason not to start, as a sentence for the person at the keyboard."""


class Shop(Manager):
    """honcho's manager; a stop asked for while a process is still being started waits for it."""

    def terminate(self) -> None:
        if self._all_started():
            super().terminate()
        else:
            signal.signal(signal.SIGALRM, lambda *_: self.terminate())
            signal.setitimer(signal.ITIMER_REAL, 0.2)


def check_settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    try:
        _ = settings.DEBUG
    except ImproperlyConfigured as error:
        raise Stop(str(error)) from error
    except ValueError as error:
        raise Stop(f"a setting in `.env` or the environment is not understood: {error}.") from error


def check_port() -> None:
    """The web process would notice too, but only after the database was prepared."""
    host = "127.0.0.1" if settings.DEBUG else "0.0.0.0"  # noqa: S104  what gunicorn will bind
    port = settings.PORT
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise Stop(f"PORT is {port}; write a number from 1 to 65535.") from error
        except PermissionError as error:
            raise Stop(f"port {port} needs more rights; try PORT=8001 make run.") from error
        except OSError as error:
            other = 8001 if port != 8001 else 8002
            raise Stop(
                f"port {port} is in use; stop what runs there or say PORT={other} make run."
            ) from error


def prepare_database() -> None:
    """Migrate (which also puts the guards back), and fill an empty development database."""
    from core.models import Location

    is_new = "django_migrations" not in connection.introspection.table_names()
    if is_new:
        print("Preparing the database.", flush=True)
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEBUG and not Location.objects.exists():
        print("Opening the demo boutique.", flush=True)
        call_command("load_demo", verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)


def readable_password() -> str:
    """Four spoken pieces, about 49 bits."""
    syllables = [c + v for c in "bdfghjkmnprstvz" for v in "aeiou"]
    return "-".join("".join(secrets.choice(syllables) for _ in range(2)) for _ in range(4))


def set_owner_password() -> str:
    """The owner's fresh password; the account is made where there is none yet."""
    from django.contrib.auth.models import Group, User

    password = readable_password()
    owner = User.objects.filter(username=OWNER).first() or User(username=OWNER)
    owner.is_active = owner.is_staff = True
    group = Group.objects.filter(name="Owner").first()
    owner.is_superuser = settings.DEBUG or group is None
    owner.set_password(password)
    owner.save()
    if group:
        owner.groups.add(group)
    return password


def nobody_can_sign_in() -> bool:
    from django.contrib.auth.models import User

    return (
        not User.objects.filter(is_staff=True, is_active=True)
        .exclude(
            password__startswith="!"  # noqa: S106  Django's mark of an account without a password
        )
        .exists()
    )


def greet(password: str) -> None:
    site = f"http://localhost:{settings.PORT}" if settings.DEBUG else settings.SITE_URL
    lines = {
        "Admin": f"{site}/admin/",
        "User": OWNER,
        "Password": password or "as before (a new one: make owner-password)",
        "API": f"{site}/api/v1/docs",
    }
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        lines["Letters"] = f"{Path(settings.EMAIL_FILE_PATH)}/"
    print("\nNexus is opening. Ctrl-C closes it.\n")
    for name, value in lines.items():
        print(f"  {name:<10}{value}")
    print(flush=True)


def hang_up(*_: Any) -> None:
    """The terminal was closed: nothing can be printed any more, but web and worker have to stop."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.kill(os.getpid(), signal.SIGTERM)


def serve() -> int:
    """Run web and worker of the Procfile until one of them or the person at the keyboard stops."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PORT": str(settings.PORT),
        "PYTHONUNBUFFERED": "1",
    }
    if settings.DEBUG:
        quiet_and_local = f"--bind 127.0.0.1:{settings.PORT} --log-level warning"
        environment["GUNICORN_CMD_ARGS"] = (
            f"{quiet_and_local} {os.environ.get('GUNICORN_CMD_ARGS', '')}"
        )
    connection.close()
    procfile = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8"))
    shop = Shop()
    for name in ("web", "worker"):
        # exec: without a shell in between, the stop reaches the program and its answer comes back.
        command = f"exec {procfile.processes[name]}"
        shop.add_process(name, command, env=environment, cwd=str(ROOT))
    signal.signal(signal.SIGHUP, hang_up)
    shop.loop()
    asked_to_stop = {128 + signal.SIGINT, 128 + signal.SIGTERM}
    return 0 if shop.returncode in asked_to_stop else shop.returncode or 1


def start() -> int:
    check_settings()
    check_port()
    django.setup()
    try:
        prepare_database()
        password = set_owner_password() if nobody_can_sign_in() else ""
    except DatabaseError as error:
        raise Stop(f"the database refuses ({str(error).splitlines()[0]}).") from error
    greet(password)
    return serve()


def owner_password() -> int:
    check_settings()
    django.setup()
    try:
        password = set_owner_password()
    except DatabaseError as error:
        raise Stop("the database is not ready; run `make run` once before.") from error
    print(f"User {OWNER}, password {password}")
    return 0


def main(arguments: list[str]) -> int:
    act = owner_password if arguments == ["owner-password"] else start
    try:
        return act()
    except (Stop, ImproperlyConfigured, CommandError) as error:
        print(f"Nexus cannot start: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
