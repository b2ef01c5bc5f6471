"""Django's entry for the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, grants and consent."""

    name = "accounts"

    def ready(self) -> None:
        """Register what writes the letters."""
        from accounts import letters  # noqa: F401  # app start-up: not before the apps are loaded
