"""How gunicorn serves the shop; WEB_CONCURRENCY, PORT and GUNICORN_CMD_ARGS still decide."""

import os
import sys
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 4
control_socket_disable = True  # it would be one socket for every gunicorn of this user


def on_starting(_server: Any) -> None:
    """Refuse broken settings here: in the workers each would say so once, with a traceback."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    try:
        _ = settings.DEBUG
    except ImproperlyConfigured as error:
        sys.exit(f"Nexus cannot start: {error}")
