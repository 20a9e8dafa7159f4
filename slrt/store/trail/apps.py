from django.apps import AppConfig


class TrailConfig(AppConfig):
    """The trail room of the store."""

    name = "slrt.store.trail"
    label = "trail"
