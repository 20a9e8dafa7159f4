"""Live updates, served by granian's ASGI worker. Pages are not served here: see `wsgi.py`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.config.settings")
django.setup()  # before our doors are imported: they bring models along

from django.conf import settings  # noqa: E402 (see the line above)

from slrt.config.environment import PORT  # noqa: E402 (see above)
from slrt.web.events import Door, login  # noqa: E402 (see above)
from slrt.web.events.board import Board  # noqa: E402 (see above)

# Behind a proxy pages have the proxy's port, which we do not know; the host name alone must agree then.
page_port = None if settings.SLRT_EVENTS_URL else PORT

application = Door(Board(login(settings.DATABASES["default"])), settings.ALLOWED_HOSTS, page_port)
