"""What stands between a right password and a session."""

from typing import Any

from allauth.account.stages import EmailVerificationStage
from allauth.mfa.webauthn.internal.flows import did_use_passwordless_login


class ContactVerificationStage(EmailVerificationStage):  # type: ignore[misc]  # allauth ships no types
    """allauth asks for a proven e-mail address; here a proven phone number or a passkey is as good."""

    def handle(self) -> Any:
        """Ask for a code to the address unless the person is known by a phone or came with a passkey."""
        user = self.login.user
        if user is not None and (
            user.phone_verified_at is not None or not user.email or did_use_passwordless_login(self.request, user)
        ):
            return None, True
        return super().handle()
