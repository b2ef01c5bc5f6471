"""The address at which a person answers for one place without signing in; no language in front, for it is short."""

from django.urls import path, register_converter

from portal.volunteer.views import answer


class AnswerTokenConverter:
    """Forty-three letters, figures, dashes and underscores: the place and 128 bits that prove the link."""

    regex = "[A-Za-z0-9_-]{43}"

    def to_python(self, value: str) -> str:
        """Take it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Write it as it is."""
        return value


register_converter(AnswerTokenConverter, "answer")

plain_patterns = [path("a/<answer:token>/", answer.answer, name="answer_link")]
