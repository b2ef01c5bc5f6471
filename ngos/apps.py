"""Django's entry for the ngos app."""

from django.apps import AppConfig


class NgosConfig(AppConfig):
    """Organisations, their members and their verification."""

    name = "ngos"

    def ready(self) -> None:
        """Register the letters, and what is deleted when its time is up."""
        # App start-up: models have to be there first.
        from ngos import letters, services  # noqa: F401
        from ngos.letters import cases  # noqa: F401
        from ngos.queries import paper_facts  # noqa: F401
        from ngos.services import materials, webhooks  # noqa: F401
