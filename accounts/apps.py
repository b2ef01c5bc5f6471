"""Django's entry for the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, grants and consent."""

    name = "accounts"

    def ready(self) -> None:
        """Register the letters, and what is deleted when its time is up."""
        # App start-up: models have to be there first.
        from accounts import letters, services  # noqa: F401
        from accounts.services import messages  # noqa: F401
