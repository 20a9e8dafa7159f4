from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases room of the store."""

    name = "slrt.store.cases"
    label = "cases"
