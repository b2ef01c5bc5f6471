"""How a guardian's secret looks in an address."""


class TokenConverter:
    """Twenty-two letters, figures, dashes and underscores: 128 bits."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value
