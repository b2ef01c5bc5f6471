"""Our answers to what allauth asks about passkeys and authenticator apps."""

from typing import TYPE_CHECKING, ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.sealing import seal, unseal

if TYPE_CHECKING:
    from accounts.models import User


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """The second factor in our words; its secrets are closed with the site's key before they are kept."""

    error_messages: ClassVar[dict[str, str | Promise]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code is not right, or it was used already. Type the next one."),
        "unverified_email": gettext_lazy("Sign in with a code to your e-mail once, then try again."),
        "cannot_generate_recovery_codes": gettext_lazy("Add a passkey or an authenticator app first."),
    }

    def encrypt(self, text: str) -> str:
        """Close a secret."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret; one that was closed with a lost key opens nothing, so that no code fits it."""
        return unseal(encrypted_text) or seal("")

    def get_public_key_credential_user_entity(self, user: "User") -> dict[str, object]:
        """Show the person's name where a device lists its passkeys."""
        entity: dict[str, object] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.full_name}

    def generate_authenticator_name(self, user: "User", type: str) -> str:  # noqa: A002  # allauth's name
        """Name a passkey nobody named."""
        return _("Passkey")

    def _get_user_identifier(self, user: "User") -> str:
        return user.contact

    def _get_site_name(self) -> str:
        return _("Asar")
