"""Django's entry for the core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The small floor every other app stands on."""

    name = "core"

    def ready(self) -> None:
        """Register the system checks and, once every app is loaded, the tasks."""
        from core import checks, jobs  # noqa: F401  # app start-up: neither may be imported before the apps are

        jobs.register()
