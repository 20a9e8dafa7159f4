from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The accounts room of the store."""

    name = "slrt.store.accounts"
    label = "accounts"
