from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The directory room of the store."""

    name = "slrt.store.directory"
    label = "directory"
