"""allauth's forms in our words and our looks; what they check stays theirs."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import PageForm


def email_field() -> forms.EmailField:
    """Ask for an address, with the keyboard and the memory of the device."""
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
    return forms.EmailField(label=_("E-mail"), widget=widget)


class SignInForm(PageForm, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """Ask for a code by e-mail. Whether the address is known is not told."""

    email = email_field()

    def clean_email(self) -> str:
        """Look the address up in lower case and count the request."""
        self.cleaned_data["email"] = self.cleaned_data["email"].lower()
        return str(super().clean_email())


class PasswordSignInForm(PageForm, allauth_forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Sign in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("E-mail"), _("Password")
        password.help_text = ""
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)


class CodeForm(PageForm, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth ships no types
    """Type the six figures; spaces and dashes of a pasted code do not matter."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "spellcheck": "false"}
        ),
    )


class ResetPasswordForm(PageForm, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """Ask for a code that lets a new password be chosen."""

    email = email_field()


class NewPasswordMixin:
    """One box for the new password; a code by e-mail opens the door when it was mistyped."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        password = self.fields["password1"]
        password.label = _("New password")
        password.help_text = _("At least 8 characters, and not only numbers.")
        password.widget.attrs.pop("placeholder", None)


class NewPasswordForm(NewPasswordMixin, PageForm, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """Choose a new password after a reset."""


class SetPasswordForm(NewPasswordMixin, PageForm, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """Choose a first password."""


class ChangePasswordForm(NewPasswordMixin, PageForm, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Choose another password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = self.fields["oldpassword"]
        present.label, present.help_text = _("Present password"), ""
        present.widget.attrs.pop("placeholder", None)
