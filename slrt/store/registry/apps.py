from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The registry room of the store."""

    name = "slrt.store.registry"
    label = "registry"
