"""Django's entry for the places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Administrative territories, points and distance."""

    name = "places"
