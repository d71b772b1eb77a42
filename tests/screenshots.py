"""Pictures of the main screens at two widths, light and dark, from a demo boutique of their own.

    python -m tests.screenshots [FOLDER] [NAME ...]

Starts a server on a fresh SQLite database with the demo data, signs in and photographs. FOLDER is
var/screenshots unless given; NAMEs pick single screens.
"""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browsers import ARGUMENTS, chromium_path
from tests.scenes import BEFORE_SIGNING_IN, HANDS, PREPARE, SCREENS

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def boutique(folder: Path, password: str) -> Iterator[tuple[str, dict[str, str]]]:
    """A running demo boutique: its address and the keys of a few rows to look at."""
    port = free_port()
    env = os.environ | {
        "DEBUG": "1",
        "DATABASE_URL": f"sqlite:///{folder / 'nexus.sqlite3'}",
        "PORT": str(port),
        "PYTHONWARNINGS": "ignore",
    }

    def manage(*words: str, code: str | None = None) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=env,
            input=code,
            text=True,
            capture_output=True,
            check=True,
        )
        return done.stdout

    manage("migrate", "-v0")
    manage("load_demo")
    printed = manage("shell", "-v0", code=PREPARE.replace("{password}", password))
    rows = dict(line.split() for line in printed.splitlines() if len(line.split()) == 2)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", str(port)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://localhost:{port}"
        wait_for(address + "/admin/login/")
        yield address, rows
    finally:
        server.terminate()
        server.wait(10)


def wait_for(address: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def sign_in(page: Page, address: str, password: str) -> None:
    page.goto(address + "/admin/login/")
    page.fill("input[name=username]", "owner")
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(address + "/admin/")


def photograph(browser: Browser, address: str, rows: dict[str, str], password: str) -> list[str]:
    """The pictures that could not be taken, each with the reason."""
    failed: list[str] = []
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for width_name, (width, height) in WIDTHS.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                has_touch=width_name == "phone",
                locale="en-GB",
            )
            context.set_default_timeout(10_000)
            page = context.new_page()
            ending = f"{width_name}-{scheme}.png"
            for name, path in wanted(BEFORE_SIGNING_IN):
                take(page, address + path, folder / f"{name}-{ending}")
            sign_in(page, address, password)
            for name, path in wanted(SCREENS):
                try:
                    take(page, address + path.format(**rows), folder / f"{name}-{ending}", name)
                except PlaywrightError as fault:
                    failed.append(f"{name}-{ending}: {fault}")
            context.close()
    return failed


def wanted(screens: dict[str, str]) -> list[tuple[str, str]]:
    chosen = sys.argv[2:]
    return [(name, path) for name, path in screens.items() if not chosen or name in chosen]


def take(page: Page, address: str, file: Path, name: str = "") -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    if name in HANDS:
        HANDS[name](page)
        page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)  # charts and the calendar finish their entrance
    page.screenshot(path=file)
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    print(file, f"scrolls {wide} px sideways" if wide > 0 else "", flush=True)


def main() -> None:
    password = secrets.token_urlsafe(12)
    with (
        tempfile.TemporaryDirectory() as folder,
        boutique(Path(folder), password) as (address, rows),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        failed = photograph(browser, address, rows, password)
        browser.close()
    if failed:
        sys.exit("\n".join(["Not taken:", *failed]))


if __name__ == "__main__":
    main()
