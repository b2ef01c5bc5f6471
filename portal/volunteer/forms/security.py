"""allauth's forms about passkeys, the authenticator app and recovery codes, in our words and our looks."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import forms as recovery_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm

LONGEST_NAME = 60


def code_field(label: Any, help_text: Any = "") -> forms.CharField:
    """Ask for figures; spaces and dashes do not matter."""
    boxes = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "spellcheck": "false"}
    return forms.CharField(label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=boxes))


class SecondFactorForm(PageForm, base_forms.AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Type a code of the app, or a recovery code, after the first step of signing in."""

    code = code_field(_("Code of the app"), _("Or one of your recovery codes. Each works once."))


class ConfirmByCodeForm(PageForm, base_forms.ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """Type a code once more before something important changes."""

    code = code_field(_("Code of the app"), _("Or one of your recovery codes. Each works once."))


class ConfirmByPasswordForm(PageForm, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """Type the password once more before something important changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        password.label, password.help_text = _("Password"), ""
        password.widget.attrs.pop("placeholder", None)


class AuthenticatorAppForm(PageForm, totp_forms.ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """Prove that the app shows our codes. This code counts as used, like every other."""

    code = code_field(_("Code of the app"), _("6 digits that change every 30 seconds."))

    def clean_code(self) -> str:
        """Take the code, once."""
        code: str = super().clean_code()
        used = TOTP(Authenticator(user=self.user, type=Authenticator.Type.TOTP))
        if not used._mark_code_used(code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class RemoveAppForm(PageForm, totp_forms.DeactivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """One button."""


class NewRecoveryCodesForm(PageForm, recovery_forms.GenerateRecoveryCodesForm):  # type: ignore[misc]
    """One button."""


class AddPasskeyForm(PageForm, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Name a passkey; the device makes it. It always signs in alone, so the device must check its owner."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("So that you know later which device it is, for example: my phone."),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.initial.pop("name", None)
