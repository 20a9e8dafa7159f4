"""Import this first in a command module that speaks to Django: settings are read and models become importable."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.config.settings")
django.setup()
