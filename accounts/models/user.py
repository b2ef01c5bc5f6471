"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import InterfaceLanguage
from core.models import PublicId, Timestamped


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address or phone number."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """Create a person who can sign in; the address is stored in lower case, a phone in international form."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person with every right in the staff admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(PublicId, Timestamped, AbstractBaseUser, PermissionsMixin):
    """A person with an account; what they are beyond that lives in other tables.

    An open account has an e-mail address, a phone number or both; either is the name to sign in with. Phone numbers
    are stored in international form (E.164) and are ``phone_verified_at`` when a code sent to them was typed.
    """

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=16, unique=True, null=True, blank=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    full_name = models.CharField(_("name"), max_length=150)
    language = models.CharField(
        _("language"), max_length=2, choices=InterfaceLanguage.choices, default=InterfaceLanguage.KAZAKH
    )
    unread_count = models.PositiveIntegerField(
        default=0, editable=False, help_text="Unread messages: kept here because every page shows it."
    )
    email_failed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when the address does not take our letters."
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("user")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_user_language_known", condition=Q(language__in=InterfaceLanguage.values)
            ),
            models.CheckConstraint(
                name="accounts_user_reachable_while_open",
                condition=Q(is_active=False) | Q(email__isnull=False) | Q(phone__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_user_without_empty_names",
                condition=(Q(email__isnull=True) | ~Q(email="")) & (Q(phone__isnull=True) | ~Q(phone="")),
            ),
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def contact(self) -> str:
        """The e-mail address, or the phone number of somebody who has none; empty once the account is closed."""
        return self.email or self.phone or ""

    @property
    def short_name(self) -> str:
        """First name and the initial of the next word: what others see; of who has left, only that."""
        if not self.full_name:
            return gettext("somebody who has left")
        words = self.full_name.split()
        return " ".join([*words[:1], *(f"{word[0]}." for word in words[1:2])])
