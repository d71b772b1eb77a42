"""The door for web servers; it stays shut while the database lacks its guard against double booking."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

try:
    application = get_wsgi_application()

    from core import cards, guards, mirrors

    guards.require()
    mirrors.require()
    cards.require()
except ImproperlyConfigured as error:
    print(f"Nexus cannot start: {error}", file=sys.stderr)
    sys.exit(4)  # gunicorn's word for "give up"; at any other it would try again for ever
