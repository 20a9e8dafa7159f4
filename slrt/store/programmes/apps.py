from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The programmes room of the store."""

    name = "slrt.store.programmes"
    label = "programmes"
