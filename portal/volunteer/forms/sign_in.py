"""allauth's forms in our words and our looks; what they check stays theirs."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.services import send_code
from accounts.validators import Contact, clean_contact
from core.clock import now
from core.errors import InvalidInput
from portal.errors import attempt_catching
from portal.forms import PageForm
from portal.templatetags.dates import language
from portal.volunteer.forms.fields import ContactForm


def email_field() -> forms.EmailField:
    """Ask for an address, with the keyboard and the memory of the device."""
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
    return forms.EmailField(label=_("E-mail"), widget=widget)


class SignInForm(ContactForm):
    """Ask for a code by e-mail or SMS. Whether the address is known is not told."""


class PasswordSignInForm(PageForm, allauth_forms.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Sign in with a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("E-mail or phone"), _("Password")
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.help_text = ""
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """Write a number as accounts store it; what cannot be read is wrong like any unknown address."""
        typed: str = super().clean_login()
        read = attempt_catching(InvalidInput, lambda: clean_contact(typed))
        return typed if isinstance(read, InvalidInput) else str(read)


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

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send a code; for an unknown address write the same message, for nobody."""
        email: str = super().save(request, **kwargs)
        if not self.users:
            send_code(contact=Contact(email=email), code="", language=language(), now=now())
        return email


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
