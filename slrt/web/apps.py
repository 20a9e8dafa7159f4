"""The web door as a Django app: templates, static files and template tags live here, no models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "slrt.web"
    label = "web"
    verbose_name = "SLRT"
