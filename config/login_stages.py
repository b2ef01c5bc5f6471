"""What stands between a right password and a session."""

from typing import Any

from allauth.account.stages import EmailVerificationStage


class ContactVerificationStage(EmailVerificationStage):  # type: ignore[misc]  # allauth ships no types
    """allauth asks for a proven e-mail address; here a proven phone number is as good."""

    def handle(self) -> Any:
        """Ask for a code to the address unless the person is known by a phone."""
        user = self.login.user
        if user is not None and (user.phone_verified_at is not None or not user.email):
            return None, True
        return super().handle()
