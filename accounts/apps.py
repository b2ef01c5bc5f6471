"""Django's entry for the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles, grants and consent."""

    name = "accounts"
