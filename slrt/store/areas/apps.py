from django.apps import AppConfig


class AreasConfig(AppConfig):
    """The areas room of the store."""

    name = "slrt.store.areas"
    label = "areas"
